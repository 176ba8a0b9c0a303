using System.Data.Common;

namespace Pepay.Runtime.Sqlite;

/// <summary>One turn of writing: a connection with an open transaction. Disposing without a commit rolls back.</summary>
public sealed class SqliteWrite : IAsyncDisposable
{
    private readonly SemaphoreSlim turn;
    private bool released;

    internal SqliteWrite(DbConnection connection, DbTransaction transaction, SemaphoreSlim turn)
    {
        Connection = connection;
        Transaction = transaction;
        this.turn = turn;
    }

    /// <summary>The connection.</summary>
    public DbConnection Connection { get; }

    /// <summary>The transaction.</summary>
    public DbTransaction Transaction { get; }

    /// <summary>Whether somebody else has committed or rolled back the transaction.</summary>
    internal bool IsEnded => Transaction.Connection is null;

    /// <summary>Commits durably. After it the writes survive a crash of process and machine.</summary>
    public Task CommitAsync(CancellationToken cancellationToken) => Transaction.CommitAsync(cancellationToken);

    /// <summary>Makes a command inside the transaction, with parameters named <c>$name</c>.</summary>
    public DbCommand Command(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        SqliteCommands.Create(Connection, Transaction, sql, parameters);

    internal async Task<int> ExecuteAsync(string sql, (string Name, object? Value)[] parameters, CancellationToken cancellationToken)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (released)
            return;
        released = true;
        try
        {
            await Transaction.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            try
            {
                await Connection.DisposeAsync().ConfigureAwait(false);
            }
            finally
            {
                turn.Release();
            }
        }
    }
}
