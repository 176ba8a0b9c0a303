using Pepay.Generator.Diagnostics;
using Pepay.Generator.Model;
using Pepay.Generator.Naming;

namespace Pepay.Generator.Pipeline;

/// <summary>Matches handlers with events: those that the compiler knows, and by name those that are generated in the same compilation.</summary>
internal static class HandlerMatcher
{
    public static HandlerTable? Table(IReadOnlyList<HandlerModel> handlers, EquatableArray<EventKey> events, ProjectInfo project)
    {
        if (handlers.Count == 0)
            return null;
        var rows = new List<HandlerRow>();
        foreach (var handler in handlers)
        {
            if (handler.Problem == HandlerProblem.None && (handler.Known ?? Find(handler, events, out _)) is { } key && !rows.Contains(new(handler.TypeName, key)))
                rows.Add(new(handler.TypeName, key));
        }

        rows.Sort(static (a, b) => string.CompareOrdinal(a.TypeName, b.TypeName) is var order and not 0 ? order : string.CompareOrdinal(a.Event.TypeName, b.Event.TypeName));
        var ns = project.RootNamespace.Length > 0 && Identifiers.IsNamespace(project.RootNamespace) ? project.RootNamespace : Identifiers.Namespace(project.AssemblyName);
        return new(ns, project.AssemblyName, EquatableArray<HandlerRow>.From(rows));
    }

    public static DiagnosticInfo? Diagnose(HandlerModel handler, EquatableArray<EventKey> events)
    {
        var name = handler.TypeName.Replace("global::", "");
        switch (handler.Problem)
        {
            case HandlerProblem.Abstract:
                return Unusable("abstract", "name the interface in the base list of the class that derives from it too");
            case HandlerProblem.Generic:
                return Unusable("generic", "write a class for one event, or register it by hand with AddEventHandler");
            case HandlerProblem.Inaccessible:
                return Unusable("not accessible in its assembly", "make it and the types around it internal or public");
            case HandlerProblem.NotAnEvent:
                return new(DiagnosticIds.NotAnEvent, handler.Location, new([name, handler.EventText]));
        }

        if (handler.Known is not null || Find(handler, events, out var candidates) is not null)
            return null;
        var remedy = candidates > 1 ? "several specifications have it, so write it with its namespace" : Known(events);
        return new(DiagnosticIds.UnknownEventHandled, handler.Location, new([name, handler.EventText, remedy]));

        DiagnosticInfo Unusable(string what, string remedy) => new(DiagnosticIds.HandlerNotUsable, handler.Location, new([name, what, remedy]));
    }

    /// <returns>Null when the handler is added, or may be.</returns>
    public static DiagnosticInfo? DiagnoseNotAdded(HandlerModel handler, HandlerTable? table, ProjectInfo project, EquatableArray<string> calls)
    {
        if (!project.IsProgram || table is null || Contains(calls, table.MethodName) || Contains(calls, "AddEventHandler"))
            return null;
        foreach (var row in table.Rows)
        {
            if (row.TypeName == handler.TypeName)
                return new(DiagnosticIds.HandlersNotAdded, handler.Location, new([handler.TypeName.Replace("global::", ""), table.MethodName]));
        }

        return null;
    }

    private static EventKey? Find(HandlerModel handler, EquatableArray<EventKey> events, out int candidates)
    {
        candidates = 0;
        var text = handler.EventText.Replace(" ", "");
        if (text.StartsWith("global::", StringComparison.Ordinal))
            text = text.Substring(8);
        EventKey? found = null;
        EventKey? inScope = null;
        var inScopeCount = 0;
        foreach (var key in events)
        {
            var full = key.TypeName.Substring("global::".Length);
            if (full != text && !full.EndsWith("." + text, StringComparison.Ordinal))
                continue;
            if (full == text)
                return key;
            candidates++;
            found = key;
            if (Contains(handler.Scopes, full.Substring(0, full.Length - text.Length - 1)))
            {
                inScope = key;
                inScopeCount++;
            }
        }

        return candidates == 1 ? found : inScopeCount == 1 ? inScope : null;
    }

    private static bool Contains(EquatableArray<string> names, string wanted)
    {
        foreach (var name in names)
        {
            if (name == wanted)
                return true;
        }

        return false;
    }

    private static string Known(EquatableArray<EventKey> events)
    {
        const int most = 12;
        if (events.Count == 0)
            return "no specification of this project has events";
        var names = new List<string>();
        for (var i = 0; i < Math.Min(most, events.Count); i++)
            names.Add(events[i].TypeName.Substring(events[i].TypeName.LastIndexOf('.') + 1));
        return "events are " + string.Join(", ", names) + (events.Count > most ? " and others" : "");
    }
}
