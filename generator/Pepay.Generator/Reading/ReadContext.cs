using Pepay.Generator.Diagnostics;
using Pepay.Generator.Reading.Schemas;

namespace Pepay.Generator.Reading;

/// <summary>What all readers of one provider's files share.</summary>
internal sealed class ReadContext(IReadOnlyList<SpecFile> files, DiagnosticBag diagnostics, CancellationToken cancellationToken)
{
    private Compositions? compositions;
    private Hierarchies? hierarchies;

    public IReadOnlyList<SpecFile> Files { get; } = files;

    public DiagnosticBag Diagnostics { get; } = diagnostics;

    public References References { get; } = new(files, diagnostics);

    public Compositions Compositions => compositions ??= new(this);

    public Hierarchies Hierarchies => hierarchies ??= new(this, Compositions);

    public OperationFilter Filter { get; init; } = OperationFilter.All;

    public bool NumberAsDouble { get; init; }

    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>The mapping behind a node and its references; null, with a diagnostic when it is something else.</summary>
    /// <param name="words">Where the specification says which words the mapping may have: others are reported.</param>
    public SpecNode? Mapping(SpecNode? node, string what, Vocabulary? words = null)
    {
        var target = References.Follow(node);
        if (target is null)
            return null;
        if (target.IsMapping)
        {
            words?.Check(Diagnostics, target);
            return target;
        }

        Unexpected(target, what, "a mapping");
        return null;
    }

    /// <summary>The elements of the sequence behind a node and its references; none, with a diagnostic, when it is something else.</summary>
    public SpecNode[] Sequence(SpecNode? reference, string what)
    {
        var node = References.Follow(reference);
        if (node is null or { Kind: NodeKind.Null })
            return [];
        if (!node.IsSequence)
            Unexpected(node, what, "a list");
        return node.Items;
    }

    /// <summary>Reports what a node lacks, unless it may be in the part of its file that could not be read.</summary>
    public void Lacking(string id, SpecNode node, params string[] arguments)
    {
        if (!node.File.IsCutShort)
            Diagnostics.Report(id, node, arguments);
    }

    /// <summary>Reports words that must be true or false and are neither.</summary>
    public void CheckFlags(SpecNode node, params string[] words)
    {
        foreach (var word in words)
        {
            if (node[word] is { Kind: not (NodeKind.Boolean or NodeKind.Null) } value)
                Unexpected(value, $"'{word}'", "a boolean");
        }
    }

    public void Unexpected(SpecNode node, string what, string expected) =>
        Diagnostics.Report(DiagnosticIds.UnexpectedNode, node, what, expected, Describe(node), NodePointer.Of(node));

    private static string Describe(SpecNode node) => node.Kind switch
    {
        NodeKind.Null => "empty",
        NodeKind.Boolean => $"the boolean {node.Text}",
        NodeKind.Number => $"the number {node.Text}",
        NodeKind.Text => $"the text '{(node.Text.Length <= 40 ? node.Text : node.Text.Substring(0, 40))}'",
        NodeKind.Sequence => "a list",
        _ => "a mapping",
    };
}
