using Pepay.Generator.Model;
using Pepay.Generator.Naming;
using Pepay.Generator.Reading.Schemas;

namespace Pepay.Generator.Reading.OpenApi;

/// <summary>Reads the headers that the successes of an operation declare. A header of a form that HTTP has no common way to write stays text.</summary>
internal sealed class ResponseHeaderReader(ReadContext context, TypeResolver types, ShapeReader shapes)
{
    /// <summary>What every declaration has to keep clear of.</summary>
    private static readonly string[] Members = ["StatusCode", "Body", "Headers"];

    public EquatableArray<HeaderModel> Read(List<SpecEntry> successes, string operation)
    {
        var names = new NameScope(MemberNames.Reserved);
        foreach (var member in Members)
            names.Take(member);
        names.Take(operation + "WithHeaders");
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var headers = new List<HeaderModel>();
        foreach (var success in successes)
        {
            var response = context.References.Follow(success.Value);
            foreach (var entry in context.Mapping(response?["headers"], "'headers'")?.Entries ?? [])
            {
                // OpenAPI leaves the content type to the keys of 'content'.
                if (entry.Key.Length == 0 || entry.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) || !seen.Add(entry.Key))
                    continue;
                if (context.Mapping(entry.Value, $"Header '{entry.Key}'", Vocabulary.Header) is not { } node)
                    continue;
                context.CheckFlags(node, "required");
                headers.Add(Header(entry.Key, node, operation, names));
            }
        }

        return EquatableArray<HeaderModel>.From(headers);
    }

    private HeaderModel Header(string name, SpecNode node, string operation, NameScope names)
    {
        var content = node["schema"] is null && node["content"] is { Entries.Length: > 0 } kinds ? kinds.Entries[0] : (SpecEntry?)null;
        var schema = node["schema"] ?? (content is { } media && MediaTypes.KindOf(media.Key) == BodyKind.Json ? media.Value["schema"] : null);
        var type = TypeRef.Text;
        var form = "Text";
        if (schema is not null && content is not null)
            (type, form) = (types.Resolve(schema, null, Hint(operation, name)).NotNull(), "Json");
        else if (schema is not null && Form(schema) is { } simple)
            (type, form) = (types.Resolve(schema, null, Hint(operation, name)).NotNull(), simple);
        var docs = DocReader.Read(node, context.References.Follow(schema));
        return new(name, names.Reserve(Identifiers.Pascal(name), "Header"), type, form, docs.Summary ?? $"The header {name}.");
    }

    private string? Form(SpecNode schema)
    {
        var shape = shapes.Final(schema);
        return shape.Kind switch
        {
            ShapeKind.TextEnum => "Text",
            ShapeKind.IntegerEnum => "Literal",
            ShapeKind.Scalar when shape.Scalar!.Kind is TypeKind.Integer or TypeKind.Number or TypeKind.Float or TypeKind.Boolean
                or TypeKind.EpochSeconds or TypeKind.EpochMilliseconds => "Literal",
            ShapeKind.Scalar => "Text",
            ShapeKind.List when shape.Target is { } element && shapes.Final(element).Kind is ShapeKind.Scalar or ShapeKind.TextEnum or ShapeKind.IntegerEnum => Form(element) + "s",
            _ => null,
        };
    }

    private static TypeHint Hint(string operation, string name) => new(operation + Identifiers.Pascal(name));
}
