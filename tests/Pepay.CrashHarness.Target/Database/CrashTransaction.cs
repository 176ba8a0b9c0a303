using System.Data;
using System.Data.Common;
using Pepay.CrashHarness.Target.Crash;

namespace Pepay.CrashHarness.Target.Database;

internal sealed class CrashTransaction(DbTransaction inner, CrashConnection connection) : DbTransaction
{
    private bool hasEnded;

    public DbTransaction Inner => inner;

    /// <summary>What was written in it; its commit is named after that.</summary>
    public HashSet<string> Written { get; } = new(StringComparer.Ordinal);

    public override IsolationLevel IsolationLevel => inner.IsolationLevel;

    public override bool SupportsSavepoints => inner.SupportsSavepoints;

    protected override DbConnection? DbConnection => inner.Connection is null ? null : connection;

    public override void Commit() => CommitAsync(CancellationToken.None).GetAwaiter().GetResult();

    public override async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        var step = Steps.OfCommit(Written);
        if (step is not null)
            connection.Source.Points.Before(step);
        await inner.CommitAsync(cancellationToken);
        if (step is not null)
            connection.Source.Points.After(step);
    }

    public override void Rollback() => inner.Rollback();

    public override Task RollbackAsync(CancellationToken cancellationToken = default) => inner.RollbackAsync(cancellationToken);

    public override void Save(string savepointName) => inner.Save(savepointName);

    public override Task SaveAsync(string savepointName, CancellationToken cancellationToken = default) => inner.SaveAsync(savepointName, cancellationToken);

    public override void Rollback(string savepointName) => RollbackAsync(savepointName).GetAwaiter().GetResult();

    public override Task RollbackAsync(string savepointName, CancellationToken cancellationToken = default) =>
        connection.Source.Missing.HasSavepoints ? inner.RollbackAsync(savepointName, cancellationToken) : Task.CompletedTask;

    public override void Release(string savepointName) => inner.Release(savepointName);

    public override Task ReleaseAsync(string savepointName, CancellationToken cancellationToken = default) => inner.ReleaseAsync(savepointName, cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        End();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            End();
        }

        base.Dispose(disposing);
    }

    private void End()
    {
        if (!hasEnded)
            connection.Source.Points.Written();
        hasEnded = true;
    }
}
