using Npgsql;
using Pepay.Runtime.Inbox;

namespace Pepay.Runtime.PostgreSql.Tests;

/// <summary>A server that would forget commits in a power cut is not used.</summary>
public sealed class PostgreSqlDatabaseTests
{
    [Fact]
    public async Task Initialize_ServerDoesNotWriteDurably_IsRefusedWithWhatToDo()
    {
        await using var server = await PostgreSqlServer.StartAsync();
        var connectionString = await server.CreateDatabaseAsync() + ";Pooling=false";
        foreach (var setting in new[] { "fsync", "full_page_writes", "synchronous_commit" })
        {
            await server.StopAsync();
            await server.StartAgainAsync($"{setting}=off");
            await RefuseAsync(connectionString, setting);
        }

        await server.StopAsync();
        await server.StartAgainAsync();
        await using var source = NpgsqlDataSource.Create(connectionString);
        await new PostgreSqlDatabase(source).InitializeAsync(default);
    }

    [Theory]
    [InlineData("ALTER DATABASE {0} SET synchronous_commit = off", "")]
    [InlineData("CREATE ROLE hasty_{0} LOGIN; ALTER ROLE hasty_{0} SET synchronous_commit = off; ALTER DATABASE {0} OWNER TO hasty_{0}", ";Username=hasty_{0}")]
    [InlineData("SELECT 1", ";Options=-c synchronous_commit=off")]
    public async Task Initialize_DatabaseRoleOrConnectionDoesNotWaitForTheDisk_IsRefused(string sql, string login)
    {
        await using var database = await TemporaryPostgreSql.CreateAsync();
        var name = (await database.QueryAsync("SELECT current_database()")).Single();
        await database.QueryAsync(sql.Replace("{0}", name, StringComparison.Ordinal));

        await RefuseAsync($"{database.ConnectionString};Pooling=false{login.Replace("{0}", name, StringComparison.Ordinal)}", "synchronous_commit");

        (await database.QueryAsync("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).ShouldBe(["0"]);
    }

    private static async Task RefuseAsync(string connectionString, string setting)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        var refused = await Should.ThrowAsync<InboxConfigurationException>(() => new PostgreSqlDatabase(source).InitializeAsync(default));
        refused.Message.ShouldContain($"{setting} = off");
        refused.Message.ShouldContain("Set it to on");
    }
}
