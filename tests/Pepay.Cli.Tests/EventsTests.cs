using Microsoft.Extensions.DependencyInjection;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.PostgreSql;
using Pepay.Runtime.Sqlite;

namespace Pepay.Cli.Tests;

/// <summary>The inbox in a SQLite file.</summary>
public sealed class SqliteEventsTests : EventsTests
{
    private readonly TemporaryDatabase database = new();

    private protected override Task<(string Argument, IServiceCollection Services)> CreateAsync() =>
        Task.FromResult((database.ConnectionString["Data Source=".Length..], new ServiceCollection().AddPepaySqlite(database.Source)));

    private protected override Task RemoveAsync()
    {
        database.Dispose();
        return Task.CompletedTask;
    }
}

/// <summary>The inbox in a PostgreSQL database.</summary>
public sealed class PostgreSqlEventsTests : EventsTests
{
    private protected override async Task<(string Argument, IServiceCollection Services)> CreateAsync()
    {
        var database = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync();
        return (database, new ServiceCollection().AddPepayPostgreSql(database));
    }

    private protected override Task RemoveAsync() => Task.CompletedTask;
}

/// <summary>The inbox of a shop from outside: three events, of which one was given up.</summary>
public abstract class EventsTests : IAsyncLifetime
{
    private ServiceProvider services = null!;
    private IInboxStore inbox = null!;

    private string[] Database { get; set; } = [];

    private protected abstract Task<(string Argument, IServiceCollection Services)> CreateAsync();

    private protected abstract Task RemoveAsync();

    public async Task InitializeAsync()
    {
        (var argument, var created) = await CreateAsync();
        Database = ["--database", argument];
        services = created.BuildServiceProvider();
        inbox = services.GetRequiredService<IInboxStore>();
        await inbox.InitializeAsync(default);
        await inbox.AcceptAsync([InboxEvents.Event("e1", key: "i1"), InboxEvents.Event("e2", "invoice.created", "i2"), InboxEvents.Event("e3", key: "i3")], default);
        var routes = InboxEvents.Routes(["Ship"]);
        foreach (var delivery in await inbox.ClaimAsync(new ClaimRequest(routes, "test", 2, TimeSpan.FromMinutes(1)), default))
        {
            if (delivery.Event.EventId == "e1")
                await inbox.FailAsync(delivery, new(FailureOutcome.Dead, "no such address"), default);
            else
                await inbox.CompleteAsync([delivery], default);
        }
    }

    public async Task DisposeAsync()
    {
        await services.DisposeAsync();
        await RemoveAsync();
    }

    [Fact]
    public async Task List_NewestFirst_AndByFilter()
    {
        var all = await CommandLine.RunAsync(["events", "list", "--json", .. Database]);
        var some = await CommandLine.RunAsync(["events", "list", "--type", "invoice.created", .. Database]);

        all.Json[2].GetProperty("state").GetString().ShouldBe("Dead");
        all.Json.EnumerateArray().Select(item => item.GetProperty("eventId").GetString()).ShouldBe(["e3", "e2", "e1"]);
        some.Output.ShouldContain("e2");
        some.Output.ShouldNotContain("e1");
        some.Output.ShouldContain("1 events");
        some.Code.ShouldBe(0);
    }

    [Fact]
    public async Task List_Page_SaysHowToGoOn()
    {
        var page = await CommandLine.RunAsync(["events", "list", "--limit", "2", .. Database]);
        var last = (await inbox.ListAsync(new InboxQuery { Limit = 2 }, default))[^1].Id;

        page.Output.ShouldContain($"--after {last}");
        (await CommandLine.RunAsync(["events", "list", "--json", "--after", $"{last}", .. Database])).Json.GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Show_HasBodyHeadersAndWhatHandlersDid()
    {
        var shown = await CommandLine.RunAsync(["events", "show", $"{await IdAsync("e1")}", .. Database]);

        (await CommandLine.RunAsync(["events", "show", "e1", .. Database])).Output.ShouldBe(shown.Output);
        (await CommandLine.RunAsync(["events", "show", "e9", .. Database])).Error.ShouldContain("There is no event e9");
        shown.Code.ShouldBe(0, shown.Error);
        shown.Output.ShouldContain("""{"id":"e1"}""");
        shown.Output.ShouldContain("Content-Type: application/json");
        shown.Output.ShouldContain("Ship: Dead after 1 attempt(s)\n  no such address");
    }

    [Fact]
    public async Task DeadLetters_AreListedWithTheirErrorUntilReplayed()
    {
        var before = await CommandLine.RunAsync(["deadletters", .. Database]);
        var replay = await CommandLine.RunAsync(["events", "replay", "--state", "Dead", .. Database]);
        var after = await CommandLine.RunAsync(["deadletters", .. Database]);

        before.Code.ShouldBe(1);
        before.Output.ShouldContain(": Ship gave up after 1 attempt(s): no such address");
        (replay.Code, replay.Output).ShouldBe((0, "1 event(s) will be handled again.\n"));
        (after.Code, after.Output).ShouldBe((0, "No dead letters.\n"));
        (await inbox.ListAsync(new InboxQuery { State = InboxState.Open }, default)).Select(item => item.EventId).ShouldContain("e1");
    }

    [Fact]
    public async Task Replay_OfWhatIsDone_NeedsToBeSaid()
    {
        var id = $"{await IdAsync("e2")}";

        var refused = await CommandLine.RunAsync(["events", "replay", id, .. Database]);
        var done = await CommandLine.RunAsync(["events", "replay", id, "--include-done", .. Database]);

        refused.Code.ShouldBe(1);
        refused.Output.ShouldContain("--include-done");
        done.Code.ShouldBe(0);
    }

    [Fact]
    public async Task Dismiss_EndsADeadLetterAndSaysWhoDidIt()
    {
        var first = await CommandLine.RunAsync(["events", "dismiss", "e1", "--by", "anna", .. Database]);
        var second = await CommandLine.RunAsync(["events", "dismiss", "e1", "--by", "bert", .. Database]);
        var shown = await CommandLine.RunAsync(["events", "show", "e1", .. Database]);
        var dead = await CommandLine.RunAsync(["deadletters", .. Database]);
        var replay = await CommandLine.RunAsync(["events", "replay", "e1", .. Database]);

        (first.Code, first.Output).ShouldBe((0, "Event e1 is dismissed.\n"));
        (second.Code, second.Output).ShouldBe((1, "Nothing to dismiss: event e1 is no dead letter.\n"));
        shown.Output.ShouldContain("dismissed by anna at 20");
        shown.Output.ShouldContain("Ship: Dismissed after 1 attempt(s)\n  no such address");
        (dead.Code, dead.Output).ShouldBe((0, "No dead letters.\n"));
        (replay.Code, replay.Output).ShouldBe((0, "1 event(s) will be handled again.\n"));
    }

    [Fact]
    public async Task Id_OfDigits_IsTheProvidersUnlessItIsANumberToo()
    {
        var number = await IdAsync("e1");
        await inbox.AcceptAsync([InboxEvents.Event("4711", key: "i4"), InboxEvents.Event($"{number}", key: "i5")], default);

        var unique = await CommandLine.RunAsync(["events", "show", "4711", "--json", .. Database]);
        var both = await CommandLine.RunAsync(["events", "replay", $"{number}", .. Database]);
        var chosen = await CommandLine.RunAsync(["events", "show", $"{number}", "--number", "--json", .. Database]);
        var none = await CommandLine.RunAsync(["events", "dismiss", "e1", "--number", .. Database]);

        unique.Json.GetProperty("event").GetProperty("eventId").GetString().ShouldBe("4711");
        both.Code.ShouldBe(1);
        both.Error.ShouldContain($"say --number with the number of one, {number}, {await IdAsync($"{number}")}.");
        chosen.Json.GetProperty("event").GetProperty("eventId").GetString().ShouldBe("e1");
        (none.Code, none.Error).ShouldBe((2, "'e1' is no number of an event.\n"));
    }

    [Fact]
    public async Task Id_ThatIsPartOfManyNewerOnes_IsFound()
    {
        await inbox.AcceptAsync([InboxEvents.Event("late", key: "i9")], default);
        await inbox.AcceptAsync([.. Enumerable.Range(0, 600).Select(static number => InboxEvents.Event($"late-{number}", key: "i9"))], default);

        var shown = await CommandLine.RunAsync(["events", "show", "late", "--json", .. Database]);

        shown.Code.ShouldBe(0, shown.Error);
        shown.Json.GetProperty("event").GetProperty("eventId").GetString().ShouldBe("late");
    }

    [Fact]
    public async Task DeadLetters_OnATerminal_AreReadBehindABar() =>
        (await CommandLine.RunAsync(isTerminal: true, ["deadletters", .. Database])).Output.ShouldContain("Reading");

    [Fact]
    public async Task Replay_OfEverythingByMistake_IsRefused()
    {
        var run = await CommandLine.RunAsync(["events", "replay", .. Database]);

        run.Code.ShouldBe(2);
        run.Error.ShouldContain("either an event's number, or filters");
    }

    [Theory]
    [InlineData(3, "is no file, and no connection string", "events", "list", "-d", "nowhere.db")]
    [InlineData(3, "The inbox cannot be read", "events", "list", "-d", "Host=127.0.0.1;Port=1;Database=none;Password=hidden;Timeout=1")]
    [InlineData(2, "connection string cannot be read", "events", "list", "-d", "Nonsense=1")]
    [InlineData(2, "--limit is 1 to 500", "events", "list", "--limit", "0")]
    [InlineData(2, "'gone' is no state: New, Open,", "events", "list", "--state", "gone")]
    [InlineData(2, "is no time", "events", "list", "--from", "yesterday")]
    public async Task WrongDatabaseOrFilter_IsSaidInWordsAndWithoutSecrets(int code, string says, params string[] arguments)
    {
        var run = await CommandLine.RunAsync(arguments);

        run.Code.ShouldBe(code, run.Error);
        run.Error.ShouldContain(says);
        run.Error.ShouldNotContain("hidden");
    }

    private async Task<long> IdAsync(string eventId) => (await inbox.ListAsync(new InboxQuery { Text = eventId }, default)).Single(item => item.EventId == eventId).Id;
}
