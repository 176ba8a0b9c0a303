using Pepay.Runtime.Inbox;

namespace Pepay.Runtime.Sqlite.Inbox;

/// <summary>The inbox in one SQLite file. Leases and retries follow the database object's clock.</summary>
/// <param name="database">The file.</param>
public sealed partial class SqliteInboxStore(SqliteDatabase database) : IInboxStore
{
    /// <inheritdoc/>
    public Task InitializeAsync(CancellationToken cancellationToken) => database.InitializeAsync(cancellationToken);

    // Dead before open: a dead letter stays visible while other handlers go on.
    private const string EventState = """
        CASE
            WHEN EXISTS (SELECT 1 FROM inbox_delivery d WHERE d.seq = inbox_event.seq AND d.state = 3) THEN 3
            WHEN EXISTS (SELECT 1 FROM inbox_delivery d WHERE d.seq = inbox_event.seq AND d.state < 2) THEN 1
            WHEN unknown = 1 THEN 2
            ELSE 4 END
        """;

    // A new event is left to routing, which looks at all of its deliveries.
    private const string RefreshEventState = $"UPDATE inbox_event SET state = {EventState} WHERE seq = $seq AND state <> 0";
}
