namespace Pepay.CrashHarness.Target.Guards;

/// <summary>Takes one guard out of the program under test, from outside: the stores and the dispatcher stay as they are shipped.</summary>
public sealed class MissingGuard(string? name)
{
    public const string UniqueIndex = "unique index";
    public const string Fencing = "fencing token";
    public const string Savepoint = "savepoint";
    public const string StoredKey = "stored idempotency key";
    public const string PaymentVersion = "version of the payment";
    public const string CommitBeforeAnswer = "commit before answer";

    public const string BrokerConfirmation = "broker's confirmation";

    public bool HasSavepoints => name != Savepoint;

    public bool HasStoredKey => name != StoredKey;

    public bool HasCommitBeforeAnswer => name != CommitBeforeAnswer;

    public bool HasBrokerConfirmation => name != BrokerConfirmation;

    /// <summary>The statement without the guard. Each replacement is of the text that is there today; the harness's own tests fail when it no longer is.</summary>
    public string Rewrite(string sql) => name switch
    {
        // The index itself is dropped by the harness; without it the clause would be an error instead of a guard.
        UniqueIndex => sql.Replace("ON CONFLICT (provider, account, event_id) DO NOTHING", "", StringComparison.Ordinal),
        Fencing => Unfenced(sql),
        PaymentVersion => sql.Replace("AND version = $version", "AND $version IS NOT NULL", StringComparison.Ordinal)
            .Replace("attempt_id = $1 AND version = $2", "attempt_id = $1 AND $2::bigint IS NOT NULL", StringComparison.Ordinal),
        Savepoint when sql.StartsWith("ROLLBACK TO", StringComparison.OrdinalIgnoreCase) => "SELECT 1",
        _ => sql,
    };

    // SQLite: the comparison is cut out. PostgreSQL keeps a delivery's row only while it is open, so there "not there any more" is part of the comparison.
    private static string Unfenced(string sql)
    {
        const string Wanted = "unnest($1::bigint[], $2::text[], $3::bigint[]) AS u (seq, handler, fence)";
        if (sql.Contains("/* inbox.complete */", StringComparison.Ordinal) && sql.Contains("INSERT INTO inbox_mark", StringComparison.Ordinal))
        {
            return $"""
                /* inbox.complete */
                WITH gone AS (DELETE FROM inbox_delivery d USING {Wanted} WHERE d.seq = u.seq AND d.handler = u.handler)
                SELECT u.seq, u.handler FROM {Wanted}
                """;
        }

        if (sql.Contains("/* inbox.renew */", StringComparison.Ordinal))
            return $"/* inbox.renew */ SELECT u.seq, u.handler FROM {Wanted} WHERE $4::float8 > 0";
        if (sql.Contains("/* inbox.begin */ SELECT 1", StringComparison.Ordinal))
            return "/* inbox.begin */ SELECT 1 WHERE $1::bigint IS NOT NULL AND $2::text IS NOT NULL AND $3::bigint IS NOT NULL";
        return sql.Replace("state = 1 AND fence = $fence", "$fence = $fence", StringComparison.Ordinal);
    }
}
