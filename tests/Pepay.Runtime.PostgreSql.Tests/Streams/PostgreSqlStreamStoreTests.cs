using System.Globalization;
using Pepay.Runtime.PostgreSql.Streams;
using Pepay.Runtime.Streams;

namespace Pepay.Runtime.PostgreSql.Tests.Streams;

/// <summary>The contract of every store of stream positions, on a real PostgreSQL.</summary>
public sealed class PostgreSqlStreamStoreTests : StreamStoreContract
{
    private TemporaryPostgreSql database = null!;

    public override async Task InitializeAsync()
    {
        database = await TemporaryPostgreSql.CreateAsync();
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync() => await database.DisposeAsync();

    protected override IStreamStore OpenStore() => new PostgreSqlStreamStore(new PostgreSqlDatabase(database.Source));

    protected override Task PassAsync(TimeSpan time) => database.QueryAsync(
        $"UPDATE stream_position SET lease_until = lease_until - make_interval(secs => {time.TotalSeconds.ToString(CultureInfo.InvariantCulture)})");
}
