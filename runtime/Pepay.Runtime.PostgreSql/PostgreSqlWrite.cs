using System.Data.Common;

namespace Pepay.Runtime.PostgreSql;

/// <summary>A connection with an open transaction. Disposing without a commit rolls back.</summary>
internal sealed class PostgreSqlWrite(DbConnection connection, DbTransaction transaction) : IAsyncDisposable
{
    public DbTransaction Transaction => transaction;

    /// <summary>Commits durably.</summary>
    public Task CommitAsync(CancellationToken cancellationToken) => transaction.CommitAsync(cancellationToken);

    public DbCommand Command(string sql, params ReadOnlySpan<object?> parameters)
    {
        var command = connection.Command(sql, parameters);
        command.Transaction = transaction;
        return command;
    }

    public async Task<int> ExecuteAsync(string sql, object?[] parameters, CancellationToken cancellationToken)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    // Npgsql goes by the connection, and refuses to be given a transaction that has ended.
    public DbBatch Batch() => connection.CreateBatch();

    public async ValueTask DisposeAsync()
    {
        try
        {
            await transaction.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
