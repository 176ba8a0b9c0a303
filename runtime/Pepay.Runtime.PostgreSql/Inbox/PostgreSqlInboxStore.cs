using Pepay.Runtime.Inbox;

namespace Pepay.Runtime.PostgreSql.Inbox;

/// <summary>The inbox in PostgreSQL, for any number of processes. Leases and retries follow the database's clock.</summary>
/// <param name="database">The database.</param>
public sealed partial class PostgreSqlInboxStore(PostgreSqlDatabase database) : IInboxStore
{
    /// <inheritdoc/>
    /// <remarks>While one commit waits for the disk, the server works on the next one.</remarks>
    public int ConcurrentAccepts => 3;

    /// <inheritdoc/>
    public Task InitializeAsync(CancellationToken cancellationToken) => database.InitializeAsync(cancellationToken);
}
