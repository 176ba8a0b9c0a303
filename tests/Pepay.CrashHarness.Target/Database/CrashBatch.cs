using System.Data;
using System.Data.Common;

namespace Pepay.CrashHarness.Target.Database;

/// <summary>Several statements in one round trip: the points before all of its writes are passed first, those after them last.</summary>
internal sealed class CrashBatch(DbBatch inner, CrashConnection connection) : DbBatch
{
    private CrashTransaction? transaction;

    public override int Timeout
    {
        get => inner.Timeout;
        set => inner.Timeout = value;
    }

    protected override DbBatchCommandCollection DbBatchCommands => inner.BatchCommands;

    protected override DbConnection? DbConnection
    {
        get => connection;
        set => throw new NotSupportedException("A batch of the harness stays with its connection.");
    }

    protected override DbTransaction? DbTransaction
    {
        get => transaction;
        set
        {
            transaction = (CrashTransaction?)value;
            inner.Transaction = transaction?.Inner;
        }
    }

    public override void Cancel() => inner.Cancel();

    public override void Prepare() => inner.Prepare();

    public override Task PrepareAsync(CancellationToken cancellationToken = default) => inner.PrepareAsync(cancellationToken);

    public override int ExecuteNonQuery() => ExecuteNonQueryAsync(CancellationToken.None).GetAwaiter().GetResult();

    public override object? ExecuteScalar() => ExecuteScalarAsync(CancellationToken.None).GetAwaiter().GetResult();

    public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken = default) => PassAsync(() => inner.ExecuteNonQueryAsync(cancellationToken));

    public override Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken = default) => PassAsync(() => inner.ExecuteScalarAsync(cancellationToken));

    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    public override void Dispose() => inner.Dispose();

    protected override DbBatchCommand CreateDbBatchCommand() => inner.CreateBatchCommand();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => ExecuteDbDataReaderAsync(behavior, CancellationToken.None).GetAwaiter().GetResult();

    protected override Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken) =>
        PassAsync(() => inner.ExecuteReaderAsync(behavior, cancellationToken));

    private Task<T> PassAsync<T>(Func<Task<T>> execute)
    {
        foreach (DbBatchCommand command in inner.BatchCommands)
            command.CommandText = connection.Source.Missing.Rewrite(command.CommandText);
        return connection.PassAsync(inner.BatchCommands.Select(command => (command.CommandText, command.Parameters)), execute);
    }
}
