using System.Text.Json.Nodes;
using Pepay.Generator.Tests.RoundTrip;

namespace Pepay.Generator.Tests.Oracle;

internal enum DifferenceKind
{
    Operation,
    OperationId,
    Parameter,
    ParameterRequired,
    Body,
    Answer,
    Property,
    Required,
    Enumeration,
    Variant,
    Elements,
}

/// <summary>Something that one reading has and the other has not, with the node of the document that both were read from.</summary>
/// <param name="Kind">What kind of thing it is.</param>
/// <param name="Document">The document.</param>
/// <param name="Pointer">Where the node is.</param>
/// <param name="Node">The schema, parameter or operation.</param>
/// <param name="Name">What differs: the name of a property, a parameter, an enumeration's member.</param>
/// <param name="Ours">What the generator has; null for nothing.</param>
/// <param name="Theirs">What NSwag has; null for nothing.</param>
internal sealed record Difference(DifferenceKind Kind, SpecDocument Document, string Pointer, JsonNode? Node, string Name, string? Ours, string? Theirs)
{
    /// <summary>The operation that it was found in, where it was found in one.</summary>
    public string Owner { get; init; } = "";

    /// <summary>The words beside the reference that led to the schema.</summary>
    public JsonObject? Beside { get; init; }

    public override string ToString() => $"{Document.Name} {Pointer}: {Kind} '{Name}': ours {Ours ?? "nothing"}, NSwag's {Theirs ?? "nothing"}";
}
