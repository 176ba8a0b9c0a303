using Microsoft.Extensions.DependencyInjection;
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

    [Fact]
    public async Task Initialize_SeveralProcessesStartTogether_EachIsReady()
    {
        var databases = new List<TemporaryPostgreSql>();
        try
        {
            for (var i = 0; i < 10; i++)
                databases.Add(await TemporaryPostgreSql.CreateAsync());
            await StartTogether.PrepareAsync(databases.Select(static database => database.ConnectionString));

            foreach (var database in databases)
                (await database.QueryAsync("SELECT id FROM pepay_migration WHERE id = 'inbox-1'")).ShouldBe(["inbox-1"]);
        }
        finally
        {
            foreach (var database in databases)
                await database.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("Database=nobody_made_this", "refuses database 'nobody_made_this' (3D000", "Create the database")]
    [InlineData("Username=nobody_made_this", "(28000", "Correct Username and Password")]
    public async Task Initialize_DatabaseOrLoginDoesNotExist_IsNamedInOneLineWithoutThePassword(string wrong, string named, string advice)
    {
        await using var database = await TemporaryPostgreSql.CreateAsync();
        await using var source = NpgsqlDataSource.Create($"{database.ConnectionString};Pooling=false;Password=hidden-from-logs;{wrong}");

        var unusable = await Should.ThrowAsync<DatabaseUnusableException>(() => new PostgreSqlDatabase(source).InitializeAsync(default));

        unusable.Message.ShouldStartWith("PostgreSQL at ");
        unusable.Message.ShouldContain(named);
        unusable.Message.ShouldContain(advice);
        unusable.ToString().ShouldSatisfyAllConditions(text => text.ShouldNotContain('\n'), text => text.ShouldNotContain("hidden-from-logs"));
    }

    [Fact]
    public async Task Check_BeforeAndAfterTheFirstStart_SaysWhichAndChangesNothing()
    {
        await using var database = await TemporaryPostgreSql.CreateAsync();
        await using var source = NpgsqlDataSource.Create($"{database.ConnectionString};Pooling=false");
        using var checkedOne = new PostgreSqlDatabase(source);

        (await Should.ThrowAsync<InboxConfigurationException>(() => checkedOne.CheckAsync(default))).Message.ShouldContain("no tables of this program yet. Start the shop once");
        (await database.QueryAsync("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).ShouldBe(["0"]);

        await checkedOne.InitializeAsync(default);
        await checkedOne.CheckAsync(default);
        await database.QueryAsync("DELETE FROM pepay_migration WHERE id = 'streams-1'");
        (await Should.ThrowAsync<InboxConfigurationException>(() => checkedOne.CheckAsync(default))).Message.ShouldContain("'streams-1'");
        await database.QueryAsync("INSERT INTO pepay_migration (id) VALUES ('inbox-99')");
        (await Should.ThrowAsync<InboxConfigurationException>(() => checkedOne.CheckAsync(default))).Message.ShouldContain("newer version");
    }

    [Theory]
    [InlineData(null, "is missing")]
    [InlineData(" ", "is missing")]
    [InlineData("/var/lib/shop-secret.db", "cannot be read")]
    [InlineData("postgresql://shop:shop-secret@localhost/shop", "cannot be read")]
    [InlineData("Host=localhost;Port=shop-secret", "cannot be read")]
    [InlineData("Database=shop-secret", "names no host")]
    public void AddPepayPostgreSql_NoConnectionString_SaysWhatIsExpectedAndRepeatsNothing(string? connectionString, string problem)
    {
        var refused = Should.Throw<ArgumentException>(() => new ServiceCollection().AddPepayPostgreSql(connectionString!));

        refused.Message.ShouldContain(problem);
        refused.Message.ShouldContain("Host=localhost;Database=shop;Username=shop");
        refused.ToString().ShouldNotContain("shop-secret");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AddPepayPostgreSql_BesideADataSourceOfTheShop_KeepsTheirDatabasesApart(bool shopsComesLast)
    {
        await using var shops = await TemporaryPostgreSql.CreateAsync();
        await using var ours = await TemporaryPostgreSql.CreateAsync();
        var services = new ServiceCollection();
        if (!shopsComesLast)
            services.AddSingleton(shops.Source);
        services.AddPepayPostgreSql(ours.ConnectionString);
        if (shopsComesLast)
            services.AddSingleton(shops.Source);
        await using (var program = services.BuildServiceProvider())
        {
            await program.GetRequiredService<IInboxStore>().InitializeAsync(default);
            program.GetRequiredService<NpgsqlDataSource>().ShouldBeSameAs(shops.Source);
        }

        (await ours.QueryAsync("SELECT to_regclass('inbox_event') IS NOT NULL")).ShouldBe(["True"]);
        (await shops.QueryAsync("SELECT to_regclass('inbox_event') IS NOT NULL")).ShouldBe(["False"]);
    }

    private static async Task RefuseAsync(string connectionString, string setting)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        var refused = await Should.ThrowAsync<InboxConfigurationException>(() => new PostgreSqlDatabase(source).InitializeAsync(default));
        refused.Message.ShouldContain($"{setting} = off");
        refused.Message.ShouldContain("Set it to on");
    }
}
