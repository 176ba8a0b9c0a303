using Pepay.Runtime.Http;
using Pepay.Runtime.Streams;
using static Pepay.Runtime.Tests.Streams.StreamAccount;

namespace Pepay.Runtime.Tests.Streams;

/// <summary>Credentials and filters of a stream, and what becomes of a refused upgrade.</summary>
public sealed class EventStreamAuthTests : IAsyncLifetime
{
    private static readonly ApiSecurityScheme TokenQuery = new("token", ApiSecurityKind.Query, "token");

    private readonly ManualTimeProvider clock = new(At(Id(1)));
    private StreamServer server = null!;
    private StreamAccount account = null!;

    public async Task InitializeAsync()
    {
        server = await StreamServer.StartAsync();
        account = server.NewAccount();
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Theory]
    [InlineData(400, "filter")]
    [InlineData(401, "key of this account")]
    [InlineData(403, "scope")]
    public async Task Upgrade_RefusedForGood_EndsWithWhatToDo(int status, string advice)
    {
        account.Refuse = _ => status;
        await using var following = Following.Start(account);

        var refused = await Should.ThrowAsync<StreamRefusedException>(() => following.Ended.Soon());

        refused.StatusCode.ShouldBe(status);
        refused.Message.ShouldContain("acme/default/orders");
        refused.Message.ShouldContain("/stream");
        refused.Message.ShouldContain(advice);
        refused.ToString().ShouldNotContain(Key);
        account.Upgrades.Count.ShouldBe(1);
        following.State.Phase.ShouldBe(StreamPhase.Refused);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Upgrade_RefusedForNow_IsTriedAgain(int status)
    {
        account.Refuse = _ => account.Upgrades.Count < 4 ? status : null;
        await using var following = Following.Start(account);

        await following.UntilAsync(f => f.State.Phase == StreamPhase.Connected);

        account.Upgrades.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Upgrade_CursorNotTaken_IsTriedWithoutAndFilledFromTheList()
    {
        account.Publish(Id(1), Id(2), Id(3));
        account.Refuse = request => request.Query.ContainsKey("since") ? 400 : null;
        await using var following = Following.Start(account, cursor: Id(1));

        await following.UntilAsync(f => f.Checkpoint == Id(3));

        following.Ids.ShouldBe([Id(2), Id(3)]);
        account.Upgrades.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(401, 0)]
    [InlineData(403, 0)]
    [InlineData(401, 1)]
    [InlineData(403, 1)]
    [InlineData(401, 2)]
    [InlineData(403, 2)]
    public async Task List_Refused_EndsTheStream(int status, int after)
    {
        // The look for the beginning, the first one of the connection, and a later one.
        account.RefuseList = reads => reads == after ? status : null;
        await using var following = Following.Start(account, options: Following.Patient(), clock: clock);
        var ended = Should.ThrowAsync<StreamRefusedException>(() => following.Ended);
        await Eventually.TrueAsync(() => ended.IsCompleted, () => clock.Advance(TimeSpan.FromSeconds(1)));

        var refused = await ended;

        refused.StatusCode.ShouldBe(status);
        refused.Message.ShouldContain("listEvents");
        following.State.Phase.ShouldBe(StreamPhase.Refused);
    }

    [Fact]
    public async Task Token_IsUsedAgainUntilShortlyBeforeItRunsOut()
    {
        var made = 0;
        account.Script = static script => Task.CompletedTask;
        await using var following = Following.Start(account, options: Following.Patient(), clock: clock, credential: _ =>
            ValueTask.FromResult(new StreamCredential(TokenQuery, $"t{++made}", clock.GetUtcNow() + TimeSpan.FromMinutes(2))));

        // Every connection is cut at once: reconnects come often, and then a minute apart.
        await following.UntilReconnectedAsync(_ => made == 3, clock);

        var tokens = account.Upgrades.Select(query => query["token"].ToString()).ToList();
        tokens.Distinct().Count().ShouldBeInRange(2, 3);
        tokens.Count.ShouldBeGreaterThan(5);
        tokens.ShouldBe(tokens.Order());
    }

    [Theory]
    [InlineData(80, "t1")]
    [InlineData(91, "t2")]
    public async Task Token_OfHundredSeconds_IsMadeAnewWhenATenthIsLeft(int age, string expected)
    {
        var made = 0;
        var cut = new TaskCompletionSource();
        account.Script = script => script.Number == 1 ? cut.Task : script.StayAsync();
        await using var following = Following.Start(account, options: Following.Patient(), clock: clock, credential: _ =>
            ValueTask.FromResult(new StreamCredential(TokenQuery, $"t{++made}", clock.GetUtcNow() + TimeSpan.FromSeconds(100))));
        await following.UntilAsync(f => f.State.Phase == StreamPhase.Connected);

        clock.Advance(TimeSpan.FromSeconds(age));
        cut.SetResult();
        await following.UntilReconnectedAsync(_ => account.Connections == 2, clock);

        account.Upgrades.Select(query => query["token"].ToString()).ShouldBe(["t1", expected]);
    }

    [Fact]
    public async Task Token_NoLongerTaken_IsMadeAnewOnce()
    {
        var made = 0;
        var valid = "t1";
        account.Refuse = request => request.Query["token"] == valid ? null : 401;
        account.Script = async script =>
        {
            if (script.Number == 1)
            {
                valid = "t2";
                return;
            }

            await script.StayAsync();
        };
        await using var following = Following.Start(account, credential: _ =>
            ValueTask.FromResult(new StreamCredential(TokenQuery, $"t{++made}", DateTimeOffset.UtcNow + TimeSpan.FromHours(1))));

        await following.UntilAsync(_ => account.Connections == 2);

        account.Upgrades.Select(query => query["token"].ToString()).ShouldBe(["t1", "t1", "t2"]);
    }

    [Fact]
    public async Task Token_FreshAndRefused_EndsTheStream()
    {
        account.Refuse = _ => 401;
        await using var following = Following.Start(account, credential: _ =>
            ValueTask.FromResult(new StreamCredential(TokenQuery, "very-secret-token", DateTimeOffset.UtcNow + TimeSpan.FromHours(1))));

        var refused = await Should.ThrowAsync<StreamRefusedException>(() => following.Ended.Soon());

        refused.ToString().ShouldNotContain("very-secret-token");
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    public async Task Token_IsRefused_EndsTheStream(int status)
    {
        account.RefuseList = _ => status;
        await using var following = Following.Start(
            account, cursor: Id(1), credential: async token => throw await AnswerAsync(token));

        var refused = await Should.ThrowAsync<StreamRefusedException>(() => following.Ended.Soon());

        refused.StatusCode.ShouldBe(status);
        account.Upgrades.ShouldBeEmpty();

        // Any operation of the provider will do: what counts is the status.
        async Task<Exception> AnswerAsync(CancellationToken token) =>
            new ApiException(await Following.Transport(account).SendAsync(new ApiRequest(Following.Provider.EventList!.Operation), token));
    }

    [Fact]
    public async Task Token_CannotBeMadeForNow_IsTriedAgain()
    {
        var tries = 0;
        await using var following = Following.Start(account, credential: _ => ++tries < 3
            ? throw new ApiException(Following.Provider.EventList!.Operation, "no answer")
            : ValueTask.FromResult(new StreamCredential(TokenQuery, "t", null)));

        await following.UntilAsync(f => f.State.Phase == StreamPhase.Connected);

        tries.ShouldBe(3);
    }

    [Fact]
    public async Task Filter_IsSentAndAppliedToTheListHere()
    {
        account.Publish([.. Enumerable.Range(1, 30).Select(Id)]);
        await using var following = Following.Start(account, cursor: Id(3), filter: [new("kinds", "refund.*,order.gone"), new("region", "even,north")]);

        await following.UntilAsync(f => f.Checkpoint == Id(30));

        following.Ids.ShouldBe([Id(10), Id(20), Id(30)]);
        account.Upgrades.Single().Select(pair => $"{pair.Key}={pair.Value}").ShouldBe(["kinds=refund.*,order.gone", "region=even,north", $"since={Id(3)}"]);
    }

    [Fact]
    public async Task Filter_EventThatDoesNotSay_IsDeliveredAndItsAbsenceIsNoHole()
    {
        account.Script = async script =>
        {
            await script.ListReadAsync(2);
            account.Publish(Id(1));
            await script.PublishAsync(Id(2));
            await script.StayAsync();
        };
        await using var following = Following.Start(account, options: Following.Patient(), clock: clock, filter: [new("shop", "7")]);

        await following.UntilAsync(f => f.Checkpoint == Id(2), clock);

        following.Ids.Order().ShouldBe([Id(1), Id(2)]);
        following.Gaps.ShouldBeEmpty();
    }

    [Fact]
    public void Filter_ThatTheChannelDoesNotHave_IsRefusedWithTheOnesItHas() =>
        Should.Throw<ArgumentException>(() => Following.Make(account, filter: [new("colour", "red")])).Message.ShouldContain("kinds, region, shop");

    [Fact]
    public async Task Options_AddressOfItsOwn_IsWhereTheStreamConnectsAndTheListStaysWhereItWas()
    {
        var elsewhere = server.NewAccount();
        account.Publish(Id(1), Id(2));
        var options = Following.Fast();
        options.BaseUrl = new UriBuilder(elsewhere.Url) { Scheme = "ws" }.Uri;
        await using var following = Following.Start(account, cursor: Id(1), options: options);

        await following.UntilAsync(f => f.Checkpoint == Id(2));

        (account.Connections, elsewhere.Connections).ShouldBe((0, 1));
    }

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("relative")]
    public void Options_AddressThatIsNoWebSocket_IsRefused(string url) =>
        Should.Throw<ArgumentException>(() => Following.Make(account, new EventStreamOptions { BaseUrl = new Uri(url, UriKind.RelativeOrAbsolute) })).Message.ShouldContain("wss://");
}
