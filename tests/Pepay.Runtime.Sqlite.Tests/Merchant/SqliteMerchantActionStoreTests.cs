using Pepay.Runtime.Merchant;
using Pepay.Runtime.Sqlite.Merchant;

namespace Pepay.Runtime.Sqlite.Tests.Merchant;

/// <summary>The contract of every store of merchant actions, on a real SQLite file.</summary>
public sealed class SqliteMerchantActionStoreTests : MerchantActionStoreContract
{
    private readonly TemporaryDatabase file = new();
    private readonly List<SqliteDatabase> opened = [];

    public override Task DisposeAsync()
    {
        foreach (var database in opened)
            database.Dispose();
        file.Dispose();
        return Task.CompletedTask;
    }

    protected override IMerchantActionStore OpenStore()
    {
        lock (opened)
        {
            opened.Add(new SqliteDatabase(file.Source, TimeProvider.System));
            return new SqliteMerchantActionStore(opened[^1]);
        }
    }
}
