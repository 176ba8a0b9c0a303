using Pepay.Generator.Model;
using Pepay.Generator.Naming;
using Pepay.Generator.Reading.Extensions;
using Pepay.Generator.Reading.Schemas;

namespace Pepay.Generator.Reading.OpenApi;

/// <summary>Reads one operation.</summary>
internal sealed class OperationReader(ReadContext context, TypeResolver types, ShapeReader shapes, ObjectReader objects)
{
    private readonly ParameterReader parameters = new(context, types);
    private readonly RequestBodyReader bodies = new(context, types, shapes, objects);
    private readonly ContentReader contents = new(context, types, shapes);

    public OperationDraft? Read(SpecFile file, SpecNode node, SpecNode pathItem, string method, string path, string id)
    {
        var name = Identifiers.Pascal(id);
        var names = new NameScope("cancellationToken", "apiRequest", "apiResponse", "apiForm", "apiAnswer", "apiEvent", "page", "item", "position", "last", "count", "next");
        var idempotency = IdempotencyReader.Read(context, node, pathItem);
        var list = new List<ParameterModel>();
        if (!parameters.TryRead(node, pathItem, path, id, idempotency?.Header, names, list))
            return null;
        var body = bodies.Read(node, name, names, list);
        var result = contents.Result(node, name);
        if (idempotency is not null)
            list.Add(Key(idempotency, names));
        return new(
            new OperationModel(id, name, method, path, DocReader.Read(node))
            {
                Parameters = EquatableArray<ParameterModel>.From(InSignatureOrder(list, path)),
                Body = body,
                Result = result.Type,
                Answers = result.Answers,
                Accept = result.Accept,
                ResultSummary = result.Summary,
                Headers = result.Headers.Count == 0 || result.OnlyEvents ? null : new("", "", result.Headers),
                EventStream = result.EventItem is null ? null : new("", result.EventItem, result.OnlyEvents),
                Errors = contents.Errors(node, name),
                Security = SecurityReader.Requirements(context, node, file.Root!),
                Idempotency = idempotency,
                ReturnParameter = node.TextOf("x-return-parameter"),
            },
            Tag(node),
            node,
            file);
    }

    private static ParameterModel Key(IdempotencyModel rule, NameScope names) =>
        new(rule.Header, names.Reserve("idempotencyKey"), ParameterPlace.IdempotencyKey, TypeRef.Text, rule.Required, false,
            "The key under which the provider carries the request out once; repeat a request with the same key only."
            + (rule.UuidV4 ? " A lower-case UUID version 4." : ""));

    // Required before optional, as C# demands; within each the path's in its order, then query and header, body, key.
    private static List<ParameterModel> InSignatureOrder(List<ParameterModel> list, string path)
    {
        var ordered = new List<ParameterModel>(list.Count);
        foreach (var parameter in list)
        {
            if (parameter.Place == ParameterPlace.Path)
                ordered.Add(parameter);
        }

        ordered.Sort((a, b) => path.IndexOf("{" + a.WireName + "}", StringComparison.Ordinal) - path.IndexOf("{" + b.WireName + "}", StringComparison.Ordinal));
        foreach (var required in (bool[])[true, false])
        {
            foreach (var parameter in list)
            {
                if (parameter.Place != ParameterPlace.Path && parameter.Required == required)
                    ordered.Add(parameter);
            }
        }

        return ordered;
    }

    private string? Tag(SpecNode node)
    {
        foreach (var tag in context.Sequence(node["tags"], "'tags'"))
        {
            if (tag.Text.Length > 0)
                return tag.Text;
        }

        return null;
    }
}
