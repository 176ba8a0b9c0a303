using Pepay.Runtime.Inbox;

namespace Pepay.Runtime.PostgreSql.Inbox;

/// <summary>The inbox in PostgreSQL, for any number of processes. Leases and retries follow the database's clock.</summary>
/// <param name="database">The database.</param>
public sealed partial class PostgreSqlInboxStore(PostgreSqlDatabase database) : IInboxStore
{
    /// <inheritdoc/>
    public Task InitializeAsync(CancellationToken cancellationToken) => database.InitializeAsync(cancellationToken);
}
