namespace Pepay.CrashHarness;

/// <summary>What has to be going on for a point to be reached.</summary>
internal enum Work
{
    Events,
    SlowEvents,
    ShakyEvents,
    Checkout,
}

/// <summary>A place at which the process is killed.</summary>
internal sealed record CrashPoint(string Name, Work Work)
{
    public override string ToString() => Name;
}

/// <summary>Every named point.</summary>
internal static class CrashPointTable
{
    private static readonly (Work Work, string[] Steps)[] Steps =
    [
        (Work.Events,
        [
            "event write", "body write", "accept commit", "answer", "route write", "event state write", "claim write", "claim commit",
            "handler effect", "effect write", "mark write", "effect commit", "mark commit", "outside effect",
        ]),
        (Work.SlowEvents, ["renewal write", "renewal commit"]),
        (Work.ShakyEvents, ["retry write", "retry commit"]),
        (Work.Checkout, ["attempt write", "history write", "attempt commit", "provider call", "opened write", "opened commit"]),
    ];

    public static IReadOnlyList<CrashPoint> All { get; } =
        [.. Steps.SelectMany(group => group.Steps.SelectMany(step => new[] { new CrashPoint($"before {step}", group.Work), new CrashPoint($"after {step}", group.Work) }))];

    public static CrashPoint Named(string name) => All.Single(point => point.Name == name);
}
