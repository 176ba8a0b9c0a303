using Pepay.Generator.Diagnostics;

namespace Pepay.Generator.Model;

internal enum HandlerProblem : byte
{
    None,
    Abstract,
    Generic,
    Inaccessible,
    NotAnEvent,
}

/// <summary>A class that implements the handler interface for one event.</summary>
/// <param name="TypeName">The class with <c>global::</c>.</param>
/// <param name="EventText">The event as the source names it.</param>
/// <param name="Known">The event, when the compiler knows its type; null for one that is generated in the same compilation.</param>
/// <param name="Scopes">The namespaces in which the source looks names up, nearest first.</param>
/// <param name="Location">Where the base list names the event.</param>
internal sealed record HandlerModel(
    string TypeName, string EventText, EventKey? Known, HandlerProblem Problem, EquatableArray<string> Scopes, LocationInfo? Location);

/// <summary>An event that handlers can be matched with.</summary>
internal sealed record EventKey(string Provider, string EventType, string TypeName);

/// <summary>What the project itself says.</summary>
/// <param name="AssemblyName">Its assembly.</param>
/// <param name="RootNamespace">Its own namespace; empty when it says none.</param>
/// <param name="IsProgram">Whether it is a program that runs, and no tests.</param>
internal sealed record ProjectInfo(string AssemblyName, string RootNamespace, bool IsProgram);

internal sealed record HandlerRow(string TypeName, EventKey Event);

/// <summary>The registration of an assembly's handlers.</summary>
internal sealed record HandlerTable(string Namespace, string AssemblyName, EquatableArray<HandlerRow> Rows)
{
    /// <summary>The method that registers them.</summary>
    public string MethodName => "Add" + Naming.Identifiers.Pascal(AssemblyName) + "Handlers";
}
