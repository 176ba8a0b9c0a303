using Pepay.Generator.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Pepay.Generator.Reading;

/// <summary>
/// Reads the first document of YAML text into nodes with places, from YamlDotNet's events. After a syntax error it keeps what was read
/// until then.
/// </summary>
internal sealed class YamlTreeReader(SpecFile file, string text, DiagnosticBag diagnostics)
{
    private readonly Dictionary<string, SpecNode> anchors = new(StringComparer.Ordinal);
    private readonly Stack<Frame> open = new();
    private SpecNode? root;
    private int lastLine = 1;

    public SpecNode? Read(CancellationToken cancellationToken)
    {
        Read(text, cancellationToken);
        while (open.Count > 0)
            Close();
        return root;
    }

    private void Read(string yaml, CancellationToken cancellationToken)
    {
        try
        {
            var parser = new Parser(new StringReader(yaml));
            while (parser.MoveNext() && parser.Current is not DocumentEnd)
            {
                cancellationToken.ThrowIfCancellationRequested();
                lastLine = (int)parser.Current!.End.Line;
                if (!Handle(parser.Current!))
                    break;
            }
        }
        catch (YamlException exception)
        {
            if (YamlBlocks.WithEmptyStarts(yaml) is { } repaired)
                ReadAgain(repaired, cancellationToken);
            else
                Report(exception);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The scanner throws other exceptions too on some malformed input; they tell neither place nor reason, so the last open node is it.
            if (open.Count == 0)
                Report(default, "the YAML is malformed");
            else
                Report(open.Peek().Node.At, $"the {(open.Peek().Node.IsMapping ? "mapping" : "list")} that begins here is malformed or not closed");
        }
    }

    private void ReadAgain(string yaml, CancellationToken cancellationToken)
    {
        lastLine = 1;
        open.Clear();
        anchors.Clear();
        root = null;
        Read(yaml, cancellationToken);
    }

    private bool Handle(ParsingEvent current)
    {
        switch (current)
        {
            case Scalar scalar:
                AddScalar(scalar);
                return true;
            case MappingStart start:
                return Open(new SpecNode(NodeKind.Mapping, file, Position(start.Start), ""), start.Anchor);
            case SequenceStart start:
                return Open(new SpecNode(NodeKind.Sequence, file, Position(start.Start), ""), start.Anchor);
            case MappingEnd or SequenceEnd:
                Close();
                return true;
            case AnchorAlias alias:
                AddAlias(alias);
                return true;
            default:
                return true;
        }
    }

    private bool Open(SpecNode node, AnchorName anchor)
    {
        if (open.Count >= SpecFile.MaxDepth)
        {
            Report(node.At, "nesting is too deep");
            return false;
        }

        open.Push(new Frame(node, anchor.IsEmpty ? null : anchor.Value));
        return true;
    }

    private void Close()
    {
        var frame = open.Pop();
        if (frame.Node.IsMapping)
            frame.Node.Fill(Merged(frame, DuplicateKeys.Remove(frame.Entries.ToArray(), file, diagnostics)));
        else
            frame.Node.Fill(frame.Items.ToArray());
        if (frame.Anchor is not null)
            anchors[frame.Anchor] = frame.Node;
        Add(frame.Node);
    }

    private void AddScalar(Scalar scalar)
    {
        var at = Position(scalar.Start);
        if (open.Count > 0 && open.Peek() is { ExpectsKey: true } frame)
        {
            frame.Key = scalar.Value;
            frame.KeyAt = at;
            return;
        }

        var kind = scalar.Style == ScalarStyle.Plain ? YamlScalars.KindOf(scalar) : NodeKind.Text;
        var node = new SpecNode(kind, file, at, YamlScalars.TextOf(kind, scalar.Value));
        if (!scalar.Anchor.IsEmpty)
            anchors[scalar.Anchor.Value] = node;
        Add(node);
    }

    private void AddAlias(AnchorAlias alias)
    {
        var at = Position(alias.Start);
        if (!anchors.TryGetValue(alias.Value.Value, out var target))
        {
            Report(at, $"alias '*{alias.Value.Value}' has no anchor before it");
            target = new SpecNode(NodeKind.Null, file, at, "");
        }

        Add(target);
    }

    private void Add(SpecNode node)
    {
        if (open.Count == 0)
        {
            root ??= node;
            return;
        }

        var frame = open.Peek();
        if (!frame.Node.IsMapping)
        {
            frame.Items.Add(node);
        }
        else if (frame.Key is null)
        {
            Report(node.At, "a key must be a plain text");
            frame.Key = "";
            frame.SkipsValue = true;
        }
        else
        {
            AddEntry(frame, frame.Key, node);
            frame.Key = null;
            frame.SkipsValue = false;
        }
    }

    private void AddEntry(Frame frame, string key, SpecNode node)
    {
        if (frame.SkipsValue)
            return;
        if (key == "<<")
            Merge(frame, node);
        else
            frame.Entries.Add(new SpecEntry(key, frame.KeyAt, node));
    }

    private void Merge(Frame frame, SpecNode node)
    {
        foreach (var source in node.IsSequence ? node.Items : [node])
        {
            if (source.IsMapping)
                (frame.Merged ??= []).Add(source);
            else
                diagnostics.Report(DiagnosticIds.UnexpectedNode, node, "The value of a merge key '<<'", "a mapping or a list of mappings", "something else", "this node");
        }
    }

    // YAML's merge key: the entries of other mappings, the first before the next, where this one has none of its own.
    private static SpecEntry[] Merged(Frame frame, SpecEntry[] own)
    {
        if (frame.Merged is null)
            return own;
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in own)
            keys.Add(entry.Key);
        var entries = new List<SpecEntry>();
        foreach (var source in frame.Merged)
        {
            foreach (var entry in source.Entries)
            {
                if (keys.Add(entry.Key))
                    entries.Add(entry);
            }
        }

        entries.AddRange(own);
        return entries.ToArray();
    }

    private void Report(TextPosition at, string problem)
    {
        file.IsCutShort = true;
        diagnostics.Report(DiagnosticIds.UnreadableFile, file, at, file.Name, problem);
    }

    private void Report(YamlException exception)
    {
        var (offset, problem) = YamlFaults.Explain(text, exception, lastLine);
        var line = 0;
        var start = 0;
        for (var end = text.IndexOf('\n'); end >= 0 && end < offset; end = text.IndexOf('\n', end + 1))
            (line, start) = (line + 1, end + 1);
        Report(new(offset, line, offset - start), problem);
    }

    private static TextPosition Position(Mark mark) =>
        new((int)mark.Index, Math.Max(0, (int)mark.Line - 1), Math.Max(0, (int)mark.Column - 1));

    private sealed class Frame(SpecNode node, string? anchor)
    {
        public SpecNode Node { get; } = node;

        public string? Anchor { get; } = anchor;

        public List<SpecEntry> Entries { get; } = node.IsMapping ? [] : null!;

        public List<SpecNode>? Merged { get; set; }

        public List<SpecNode> Items { get; } = node.IsSequence ? [] : null!;

        public string? Key { get; set; }

        public TextPosition KeyAt { get; set; }

        public bool SkipsValue { get; set; }

        public bool ExpectsKey => Node.IsMapping && Key is null;
    }
}
