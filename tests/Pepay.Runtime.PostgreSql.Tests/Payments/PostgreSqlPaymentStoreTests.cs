using Pepay.Runtime.Payments;
using Pepay.Runtime.PostgreSql.Payments;

namespace Pepay.Runtime.PostgreSql.Tests.Payments;

/// <summary>The contract of every payment store, on a real PostgreSQL.</summary>
public sealed class PostgreSqlPaymentStoreTests : PaymentStoreContract
{
    private TemporaryPostgreSql database = null!;
    private PostgreSqlPaymentStore store = null!;

    protected override IPaymentStore Store => store;

    public override async Task InitializeAsync()
    {
        database = await TemporaryPostgreSql.CreateAsync();
        store = new PostgreSqlPaymentStore(new PostgreSqlDatabase(database.Source));
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync() => await database.DisposeAsync();
}
