using Pepay.Generator.Diagnostics;
using Pepay.Generator.Model;

namespace Pepay.Generator.Reading.OpenApi;

/// <summary>Reads security schemes and what operations demand of them.</summary>
internal static class SecurityReader
{
    public static void Schemes(ReadContext context, SpecNode root, List<SecuritySchemeModel> into)
    {
        foreach (var entry in root["components"]?["securitySchemes"]?.Entries ?? [])
        {
            if (context.Mapping(entry.Value, $"Security scheme '{entry.Key}'") is not { } node)
                continue;
            if (Scheme(entry.Key, node) is { } scheme)
                into.Add(scheme);
            else
                context.Diagnostics.Report(DiagnosticIds.UnsupportedSecurity, node, entry.Key, $"is of type '{node.TextOf("type")}'{Detail(node)}");
        }
    }

    /// <summary>The alternatives of an operation; the document's where it says none itself.</summary>
    public static EquatableArray<EquatableArray<string>> Requirements(ReadContext context, SpecNode operation, SpecNode root)
    {
        var alternatives = new List<EquatableArray<string>>();
        foreach (var item in context.Sequence(operation["security"] ?? root["security"], "'security'"))
        {
            if (!item.IsMapping)
                continue;
            var names = new List<string>();
            foreach (var entry in item.Entries)
                names.Add(entry.Key);
            alternatives.Add(EquatableArray<string>.From(names));
        }

        return EquatableArray<EquatableArray<string>>.From(alternatives);
    }

    private static SecuritySchemeModel? Scheme(string name, SpecNode node) => (node.TextOf("type"), node.TextOf("in"), node.TextOf("scheme")?.ToLowerInvariant()) switch
    {
        ("apiKey", "header", _) when node.TextOf("name") is { } header => new(name, "Header", header),
        ("apiKey", "query", _) when node.TextOf("name") is { } query => new(name, "Query", query),
        ("apiKey", "cookie", _) when node.TextOf("name") is { } cookie => new(name, "Cookie", cookie),
        ("http", _, "basic") => new(name, "Basic", null),
        ("http", _, "bearer") => new(name, "Bearer", null),
        ("oauth2" or "openIdConnect", _, _) => new(name, "Bearer", null),
        _ => null,
    };

    private static string Detail(SpecNode node) => node.TextOf("scheme") is { } scheme ? $" with scheme '{scheme}'" : "";
}
