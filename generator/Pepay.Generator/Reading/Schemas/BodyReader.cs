using Pepay.Generator.Model;
using Pepay.Generator.Naming;

namespace Pepay.Generator.Reading.Schemas;

/// <summary>Reads the bodies of declared types: what is in a record, an enumeration, a union.</summary>
internal sealed class BodyReader(ReadContext context, ShapeReader shapes, ObjectReader objects, TypeResolver types)
{
    private readonly UnionReader unions = new(context, shapes, objects, types);

    /// <summary>Reads every body that is asked for, and those that they ask for in turn.</summary>
    public void ReadPending()
    {
        while (types.TryNext(out var declaration))
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            declaration.Body = declaration.Kind switch
            {
                ShapeKind.Record => Record(declaration, declaration.Node),
                ShapeKind.Union => unions.Read(declaration),
                ShapeKind.Tuple => Tuple(declaration),
                _ => Enumeration(declaration),
            };
        }
    }

    public RecordModel Record(TypeDeclaration declaration, SpecNode schema)
    {
        var shape = objects.Get(schema);
        SchemaWords.CheckRequired(context, schema, shape, declaration.Name);
        var extraName = declaration.Members.Reserve("AdditionalProperties");

        // All properties are named before the first nested type is, so that a property never has to give way to one.
        var names = new string[shape.Properties.Count];
        for (var i = 0; i < names.Length; i++)
            names[i] = declaration.Members.Reserve(Identifiers.Pascal(shape.Properties[i].Name), "Value");
        var properties = new List<PropertyModel>(names.Length);
        for (var i = 0; i < names.Length; i++)
            properties.Add(Property(declaration, shape.Properties[i], names[i]));
        var extraType = shape.Additional is null ? null : types.Resolve(shape.Additional, declaration, new TypeHint(extraName + "Entry"));
        return new RecordModel(declaration.Name, declaration.FullName, DocReader.Read(schema))
        {
            Properties = EquatableArray<PropertyModel>.From(properties),
            Extra = extraType is { Kind: not TypeKind.Json } ? ExtraProperties.Typed : shape.Closed ? ExtraProperties.None : ExtraProperties.Json,
            ExtraType = extraType is { Kind: not TypeKind.Json } ? extraType : null,
            ExtraName = extraName,
        };
    }

    private TupleModel Tuple(TypeDeclaration declaration)
    {
        foreach (var taken in TupleMembers)
            declaration.Members.Take(taken);
        var schemas = SchemaWords.TupleItems(declaration.Node)!.Items;
        var least = declaration.Node["minItems"] is { Kind: NodeKind.Number } minimum && int.TryParse(minimum.Text, out var given) ? given : 0;
        var items = new List<PropertyModel>(schemas.Length);
        for (var i = 0; i < schemas.Length; i++)
        {
            var name = declaration.Members.Reserve("Item" + (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
            var type = types.Resolve(schemas[i], declaration, new TypeHint(name, Bare: true));
            items.Add(new(name, name, type, i < least, null, DocReader.Read(schemas[i], context.References.Follow(schemas[i]))));
        }

        return new(declaration.Name, declaration.FullName, DocReader.Read(declaration.Node), types.Resolve(SchemaWords.TupleRest(declaration.Node), declaration, new TypeHint("RestItem")))
        {
            Items = EquatableArray<PropertyModel>.From(items),
        };
    }

    private PropertyModel Property(TypeDeclaration owner, PropertySlot slot, string name)
    {
        var constant = slot.Schema.IsMapping ? SchemaWords.ConstantText(slot.Schema) : null;
        var shape = shapes.Final(slot.Schema);
        var type = constant is not null
            ? TypeRef.Text.OrNull(shape.Nullable)
            : types.Resolve(slot.Schema, owner, new TypeHint(Identifiers.Pascal(slot.Name), Bare: true));
        var docs = DocReader.Read(slot.Schema, context.References.Follow(slot.Schema));
        return new(slot.Name, name, type, slot.Required, constant, docs) { ReadOnly = slot.ReadOnly, WriteOnly = slot.WriteOnly, Limits = Limits.Of(context, slot.Schema) };
    }

    private EnumModel Enumeration(TypeDeclaration declaration)
    {
        var shape = shapes.Get(declaration.Node);
        foreach (var taken in EnumMembers)
            declaration.Members.Take(taken);
        var members = new List<EnumMember>(shape.Values.Count);
        foreach (var value in shape.Values)
        {
            var name = Identifiers.Pascal(value);
            members.Add(new(declaration.Members.Reserve(IsReserved(name) ? name + "Value" : name), value));
        }

        return new(declaration.Name, declaration.FullName, DocReader.Read(declaration.Node), shape.Kind == ShapeKind.IntegerEnum,
            EquatableArray<EnumMember>.From(members));
    }

    private static bool IsReserved(string name) => Array.IndexOf(MemberNames.Reserved, name) >= 0 || Array.IndexOf(EnumMembers, name) >= 0;

    private static readonly string[] TupleMembers = ["Rest"];

    private static readonly string[] EnumMembers = ["Value", "IsKnown"];
}
