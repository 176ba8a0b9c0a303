using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Pepay.Generator.Tests.Harness;

/// <summary>Gives the generator the metadata that the build would.</summary>
internal sealed class SpecOptions : AnalyzerConfigOptionsProvider
{
    public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(new Dictionary<string, string> { ["build_property.RootNamespace"] = "Sample.App" });

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Values([]);

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile)
    {
        if (textFile is not SpecFileText spec)
            return new Values([]);
        const string prefix = "build_metadata.AdditionalFiles.";
        var values = spec.Metadata.ToDictionary(entry => prefix + "Pepay" + entry.Key, entry => entry.Value);
        return new Values(new Dictionary<string, string>(values)
        {
            [prefix + "PepaySpecFile"] = "true",
            [prefix + "PepayNamespace"] = spec.Namespace,
            [prefix + "PepayClientName"] = spec.ClientName ?? "",
            [prefix + "PepayVisibility"] = spec.Visibility ?? "",
        });
    }

    private sealed class Values(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
    }
}
