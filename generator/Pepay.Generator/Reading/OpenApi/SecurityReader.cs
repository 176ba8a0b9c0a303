using Pepay.Generator.Diagnostics;
using Pepay.Generator.Model;

namespace Pepay.Generator.Reading.OpenApi;

/// <summary>Reads security schemes and what operations demand of them.</summary>
internal static class SecurityReader
{
    private static readonly string[] Types = ["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"];
    private static readonly string[] HttpSchemes = ["basic", "bearer"];

    public static void Schemes(ReadContext context, SpecNode root, List<SecuritySchemeModel> into)
    {
        foreach (var entry in context.Mapping(context.Mapping(root["components"], "'components'")?["securitySchemes"], "'securitySchemes'")?.Entries ?? [])
        {
            if (context.Mapping(entry.Value, $"Security scheme '{entry.Key}'", Vocabulary.SecurityScheme) is not { } node)
                continue;
            if (Scheme(entry.Key, node) is { } scheme)
                into.Add(scheme);
            else
                context.Diagnostics.Report(DiagnosticIds.UnsupportedSecurity, node, entry.Key, Problem(node), Remedy(node));
        }
    }

    /// <summary>
    /// The alternatives of an operation; the document's where it says none itself. Schemes that are not supported are left out of them, and
    /// alternatives that need nothing come last, so that a configured credential is sent.
    /// </summary>
    public static EquatableArray<EquatableArray<string>> Requirements(ReadContext context, SpecNode operation, SpecNode root)
    {
        var alternatives = new List<EquatableArray<string>>();
        var schemes = context.Mapping(root["components"], "'components'")?["securitySchemes"];
        foreach (var item in context.Sequence(operation["security"] ?? root["security"], "'security'"))
        {
            if (!item.IsMapping)
            {
                context.Unexpected(item, "An entry of 'security'", $"a mapping such as '{{ {(item.IsText ? item.Text : "name")}: [] }}'");
                continue;
            }

            var names = new List<string>();
            foreach (var entry in item.Entries)
            {
                var scheme = context.References.Follow(schemes?[entry.Key]);
                if (scheme is not null && Scheme(entry.Key, scheme) is not null)
                    names.Add(entry.Key);
                else if (scheme is null && !root.File.IsCutShort)
                    context.Diagnostics.Report(DiagnosticIds.UnsupportedSecurity, root.File, entry.KeyAt, entry.Key, "is not described", "describe it in components.securitySchemes, or correct the name");
            }

            alternatives.Insert(names.Count > 0 ? alternatives.FindLastIndex(known => known.Count > 0) + 1 : alternatives.Count, EquatableArray<string>.From(names));
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

    // The word that was meant where a scheme's type, or its HTTP scheme, is none.
    private static string? Meant(SpecNode node) => node.TextOf("type") == "http"
        ? Nearest(node.TextOf("scheme"), HttpSchemes)
        : Nearest(node.TextOf("type"), Types);

    private static string? Nearest(string? written, string[] words) =>
        written is null || Array.IndexOf(words, written) >= 0 ? null : Spelling.Nearest(written, words, mayBeCut: false);

    private static string Problem(SpecNode node) => node.TextOf("type") switch
    {
        null => "has no type",
        "apiKey" => "is an API key without a 'name', or in a place that is none",
        "http" => $"has the HTTP scheme '{node.TextOf("scheme")}', which is not supported",
        var type => $"is of type '{type}', which is not supported",
    };

    private static string Remedy(SpecNode node) => Meant(node) is { } meant
        ? $"did you mean '{meant}'?"
        : node.TextOf("type") is null or "apiKey"
        ? "correct its 'type', 'name' and 'in' (header, query or cookie)"
        : "add the credential to the HttpClient yourself";
}
