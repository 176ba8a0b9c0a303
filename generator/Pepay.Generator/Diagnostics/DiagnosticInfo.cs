using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Pepay.Generator.Model;

namespace Pepay.Generator.Diagnostics;

/// <summary>A place in a file as plain values: a Roslyn location would keep a compilation alive in the incremental cache.</summary>
internal sealed record LocationInfo(string Path, int Start, int Length, int Line, int Column, int EndLine, int EndColumn)
{
    public Location ToLocation() => Location.Create(
        Path, new TextSpan(Start, Length), new LinePositionSpan(new LinePosition(Line, Column), new LinePosition(EndLine, EndColumn)));

    public static LocationInfo? From(Location location)
    {
        if (location.SourceTree is null)
            return null;
        var span = location.GetLineSpan().Span;
        return new(location.SourceTree.FilePath, location.SourceSpan.Start, location.SourceSpan.Length,
            span.Start.Line, span.Start.Character, span.End.Line, span.End.Character);
    }
}

/// <summary>A diagnostic as plain values, made into a Roslyn one when it is reported.</summary>
internal sealed record DiagnosticInfo(string Id, LocationInfo? Location, EquatableArray<string> Arguments)
{
    public Diagnostic ToDiagnostic()
    {
        var arguments = new object[Arguments.Count];
        for (var i = 0; i < arguments.Length; i++)
            arguments[i] = Arguments[i];
        return Diagnostic.Create(DiagnosticCatalog.Find(Id), Location?.ToLocation() ?? Microsoft.CodeAnalysis.Location.None, arguments);
    }
}
