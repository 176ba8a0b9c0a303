using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Sqlite.Inbox;
using static Pepay.Tests.InboxEvents;

namespace Pepay.Runtime.Sqlite.Tests;

public sealed class SqliteDatabaseTests : IDisposable
{
    private readonly TemporaryDatabase file = new();
    private readonly ManualTimeProvider clock = new(Start);

    public void Dispose() => file.Dispose();

    [Fact]
    public async Task Initialize_InMemory_IsRefusedWithWhatToDo()
    {
        using var database = new SqliteDatabase(SqliteFactory.Instance.CreateDataSource("Data Source=:memory:"));
        var error = await Should.ThrowAsync<InboxConfigurationException>(() => database.InitializeAsync(default));
        error.Message.ShouldContain("WAL");
        error.Message.ShouldContain("local disk");
    }

    [Fact]
    public async Task Initialize_AFile_IsInWalModeWithFullSynchronous()
    {
        using var database = new SqliteDatabase(file.Source);
        await database.InitializeAsync(default);
        (await file.QueryAsync("PRAGMA journal_mode")).ShouldBe(["wal"]);
        await using var write = await database.BeginWriteAsync(default);
        await using var command = write.Command("PRAGMA synchronous");
        (await command.ExecuteScalarAsync()).ShouldBe(2L);
    }

    [Fact]
    public async Task Check_BeforeAndAfterTheFirstStart_SaysWhichAndChangesNothing()
    {
        using var database = new SqliteDatabase(file.Source);

        (await Should.ThrowAsync<InboxConfigurationException>(() => database.CheckAsync(default))).Message.ShouldContain("no tables of this program yet. Start the shop once");
        (await file.QueryAsync("SELECT COUNT(*) FROM sqlite_master")).ShouldBe(["0"]);

        await database.InitializeAsync(default);
        await database.CheckAsync(default);
        await file.QueryAsync("DELETE FROM pepay_migration WHERE id = 'streams-1'");
        (await Should.ThrowAsync<InboxConfigurationException>(() => database.CheckAsync(default))).Message.ShouldContain("'streams-1'");
        await file.QueryAsync("INSERT INTO pepay_migration (id) VALUES ('inbox-99')");
        (await Should.ThrowAsync<InboxConfigurationException>(() => database.CheckAsync(default))).Message.ShouldContain("newer version");
    }

    [Fact]
    public async Task Initialize_FileOfANewerVersion_IsRefused()
    {
        using (var database = new SqliteDatabase(file.Source))
            await database.InitializeAsync(default);
        await file.QueryAsync("INSERT INTO pepay_migration (id) VALUES ('inbox-99')");
        using var older = new SqliteDatabase(file.Source);
        (await Should.ThrowAsync<InboxConfigurationException>(() => older.InitializeAsync(default))).Message.ShouldContain("inbox-99");
    }

    [Fact]
    public async Task Initialize_SeveralProcessesStartTogether_EachIsReady()
    {
        var files = Enumerable.Range(0, 10).Select(static _ => new TemporaryDatabase()).ToList();
        try
        {
            await StartTogether.PrepareAsync(files.Select(static each => each.ConnectionString));

            foreach (var each in files)
            {
                (await each.QueryAsync("PRAGMA journal_mode")).ShouldBe(["wal"]);
                (await each.QueryAsync("SELECT id FROM pepay_migration WHERE id = 'inbox-1'")).ShouldBe(["inbox-1"]);
            }
        }
        finally
        {
            foreach (var each in files)
                each.Dispose();
        }
    }

    [Fact]
    public async Task BeginWrite_WhileAnotherWriteLasts_GivesUpAfterThirtySecondsWithTheReason()
    {
        using var database = new SqliteDatabase(file.Source, clock);
        await database.InitializeAsync(default);
        await using var first = await database.BeginWriteAsync(default);
        var second = database.BeginWriteAsync(default);
        clock.Advance(TimeSpan.FromSeconds(30));
        (await Should.ThrowAsync<TimeoutException>(() => second)).Message.ShouldContain("must write through it");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BeginWrite_AfterAWriteWhoseConnectionCouldNotBeClosed_GetsItsTurn(bool failsToBegin)
    {
        using var source = new FragileDataSource(file.ConnectionString);
        using var database = new SqliteDatabase(source, clock);
        await database.InitializeAsync(default);
        source.FailsToClose = true;
        source.FailsToBegin = failsToBegin;
        await Should.ThrowAsync<IOException>(async () => await (await database.BeginWriteAsync(default)).DisposeAsync());
        source.FailsToClose = source.FailsToBegin = false;

        var next = database.BeginWriteAsync(default);
        clock.Advance(TimeSpan.FromSeconds(30));

        await using var write = await next;
        write.Connection.State.ShouldBe(ConnectionState.Open);
    }

    [Fact]
    public async Task Accept_DiskFull_FailsWholeAndWorksAgainWithRoom()
    {
        using var database = new SqliteDatabase(SqliteFactory.Instance.CreateDataSource(file.ConnectionString));
        var store = new SqliteInboxStore(database);
        await store.InitializeAsync(default);

        // The page limit belongs to a connection, and the pool hands the same one out again.
        await LimitPagesAsync(database, "PRAGMA max_page_count = 1");
        var large = Event("e2") with { Body = new byte[1_000_000] };
        await Should.ThrowAsync<SqliteException>(() => store.AcceptAsync([Event("e1"), large], default));
        (await store.ListAsync(new(), default)).ShouldBeEmpty();

        await LimitPagesAsync(database, "PRAGMA max_page_count = 1073741823");
        (await store.AcceptAsync([Event("e1"), large], default)).ShouldBe([AcceptResult.Accepted, AcceptResult.Accepted]);
    }

    private static async Task LimitPagesAsync(SqliteDatabase database, string pragma)
    {
        await using var connection = await database.OpenAsync(default);
        await using var command = connection.CreateCommand();
        command.CommandText = pragma;
        await command.ExecuteNonQueryAsync();
    }

    private sealed class FragileDataSource(string connectionString) : DbDataSource
    {
        public bool FailsToBegin { get; set; }

        public bool FailsToClose { get; set; }

        public override string ConnectionString => connectionString;

        protected override DbConnection CreateDbConnection() => new FragileConnection(this);
    }

    private sealed class FragileConnection(FragileDataSource source) : SqliteConnection(source.ConnectionString)
    {
        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            if (source.FailsToClose)
                throw new IOException("not closed");
        }

        protected override ValueTask<DbTransaction> BeginDbTransactionAsync(IsolationLevel isolationLevel, CancellationToken cancellationToken) =>
            source.FailsToBegin ? throw new InvalidOperationException("not begun") : base.BeginDbTransactionAsync(isolationLevel, cancellationToken);
    }
}
