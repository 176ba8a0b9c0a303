using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Pepay.CrashHarness.Target.Crash;

namespace Pepay.CrashHarness.Target.Database;

internal sealed class CrashConnection(DbConnection inner, CrashDataSource source) : DbConnection
{
    public CrashDataSource Source => source;

    /// <summary>The open transaction.</summary>
    public CrashTransaction? Current { get; set; }

    [AllowNull]
    public override string ConnectionString
    {
        get => inner.ConnectionString;
        set => inner.ConnectionString = value;
    }

    public override string Database => inner.Database;

    public override string DataSource => inner.DataSource;

    public override string ServerVersion => inner.ServerVersion;

    public override ConnectionState State => inner.State;

    public override void ChangeDatabase(string databaseName) => inner.ChangeDatabase(databaseName);

    public override void Open() => inner.Open();

    public override Task OpenAsync(CancellationToken cancellationToken) => inner.OpenAsync(cancellationToken);

    public override void Close() => inner.Close();

    public override Task CloseAsync() => inner.CloseAsync();

    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    public override bool CanCreateBatch => inner.CanCreateBatch;

    /// <summary>Executes statements, and passes the points before and after the writes among them.</summary>
    public async Task<T> PassAsync<T>(IEnumerable<(string Sql, DbParameterCollection Parameters)> statements, Func<Task<T>> execute)
    {
        var steps = statements.SelectMany(statement => Steps.OfStatement(statement.Sql, statement.Parameters)).Distinct().ToArray();
        foreach (var step in steps)
            Source.Points.Before(step);
        var result = await execute();
        foreach (var step in steps)
        {
            Current?.Written.Add(step);
            Source.Points.After(step);
        }

        return result;
    }

    protected override DbBatch CreateDbBatch() => new CrashBatch(inner.CreateBatch(), this);

    protected override DbCommand CreateDbCommand() => new CrashCommand(inner.CreateCommand(), this);

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) =>
        BeginDbTransactionAsync(isolationLevel, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    protected override async ValueTask<DbTransaction> BeginDbTransactionAsync(IsolationLevel isolationLevel, CancellationToken cancellationToken) =>
        Current = new CrashTransaction(
            await Source.Points.WriteAsync(() => inner.BeginTransactionAsync(isolationLevel, cancellationToken).AsTask()), this);
}
