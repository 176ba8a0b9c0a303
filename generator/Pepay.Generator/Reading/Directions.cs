using Pepay.Generator.Model;

namespace Pepay.Generator.Reading;

/// <summary>
/// Fits records to the directions in which they travel. A closed schema refuses unknown properties in what is sent; what is received must
/// survive a newer server, so a closed record that can be received keeps unknown properties all the same. A required property that is read-only
/// or write-only is demanded in its direction only, so a record that travels in the other one too, has it as an optional one.
/// </summary>
internal sealed class Directions
{
    private readonly List<TypeModel> types;
    private readonly Dictionary<string, TypeModel> byName = new(StringComparer.Ordinal);
    private readonly HashSet<string> received = new(StringComparer.Ordinal);
    private readonly HashSet<string> sent = new(StringComparer.Ordinal);

    public Directions(List<TypeModel> types, List<ClientModel> clients, List<EventModel> events)
    {
        this.types = types;
        foreach (var type in types)
            Index(type);
        foreach (var client in clients)
        {
            foreach (var operation in client.Operations)
            {
                Reach(operation.Result, received);
                foreach (var answer in operation.Answers)
                    Reach(answer.Type, received);
                Reach(operation.EventStream?.Item, received);
                foreach (var header in operation.Headers?.Headers ?? default)
                    Reach(header.Type, received);
                foreach (var error in operation.Errors)
                    Reach(error.Type, received);
                foreach (var parameter in operation.Parameters)
                    Reach(parameter.Type, sent);
            }
        }

        foreach (var @event in events)
            Reach(new TypeRef(TypeKind.Record, @event.TypeName), received);
    }

    /// <summary>Whether a caller sends values of the type.</summary>
    public bool IsSent(string fullName) => sent.Contains(fullName);

    /// <summary>Whether the provider sends values of the type, in an answer or an event.</summary>
    public bool IsReceived(string fullName) => received.Contains(fullName);

    public List<TypeModel> Apply()
    {
        var result = new List<TypeModel>(types.Count);
        foreach (var type in types)
            result.Add(Apply(type));
        return result;
    }

    private TypeModel Apply(TypeModel type)
    {
        if (type is RecordModel { Extra: ExtraProperties.None } record && (received.Contains(type.FullName) || !sent.Contains(type.FullName)))
            type = record with { Extra = ExtraProperties.Json };
        if (type is RecordModel whole)
            type = Required(whole);
        if (type.Nested.Count == 0)
            return type;
        var nested = new List<TypeModel>(type.Nested.Count);
        foreach (var inner in type.Nested)
            nested.Add(Apply(inner));
        return type with { Nested = EquatableArray<TypeModel>.From(nested) };
    }

    private RecordModel Required(RecordModel record)
    {
        var isSent = sent.Contains(record.FullName);
        var isReceived = received.Contains(record.FullName) || !isSent;
        var properties = new List<PropertyModel>(record.Properties.Count);
        var changed = false;
        foreach (var property in record.Properties)
        {
            var relaxed = property.Required && ((property.ReadOnly && isSent) || (property.WriteOnly && isReceived));
            properties.Add(relaxed ? property with { Required = false } : property);
            changed |= relaxed;
        }

        return changed ? record with { Properties = EquatableArray<PropertyModel>.From(properties) } : record;
    }

    private void Index(TypeModel type)
    {
        byName[type.FullName] = type;
        foreach (var nested in type.Nested)
            Index(nested);
    }

    private void Reach(TypeRef? start, HashSet<string> into)
    {
        var pending = new Stack<TypeRef>();
        for (var type = start; type is not null; type = pending.Count > 0 ? pending.Pop() : null)
        {
            if (type.Element is not null)
                pending.Push(type.Element);
            if (type.Name is null || !into.Add(type.Name) || !byName.TryGetValue(type.Name, out var model))
                continue;
            if (model is RecordModel record)
            {
                foreach (var property in record.Properties)
                    pending.Push(property.Type);
                if (record.ExtraType is not null)
                    pending.Push(record.ExtraType);
            }
            else if (model is PayloadModel payload)
            {
                pending.Push(payload.Payload);
            }
            else if (model is TupleModel tuple)
            {
                foreach (var item in tuple.Items)
                    pending.Push(item.Type);
                pending.Push(tuple.Rest);
            }
            else if (model is UnionModel union)
            {
                foreach (var variant in union.Variants)
                    pending.Push(variant.Type);
            }
        }
    }
}
