using System.Data.Common;

namespace Pepay.Runtime.PostgreSql;

/// <summary>A connection with an open transaction. Disposing without a commit rolls back.</summary>
internal sealed class PostgreSqlWrite(DbConnection connection, DbTransaction transaction) : IAsyncDisposable
{
    public DbTransaction Transaction => transaction;

    /// <summary>Whether somebody else has committed or rolled back the transaction.</summary>
    public bool IsEnded
    {
        get
        {
            try
            {
                return transaction.Connection is null;
            }
            catch (InvalidOperationException)
            {
                // What Npgsql says of a transaction that has ended.
                return true;
            }
        }
    }

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

    public DbBatch Batch()
    {
        var batch = connection.CreateBatch();
        batch.Transaction = transaction;
        return batch;
    }

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
