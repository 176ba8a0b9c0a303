using Pepay.Generator.Changes;
using Pepay.Generator.Model;

namespace Pepay.Generator.Reading;

internal sealed record SpecText(string Path, string Text);

/// <summary>The files of one namespace with its options: what a provider is read from.</summary>
/// <param name="ClientName">The wanted name of the client class; null for one made of the namespace.</param>
internal sealed record ProviderInput(string Namespace, string? ClientName, bool IsPublic, EquatableArray<SpecText> Files)
{
    public OperationFilter Filter { get; init; } = OperationFilter.All;

    /// <summary>Whether numbers are <c>double</c> where nothing says that they are money.</summary>
    public bool NumberAsDouble { get; init; }

    /// <summary>What the project relied on when its specifications were last accepted; null where nobody asked for the comparison.</summary>
    public SpecBaseline? Baseline { get; init; }

    /// <summary>Whether schemas are generated that no operation and no event reaches.</summary>
    public bool AllSchemas { get; init; }
}
