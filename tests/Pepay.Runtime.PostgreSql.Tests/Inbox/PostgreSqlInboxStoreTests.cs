using System.Data.Common;
using System.Globalization;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.PostgreSql.Inbox;

namespace Pepay.Runtime.PostgreSql.Tests.Inbox;

/// <summary>The contract of every inbox store, on a real PostgreSQL.</summary>
public sealed class PostgreSqlInboxStoreTests : InboxStoreContract
{
    private TemporaryPostgreSql database = null!;

    public override async Task InitializeAsync()
    {
        database = await TemporaryPostgreSql.CreateAsync();
        await database.QueryAsync("CREATE TABLE effect (n int GENERATED ALWAYS AS IDENTITY, name text)");
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync() => await database.DisposeAsync();

    protected override IInboxStore OpenStore() => new PostgreSqlInboxStore(new PostgreSqlDatabase(database.Source));

    protected override Task PassAsync(TimeSpan time) => database.QueryAsync(
        $"UPDATE inbox_delivery SET due_at = due_at - make_interval(secs => {time.TotalSeconds.ToString(CultureInfo.InvariantCulture)})");

    protected override async Task WriteEffectAsync(DbTransaction transaction, string effect)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"INSERT INTO effect (name) VALUES ('{effect}')";
        await command.ExecuteNonQueryAsync();
    }

    protected override async Task<IReadOnlyList<string>> ReadEffectsAsync() => await database.QueryAsync("SELECT name FROM effect ORDER BY n");
}
