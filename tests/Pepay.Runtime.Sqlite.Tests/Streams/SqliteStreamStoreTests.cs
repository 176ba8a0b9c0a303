using Pepay.Runtime.Sqlite.Streams;
using Pepay.Runtime.Streams;

namespace Pepay.Runtime.Sqlite.Tests.Streams;

/// <summary>The contract of every store of stream positions, on a real SQLite file.</summary>
public sealed class SqliteStreamStoreTests : StreamStoreContract
{
    private readonly ManualTimeProvider clock = new();
    private readonly TemporaryDatabase file = new();
    private readonly List<SqliteDatabase> opened = [];

    public override Task DisposeAsync()
    {
        foreach (var database in opened)
            database.Dispose();
        file.Dispose();
        return Task.CompletedTask;
    }

    protected override IStreamStore OpenStore()
    {
        opened.Add(new SqliteDatabase(file.Source, clock));
        return new SqliteStreamStore(opened[^1]);
    }

    protected override Task PassAsync(TimeSpan time)
    {
        clock.Advance(time);
        return Task.CompletedTask;
    }
}
