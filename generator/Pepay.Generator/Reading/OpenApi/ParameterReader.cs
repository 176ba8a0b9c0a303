using Pepay.Generator.Diagnostics;
using Pepay.Generator.Model;
using Pepay.Generator.Naming;
using Pepay.Generator.Reading.Schemas;

namespace Pepay.Generator.Reading.OpenApi;

/// <summary>Reads the parameters of an operation and of its path.</summary>
internal sealed class ParameterReader(ReadContext context, TypeResolver types)
{
    /// <returns>False, with a diagnostic, when a required parameter cannot be generated.</returns>
    public bool TryRead(SpecNode operation, SpecNode pathItem, string path, string id, string? keyHeader, NameScope names, List<ParameterModel> into)
    {
        var found = new List<(SpecNode Reference, SpecNode Node)>();
        Collect(operation, found);
        Collect(pathItem, found);
        foreach (var (reference, node) in found)
        {
            var name = node.TextOf("name");
            var place = node.TextOf("in");
            if (name is null || place is null)
            {
                context.Lacking(DiagnosticIds.UnsupportedParameter, node, id, name is null ? "a parameter has no name" : $"parameter '{name}' has no place",
                    "it is left out", name is null ? "give it a 'name'" : "give it an 'in': path, query, header or cookie");
                continue;
            }

            if (IsIgnored(name, place, keyHeader))
                continue;
            if (place == "path" && path.IndexOf("{" + name + "}", StringComparison.Ordinal) < 0)
                context.Diagnostics.Report(DiagnosticIds.UnsupportedParameter, node, id, $"parameter '{name}' is in the path, which has no '{{{name}}}'", "it is left out", "correct the name or the path");
            else if (Read(reference, node, name, place, id, names) is { } parameter)
                into.Add(parameter);
            else if (node.Flag("required") || place == "path")
                return false;
        }

        AddUndeclared(operation, path, id, names, into);
        return true;
    }

    // The operation's own parameters come first and hide those of the path with the same name and place.
    private void Collect(SpecNode owner, List<(SpecNode Reference, SpecNode Node)> found)
    {
        foreach (var item in context.Sequence(owner["parameters"], "'parameters'"))
        {
            if (context.Mapping(item, "A parameter", Vocabulary.Parameter) is not { } node)
                continue;
            context.CheckFlags(node, "required", "explode");
            var hidden = false;
            foreach (var (_, known) in found)
                hidden |= known.TextOf("name") == node.TextOf("name") && known.TextOf("in") == node.TextOf("in");
            if (!hidden)
                found.Add((item, node));
        }
    }

    // OpenAPI leaves these headers to other parts of the description; the idempotency key is a parameter of its own.
    private static bool IsIgnored(string name, string place, string? keyHeader) =>
        place == "header" && (name.ToLowerInvariant() is "accept" or "content-type" or "authorization"
            || string.Equals(name, keyHeader, StringComparison.OrdinalIgnoreCase));

    private ParameterModel? Read(SpecNode reference, SpecNode node, string name, string place, string id, NameScope names)
    {
        ParameterPlace? at = place switch
        {
            "path" => ParameterPlace.Path,
            "query" => ParameterPlace.Query,
            "header" => ParameterPlace.Header,
            "cookie" => ParameterPlace.Cookie,
            _ => null,
        };
        var required = node.Flag("required") || at == ParameterPlace.Path;
        if (at is null)
            return Unsupported(node, id, $"parameter '{name}' is in '{place}', which is no place for a parameter", required);
        var content = node["schema"] is null && node["content"] is { Entries.Length: > 0 } kinds ? kinds.Entries[0].Value : null;
        var schema = node["schema"] ?? content?["schema"];
        var component = reference.TextOf("$ref") is { } text ? References.NameOf(text) : null;
        var hint = new TypeHint(component is null ? Identifiers.Pascal(id) + Identifiers.Pascal(name) : Identifiers.Pascal(component));
        var type = types.Resolve(schema, null, hint).NotNull();
        var style = WireStyles.Read(node, at.Value is ParameterPlace.Query or ParameterPlace.Cookie ? WireStyle.Form : WireStyle.Simple);
        if (type.Kind == TypeKind.Json && content is null && style != WireStyle.DeepObject)
            type = TypeRef.Text;
        var explode = WireStyles.Explodes(node, style);
        style = content is not null && !type.IsText ? WireStyle.Json : IsPlain(type, at.Value, style) ? WireStyle.Plain : style;
        var docs = DocReader.Read(node, context.References.Follow(schema));
        return new(name, names.Reserve(Identifiers.Camel(name), "Parameter"), at.Value, type, required, explode, docs.Summary ?? "") { Style = style, Limits = Limits.Of(context, schema) };
    }

    private ParameterModel? Unsupported(SpecNode node, string id, string problem, bool required)
    {
        context.Diagnostics.Report(DiagnosticIds.UnsupportedParameter, node, id, problem, required ? "the operation is left out" : "the parameter is left out", "use path, query, header or cookie");
        return null;
    }

    // A variable of the path that nobody declares is a text; without it the path could not be filled.
    private void AddUndeclared(SpecNode operation, string path, string id, NameScope names, List<ParameterModel> into)
    {
        for (var start = path.IndexOf('{'); start >= 0; start = path.IndexOf('{', start + 1))
        {
            var end = path.IndexOf('}', start);
            if (end < 0)
                return;
            var name = path.Substring(start + 1, end - start - 1);
            var declared = false;
            foreach (var parameter in into)
                declared |= parameter.Place == ParameterPlace.Path && parameter.WireName == name;
            if (declared)
                continue;
            context.Lacking(DiagnosticIds.UnsupportedParameter, operation, id, $"path variable '{name}' has no parameter", "it is taken as a text", "describe it with 'in: path'");
            into.Add(new(name, names.Reserve(Identifiers.Camel(name), "Parameter"), ParameterPlace.Path, TypeRef.Text, true, false, ""));
        }
    }

    // Texts, and lists of texts where the default styles need nothing of their elements.
    private static bool IsPlain(TypeRef type, ParameterPlace place, WireStyle style) => place switch
    {
        ParameterPlace.Query => type.IsText || (style == WireStyle.Form && type.Kind == TypeKind.List && type.Element!.IsText),
        ParameterPlace.Header => type.IsText || (type.Kind == TypeKind.List && type.Element!.IsText),
        ParameterPlace.Path => type.IsText && style == WireStyle.Simple,
        _ => false,
    };
}
