using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Pepay.Generator.Tests.Harness;

/// <summary>A specification given as text, with the metadata of its item.</summary>
internal sealed class SpecFileText(string path, string text) : AdditionalText
{
    public override string Path { get; } = path;

    public string Namespace { get; init; } = "Sample";

    public string? ClientName { get; init; }

    public string? Visibility { get; init; }

    /// <summary>Further metadata, named as on the item.</summary>
    public Dictionary<string, string> Metadata { get; init; } = [];

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
}
