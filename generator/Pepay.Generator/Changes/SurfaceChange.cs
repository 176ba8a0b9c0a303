namespace Pepay.Generator.Changes;

internal enum ChangeKind : byte
{
    Added,
    Removed,
    Changed,
}

/// <summary>Whom a change breaks.</summary>
[Flags]
internal enum ChangeBreaks : byte
{
    Nobody = 0,

    /// <summary>Code that calls operations: it no longer compiles, or means something else.</summary>
    Callers = 1,

    /// <summary>Code that handles events.</summary>
    Handlers = 2,

    /// <summary>A program that was built before: it and the provider no longer understand each other.</summary>
    Wire = 4,
}

internal static class ChangeBreaksWords
{
    public static IEnumerable<string> Names(this ChangeBreaks breaks)
    {
        if ((breaks & ChangeBreaks.Callers) != 0)
            yield return "callers";
        if ((breaks & ChangeBreaks.Handlers) != 0)
            yield return "handlers";
        if ((breaks & ChangeBreaks.Wire) != 0)
            yield return "wire";
    }

    public static string InWords(this ChangeBreaks breaks) => string.Join(" and ", breaks.Names());
}

/// <summary>One difference between two versions of a specification.</summary>
/// <param name="Entry">What it is about: as it is now, or was where it is gone.</param>
/// <param name="Was">What it was; null where it was not there.</param>
/// <param name="Is">What it is; null where it is gone.</param>
internal sealed record SurfaceChange(ChangeKind Kind, SurfaceEntry Entry, string? Was, string? Is, ChangeBreaks Breaks)
{
    /// <summary>The code that has to be looked at; null where there is none.</summary>
    public string? Code { get; init; }

    /// <summary>The thing in words, such as <c>property 'total' of Order</c>.</summary>
    public string Subject => Entry.Kind switch
    {
        SurfaceKinds.Operation when Entry.Part.Length == 0 => $"operation {Entry.Owner}",
        SurfaceKinds.Operation => $"{PartName} of operation {Entry.Owner}",
        SurfaceKinds.Event => $"event {Entry.Owner}",
        SurfaceKinds.Provider => $"{PartName} of {Entry.Owner}",
        _ when Entry.Part.Length == 0 => $"type {Entry.Owner}",
        _ => $"{PartName} of {Entry.Owner}",
    };

    private string PartName => Entry.Part == SurfaceParts.Order ? "order of parameters" : Entry.Member.Length == 0 ? Entry.Part : $"{Entry.Part} '{Entry.Member}'";

    public override string ToString() => Kind switch
    {
        ChangeKind.Added => $"{Subject} is new: {Is}",
        ChangeKind.Removed => $"{Subject} is gone: it was {Was}",
        _ => $"{Subject} was {Was}, is {Is}",
    };
}
