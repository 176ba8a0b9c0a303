using Pepay.Runtime.Payments;
using Pepay.Runtime.Sqlite.Payments;

namespace Pepay.Runtime.Sqlite.Tests.Payments;

public sealed class SqlitePaymentStoreTests : PaymentStoreContract
{
    private readonly TemporaryDatabase file = new();
    private readonly SqliteDatabase database;

    public SqlitePaymentStoreTests()
    {
        database = new SqliteDatabase(file.Source);
        Store = new SqlitePaymentStore(database);
    }

    protected override IPaymentStore Store { get; }

    public override Task DisposeAsync()
    {
        database.Dispose();
        file.Dispose();
        return Task.CompletedTask;
    }
}
