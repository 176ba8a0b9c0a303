using System.Data.Common;
using Pepay.CrashHarness.Target.Crash;
using Pepay.CrashHarness.Target.Guards;

namespace Pepay.CrashHarness.Target.Database;

/// <summary>A database driver that passes a crash point before and after every write and commit, and can take a guard out of a statement.</summary>
/// <param name="inner">The real driver.</param>
/// <param name="points">Told of every step.</param>
/// <param name="missing">The guard that is taken away.</param>
internal sealed class CrashDataSource(DbDataSource inner, CrashPoints points, MissingGuard missing) : DbDataSource
{
    public override string ConnectionString => inner.ConnectionString;

    public CrashPoints Points => points;

    public MissingGuard Missing => missing;

    protected override DbConnection CreateDbConnection() => new CrashConnection(inner.CreateConnection(), this);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
    }
}
