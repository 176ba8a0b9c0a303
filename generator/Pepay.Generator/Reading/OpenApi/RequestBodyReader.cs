using Pepay.Generator.Model;
using Pepay.Generator.Naming;
using Pepay.Generator.Reading.Schemas;

namespace Pepay.Generator.Reading.OpenApi;

/// <summary>Reads what an operation sends: JSON where it is offered, else a form, a multipart form, bytes, a text.</summary>
internal sealed class RequestBodyReader(ReadContext context, TypeResolver types, ShapeReader shapes, ObjectReader objects)
{
    /// <returns>How the body is written; null where there is none. Its parameters are added to the list.</returns>
    public BodyModel? Read(SpecNode operation, string name, NameScope names, List<ParameterModel> into)
    {
        if (operation["requestBody"] is not { } reference || context.Mapping(reference, "'requestBody'", Vocabulary.RequestBody) is not { } node)
            return null;
        context.CheckFlags(node, "required");
        if (MediaTypes.Preferred(node["content"]) is not { } entry)
            return null;
        var kind = MediaTypes.KindOf(entry.Key);
        var contentType = MediaTypes.Concrete(entry.Key, kind);
        var media = context.Mapping(entry.Value, $"Content '{entry.Key}'", Vocabulary.MediaType);
        if (kind is not (BodyKind.Multipart or BodyKind.Form) && MediaTypes.IsBinary(context.References.Follow(media?["schema"])))
            kind = BodyKind.Octets;
        var hint = ContentReader.Hint(reference, name, "Request") with { Apart = "Body" };
        if (kind == BodyKind.Multipart && media?["schema"] is { } parts && shapes.Final(parts) is { Kind: ShapeKind.Record or ShapeKind.Union } shape && objects.Get(shape.Node).Properties is { Count: > 0 } slots)
        {
            foreach (var slot in slots)
                into.Add(Part(slot, media, hint, names));
            return new(kind, contentType);
        }

        var type = kind switch
        {
            BodyKind.Octets => TypeRef.Octets,
            BodyKind.Text => TypeRef.PlainText,
            BodyKind.Multipart => new TypeRef(TypeKind.Multipart),
            _ => types.Resolve(media?["schema"], null, hint).NotNull(),
        };
        into.Add(new("", names.Reserve("body"), ParameterPlace.Body, type, node.Flag("required"), false, DocReader.Read(node).Summary ?? "The body."));
        return new(kind, contentType, kind == BodyKind.Form ? Fields(media?["encoding"]) : default);
    }

    private ParameterModel Part(PropertySlot slot, SpecNode media, TypeHint hint, NameScope names)
    {
        var encoding = context.Mapping(media["encoding"]?[slot.Name], $"The encoding of '{slot.Name}'", Vocabulary.Encoding);
        var type = PartType(slot.Schema, encoding)
            ?? types.Resolve(slot.Schema, null, new TypeHint(hint.Name + Identifiers.Pascal(slot.Name))).NotNull();
        var style = encoding is not null && (encoding.Has("style") || encoding.Has("explode")) ? WireStyles.Read(encoding, WireStyle.Form) : WireStyle.Plain;
        var docs = DocReader.Read(slot.Schema, context.References.Follow(slot.Schema));
        return new(slot.Name, names.Reserve(Identifiers.Camel(slot.Name), "Part"), ParameterPlace.Part, type, slot.Required,
            encoding is not null && WireStyles.Explodes(encoding, style), docs.Summary ?? "")
        {
            Style = type.Kind == TypeKind.File || type.Element?.Kind == TypeKind.File ? WireStyle.Plain : style,
            ContentType = MediaTypes.Single(ContentTypeOf(slot.Schema, encoding)),
        };
    }

    // A file, a list of files, a text in another language than JSON; null for what is sent as its schema says.
    private TypeRef? PartType(SpecNode schema, SpecNode? encoding)
    {
        if (IsFile(schema, encoding))
            return new(TypeKind.File);
        var shape = shapes.Final(schema);
        if (shape is { Kind: ShapeKind.List, Target: { } element } && IsFile(element, encoding))
            return new(TypeKind.List, Element: new(TypeKind.File));
        var isText = shape.Kind is ShapeKind.Scalar or ShapeKind.TextEnum or ShapeKind.IntegerEnum
            || (shape is { Kind: ShapeKind.List, Target: { } item } && shapes.Final(item).Kind is ShapeKind.Scalar or ShapeKind.TextEnum or ShapeKind.IntegerEnum);
        return isText || encoding?.TextOf("contentType") is not { } declared ? null : MediaTypes.KindOf(declared) switch
        {
            BodyKind.Text => TypeRef.Text,
            BodyKind.Octets => new(TypeKind.File),
            _ => null,
        };
    }

    // What is said of the part counts before what its schema says, and that of a list is that of its items.
    private string? ContentTypeOf(SpecNode schema, SpecNode? encoding)
    {
        if (encoding?.TextOf("contentType") is { } declared)
            return declared;
        var shape = shapes.Final(schema);
        var node = shape is { Kind: ShapeKind.List, Target: { } element } ? shapes.Final(element).Node : shape.Node;
        return node.TextOf("contentMediaType");
    }

    private bool IsFile(SpecNode schema, SpecNode? encoding)
    {
        var shape = shapes.Final(schema);
        if (shape.Kind is not (ShapeKind.Scalar or ShapeKind.Any) || shape.Scalar is { Kind: not TypeKind.Text })
            return false;
        return shape.Node.TextOf("format") == "binary" || (shape.Node.Has("contentMediaType") && !shape.Node.Has("contentEncoding"))
            || (encoding?.TextOf("contentType") is { } kind && MediaTypes.KindOf(kind) == BodyKind.Octets);
    }

    private static EquatableArray<FormFieldModel> Fields(SpecNode? encodings)
    {
        var fields = new List<FormFieldModel>();
        foreach (var entry in encodings?.Entries ?? [])
        {
            if (!entry.Value.IsMapping)
                continue;
            var style = WireStyles.Read(entry.Value, WireStyle.Form);
            if (entry.Value.Has("style") || entry.Value.Has("explode"))
                fields.Add(new(entry.Key, style, WireStyles.Explodes(entry.Value, style)));
            else if (entry.Value.TextOf("contentType") is { } kind && MediaTypes.KindOf(kind) == BodyKind.Json)
                fields.Add(new(entry.Key, WireStyle.Json, false));
        }

        return EquatableArray<FormFieldModel>.From(fields);
    }
}
