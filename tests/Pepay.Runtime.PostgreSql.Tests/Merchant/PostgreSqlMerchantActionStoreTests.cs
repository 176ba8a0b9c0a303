using Pepay.Runtime.Merchant;
using Pepay.Runtime.PostgreSql.Merchant;

namespace Pepay.Runtime.PostgreSql.Tests.Merchant;

/// <summary>The contract of every store of merchant actions, on a real PostgreSQL.</summary>
public sealed class PostgreSqlMerchantActionStoreTests : MerchantActionStoreContract
{
    private TemporaryPostgreSql database = null!;

    public override async Task InitializeAsync()
    {
        database = await TemporaryPostgreSql.CreateAsync();
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync() => await database.DisposeAsync();

    protected override IMerchantActionStore OpenStore() => new PostgreSqlMerchantActionStore(new PostgreSqlDatabase(database.Source));
}
