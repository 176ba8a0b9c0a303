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

/// <summary>Every named point of each store.</summary>
internal static class CrashPointTable
{
    private static readonly (Work Work, string[] Steps)[] OfEveryStore =
    [
        (Work.Events,
        [
            "event write", "answer", "route write", "claim write", "claim commit", "handler effect", "effect write", "mark write", "effect commit", "outside effect",
        ]),
        (Work.SlowEvents, ["renewal write"]),
        (Work.ShakyEvents, ["retry write"]),
        (Work.Checkout, ["attempt write", "history write", "attempt commit", "provider call", "opened write", "opened commit"]),
    ];

    // On PostgreSQL each of these is one statement that is its own commit: "after event write" is after the commit there.
    private static readonly (Work Work, string[] Steps)[] OfSqlite =
    [
        (Work.Events, ["body write", "accept commit", "event state write", "mark commit"]),
        (Work.SlowEvents, ["renewal commit"]),
        (Work.ShakyEvents, ["retry commit"]),
    ];

    public static IReadOnlyList<CrashPoint> PostgreSql { get; } = Points(OfEveryStore);

    public static IReadOnlyList<CrashPoint> Sqlite { get; } = [.. PostgreSql, .. Points(OfSqlite)];

    public static CrashPoint Named(string name) => PostgreSql.Single(point => point.Name == name);

    private static CrashPoint[] Points((Work Work, string[] Steps)[] groups) =>
        [.. groups.SelectMany(group => group.Steps.SelectMany(step => new[] { new CrashPoint($"before {step}", group.Work), new CrashPoint($"after {step}", group.Work) }))];
}
