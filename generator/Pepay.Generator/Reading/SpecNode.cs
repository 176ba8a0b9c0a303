namespace Pepay.Generator.Reading;

internal enum NodeKind : byte
{
    Null,
    Boolean,
    Number,
    Text,
    Sequence,
    Mapping,
}

/// <summary>One entry of a mapping, with the place of its key.</summary>
internal readonly struct SpecEntry(string key, TextPosition keyAt, SpecNode value)
{
    public string Key { get; } = key;

    public TextPosition KeyAt { get; } = keyAt;

    public SpecNode Value { get; } = value;
}

/// <summary>
/// A node of a specification file, whether it was YAML or JSON, with its place. Nodes are compared by identity: a reference that leads to
/// the same node twice means the same thing.
/// </summary>
internal sealed class SpecNode(NodeKind kind, SpecFile file, TextPosition at, string text)
{
    private const int LinearLookup = 8;
    private static readonly SpecEntry[] NoEntries = [];
    private static readonly SpecNode[] NoItems = [];
    private Dictionary<string, int>? index;

    public NodeKind Kind { get; } = kind;

    public SpecFile File { get; } = file;

    public TextPosition At { get; } = at;

    /// <summary>The scalar's text; empty for null, sequences and mappings.</summary>
    public string Text { get; } = text;

    public SpecEntry[] Entries { get; private set; } = NoEntries;

    public SpecNode[] Items { get; private set; } = NoItems;

    public bool IsMapping => Kind == NodeKind.Mapping;

    public bool IsSequence => Kind == NodeKind.Sequence;

    public bool IsText => Kind == NodeKind.Text;

    public bool IsTrue => Kind == NodeKind.Boolean && Text == "true";

    public bool IsFalse => Kind == NodeKind.Boolean && Text == "false";

    public SpecNode? this[string key]
    {
        get
        {
            var i = IndexOf(key);
            return i < 0 ? null : Entries[i].Value;
        }
    }

    public int IndexOf(string key)
    {
        if (Entries.Length <= LinearLookup)
        {
            for (var i = Entries.Length - 1; i >= 0; i--)
            {
                if (string.Equals(Entries[i].Key, key, StringComparison.Ordinal))
                    return i;
            }

            return -1;
        }

        if (index is null)
        {
            index = new Dictionary<string, int>(Entries.Length, StringComparer.Ordinal);
            for (var i = 0; i < Entries.Length; i++)
                index[Entries[i].Key] = i;
        }

        return index.TryGetValue(key, out var found) ? found : -1;
    }

    /// <summary>The text of a string property; null when it is absent or of another kind.</summary>
    public string? TextOf(string key) => this[key] is { IsText: true } node ? node.Text : null;

    public bool Flag(string key) => this[key] is { IsTrue: true };

    public bool Has(string key) => IndexOf(key) >= 0;

    /// <summary>Called once by the reader when the container is complete.</summary>
    public void Fill(SpecEntry[] entries) => Entries = entries;

    /// <summary>Called once by the reader when the container is complete.</summary>
    public void Fill(SpecNode[] items) => Items = items;
}
