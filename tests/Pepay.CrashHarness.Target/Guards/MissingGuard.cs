namespace Pepay.CrashHarness.Target.Guards;

/// <summary>Takes one guard out of the program under test, from outside: the stores and the dispatcher stay as they are shipped.</summary>
public sealed class MissingGuard(string? name)
{
    public const string UniqueIndex = "unique index";
    public const string Fencing = "fencing token";
    public const string Savepoint = "savepoint";
    public const string StoredKey = "stored idempotency key";
    public const string CommitBeforeAnswer = "commit before answer";

    public bool HasSavepoints => name != Savepoint;

    public bool HasStoredKey => name != StoredKey;

    public bool HasCommitBeforeAnswer => name != CommitBeforeAnswer;

    /// <summary>The statement without the guard. Each replacement is of the text that is there today; the harness's own tests fail when it no longer is.</summary>
    public string Rewrite(string sql) => name switch
    {
        // The index itself is dropped by the harness; without it the clause would be an error instead of a guard.
        UniqueIndex => sql.Replace("ON CONFLICT (provider, account, event_id) DO NOTHING", "", StringComparison.Ordinal),
        Fencing => sql.Replace("state = 1 AND fence = $fence", "$fence = $fence", StringComparison.Ordinal),
        Savepoint when sql.StartsWith("ROLLBACK TO", StringComparison.OrdinalIgnoreCase) => "SELECT 1",
        _ => sql,
    };
}
