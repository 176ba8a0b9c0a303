using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Pepay.Generator.Model;
using Pepay.Generator.Reading;

namespace Pepay.Generator.Pipeline;

/// <summary>One specification file of the project with its metadata.</summary>
internal sealed record SpecItem(string Path, string Text, string Namespace, string? ClientName, string? Visibility)
{
    /// <summary>The names of each kind that the item includes and excludes.</summary>
    public OperationFilter Filter { get; init; } = OperationFilter.All;

    public string? Number { get; init; }

    public string? Schemas { get; init; }

    private const string Metadata = "build_metadata.AdditionalFiles.";

    /// <summary>The item of an additional file; null when the file is none of ours.</summary>
    public static SpecItem? From(AdditionalText file, AnalyzerConfigOptionsProvider options, CancellationToken cancellationToken)
    {
        var metadata = options.GetOptions(file);
        var ns = Value(metadata, "PepayNamespace");
        if (ns is null && Value(metadata, "PepaySpecFile") is null)
            return null;
        var text = file.GetText(cancellationToken)?.ToString() ?? "";
        return new(file.Path, text, ns ?? "", Value(metadata, "PepayClientName"), Value(metadata, "PepayVisibility"))
        {
            Filter = new(Names(metadata, "PepayInclude"), Names(metadata, "PepayExclude")),
            Number = Value(metadata, "PepayNumber"),
            Schemas = Value(metadata, "PepaySchemas"),
        };
    }

    private static OperationNames Names(AnalyzerConfigOptions options, string prefix) =>
        new(List(options, prefix + "Tags"), List(options, prefix + "Paths"), List(options, prefix + "Operations"));

    // Commas, because a semicolon ends a value in what the build hands to the compiler.
    private static EquatableArray<string> List(AnalyzerConfigOptions options, string name)
    {
        var names = new List<string>();
        foreach (var part in Value(options, name)?.Split(',') ?? [])
        {
            if (part.Trim().Length > 0)
                names.Add(part.Trim());
        }

        return EquatableArray<string>.From(names);
    }

    private static string? Value(AnalyzerConfigOptions options, string name) =>
        options.TryGetValue(Metadata + name, out var value) && value.Trim().Length > 0 ? value.Trim() : null;
}

/// <summary>The providers of a project, and what is wrong with its items.</summary>
internal sealed record ProviderInputs(EquatableArray<Reading.ProviderInput> Providers, EquatableArray<Diagnostics.DiagnosticInfo> Diagnostics);
