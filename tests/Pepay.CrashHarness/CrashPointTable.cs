namespace Pepay.CrashHarness;

/// <summary>What has to be going on for a point to be reached.</summary>
internal enum Work
{
    Events,
    SlowEvents,
    ShakyEvents,
    DeadLetters,
    Checkout,
    StreamEvents,
}

/// <summary>A place at which the process is killed.</summary>
/// <param name="Name">What happens before or after it.</param>
/// <param name="Work">What makes it happen.</param>
/// <param name="IsOnce">Whether one life passes it once.</param>
internal sealed record CrashPoint(string Name, Work Work, bool IsOnce = false)
{
    public override string ToString() => Name;
}

/// <summary>Every named point of each store.</summary>
internal static class CrashPointTable
{
    private const string StreamLease = "stream lease write";
    private const string StreamLeaseCommit = "stream lease commit";

    private static readonly (Work Work, string[] Steps)[] OfEveryStore =
    [
        (Work.Events,
        [
            "event write", "answer", "route write", "claim write", "claim commit", "handler effect", "effect write", "mark write", "effect commit", "outside effect",
        ]),
        (Work.SlowEvents, ["renewal write"]),
        (Work.ShakyEvents, ["retry write"]),
        (Work.DeadLetters, ["dead write", "replay write", "replay commit"]),
        (Work.Checkout,
        [
            "attempt write", "history write", "attempt commit", "provider call", "opened write", "opened commit",
            "payment look", "paid write", "order effect", "order write", "paid commit",
        ]),
        (Work.StreamEvents, [StreamLease, "cursor write"]),
    ];

    // On PostgreSQL each of these is one statement that is its own commit: "after event write" is after the commit there.
    private static readonly (Work Work, string[] Steps)[] OfSqlite =
    [
        (Work.Events, ["body write", "accept commit", "event state write", "mark commit"]),
        (Work.SlowEvents, ["renewal commit"]),
        (Work.ShakyEvents, ["retry commit"]),
        (Work.DeadLetters, ["dead commit"]),
        (Work.StreamEvents, [StreamLeaseCommit, "cursor commit"]),
    ];

    public static IReadOnlyList<CrashPoint> PostgreSql { get; } = Points(OfEveryStore);

    public static IReadOnlyList<CrashPoint> Sqlite { get; } = [.. PostgreSql, .. Points(OfSqlite)];

    /// <summary>The points of a program that forwards its events to a broker.</summary>
    public static IReadOnlyList<CrashPoint> Forwarding { get; } = Points([(Work.Events, ["forward publish", "forward confirm", "forward mark write"])]);

    public static CrashPoint Named(string name) => PostgreSql.Single(point => point.Name == name);

    private static CrashPoint[] Points((Work Work, string[] Steps)[] groups) =>
        [.. groups.SelectMany(group => group.Steps.SelectMany(step => new[] { "before", "after" }.Select(
            when => new CrashPoint($"{when} {step}", group.Work, step is StreamLease or StreamLeaseCommit))))];
}
