using Pepay.Generator.Model;
using Pepay.Generator.Reading;

namespace Pepay.Generator.Diagnostics;

/// <summary>Collects what is wrong with a provider's files while they are read. One place and id is reported once.</summary>
internal sealed class DiagnosticBag
{
    // A file that is wrong everywhere would bury the first, telling messages.
    private const int Most = 200;
    private readonly List<DiagnosticInfo> items = [];
    private readonly HashSet<(string Id, string Path, int Offset)> seen = [];

    public EquatableArray<DiagnosticInfo> ToArray() => EquatableArray<DiagnosticInfo>.From(items);

    public void Report(string id, SpecNode node, params string[] arguments) => Report(id, node.File, node.At, arguments);

    public void Report(string id, SpecFile file, TextPosition at, params string[] arguments) => Report(id, file.Path, at, arguments);

    /// <summary>Reports what may come several times at one place.</summary>
    public void ReportEach(string id, SpecFile file, TextPosition at, params string[] arguments)
    {
        if (items.Count < Most)
            items.Add(Info(id, file.Path, at, arguments));
    }

    public bool HasErrors => items.Exists(static item => DiagnosticCatalog.Find(item.Id).DefaultSeverity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error);

    public void Report(string id, string path, TextPosition at, params string[] arguments)
    {
        if (items.Count < Most && seen.Add((id, path, at.Offset)))
            items.Add(Info(id, path, at, arguments));
    }

    private static DiagnosticInfo Info(string id, string path, TextPosition at, string[] arguments) =>
        new(id, new(path, at.Offset, 0, at.Line, at.Column, at.Line, at.Column), new(arguments));
}
