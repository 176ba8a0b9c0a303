using System.Data.Common;
using System.Globalization;

namespace Pepay.CrashHarness.Target.Crash;

/// <summary>Names what a statement or a commit does, so that points can be named after it and not after its text.</summary>
public static class Steps
{
    private const string Forwarder = "rabbitmq-forward";

    // The first that fits. What is not listed is a read, or belongs to the harness.
    private static readonly (string Text, string Step)[] Statements =
    [
        ("INSERT INTO harness_effect", "effect write"),
        ("INSERT INTO harness_move", "order write"),
        ("INSERT INTO inbox_event", "event write"),
        ("INSERT INTO inbox_body", "body write"),
        ("UPDATE inbox_delivery SET state = 0, attempt", "replay write"),
        ("WITH dead AS", "replay write"),
        ("INSERT INTO inbox_delivery", "route write"),
        ("UPDATE inbox_delivery SET state = 1", "claim write"),
        ("SET leased = true", "claim write"),
        ("UPDATE inbox_delivery SET lease_until", "renewal write"),
        ("/* inbox.renew */", "renewal write"),
        ("UPDATE inbox_delivery SET state = 2", "mark write"),
        ("/* inbox.complete */", "mark write"),
        ("UPDATE inbox_delivery SET state = 0", "retry write"),
        ("/* inbox.retry */", "retry write"),
        ("UPDATE inbox_delivery SET state = 3", "dead write"),
        ("/* inbox.dead */", "dead write"),
        ("UPDATE inbox_event SET state", "event state write"),
        ("INSERT INTO pepay_payment_history", "history write"),
        ("INSERT INTO pepay_payment", "attempt write"),
        ("UPDATE pepay_payment", "opened write"),
        ("INSERT INTO stream_position", "stream lease write"),
        ("UPDATE stream_position SET cursor", "cursor write"),
    ];

    // What a commit is called, by the most telling statement of its transaction.
    private static readonly (string Statement, string Step)[] Commits =
    [
        ("effect write", "effect commit"),
        ("mark write", "mark commit"),
        ("retry write", "retry commit"),
        ("dead write", "dead commit"),
        ("replay write", "replay commit"),
        ("claim write", "claim commit"),
        ("renewal write", "renewal commit"),
        ("event write", "accept commit"),
        ("attempt write", "attempt commit"),
        ("paid write", "paid commit"),
        ("opened write", "opened commit"),
        ("stream lease write", "stream lease commit"),
        ("cursor write", "cursor commit"),
    ];

    /// <summary>
    /// What a statement does. Two are told apart by their parameters: a change of a payment that has money now, and a mark that is also one of the handler that
    /// forwards.
    /// </summary>
    public static IEnumerable<string> OfStatement(string sql, DbParameterCollection parameters)
    {
        var found = Array.Find(Statements, statement => sql.Contains(statement.Text, StringComparison.OrdinalIgnoreCase)).Step;
        if (found is null)
            yield break;
        yield return found == "opened write" && parameters.Cast<DbParameter>().Any(IsMoney) ? "paid write" : found;
        if (found == "mark write" && parameters.Cast<DbParameter>().Any(IsForwarder))
            yield return "forward mark write";
    }

    public static string? OfCommit(IReadOnlySet<string> statements)
    {
        foreach (var (statement, step) in Commits)
        {
            if (statements.Contains(statement))
                return step;
        }

        return null;
    }

    // SQLite keeps amounts as text. In an update the only amounts are those received and refunded.
    private static bool IsMoney(DbParameter parameter) =>
        parameter.Value is > 0m || parameter is { ParameterName: "$received", Value: string text } && decimal.Parse(text, CultureInfo.InvariantCulture) > 0m;

    private static bool IsForwarder(DbParameter parameter) =>
        parameter.Value is Forwarder || parameter.Value is string[] names && names.Contains(Forwarder);
}
