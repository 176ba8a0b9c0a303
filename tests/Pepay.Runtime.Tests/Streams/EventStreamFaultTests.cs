using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Pepay.Runtime.Http;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Streams;
using static Pepay.Runtime.Tests.Streams.StreamAccount;

namespace Pepay.Runtime.Tests.Streams;

/// <summary>What a server, a network or a consumer can do to a stream; what is delivered equals the list, or has a gap that says so.</summary>
public sealed class EventStreamFaultTests : IAsyncLifetime
{
    private readonly ManualTimeProvider clock = new(At(Id(1)));
    private StreamServer server = null!;
    private StreamAccount account = null!;

    public async Task InitializeAsync()
    {
        server = await StreamServer.StartAsync();
        account = server.NewAccount();
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Hole_InALiveConnection_IsFoundByTheAudit()
    {
        account.Script = LiveAsync(async script =>
        {
            foreach (var i in Enumerable.Range(1, 6))
            {
                if (i is 3 or 4)
                    account.Publish(Id(i));
                else
                    await script.PublishAsync(Id(i));
            }
        });
        await using var following = Following.Start(account, options: new EventStreamOptions(), clock: clock);
        await following.UntilAsync(_ => account.ListReads >= 3, clock);
        await following.UntilAsync(f => f.Ids.Count == 4);

        await following.UntilAsync(f => f.Checkpoint == Id(6), clock);

        following.Ids.ShouldBe([Id(1), Id(2), Id(5), Id(6), Id(3), Id(4)]);
        var gap = following.Gaps.ShouldHaveSingleItem();
        (gap.Reason, gap.After).ShouldBe((StreamGapReason.Hole, Id(2)));
        gap.Missing.ShouldBe([Id(3), Id(4)]);
        gap.IsRepaired.ShouldBeTrue();
        following.Items.SkipWhile(item => item is not StreamGap).OfType<StreamEvent>().Select(item => item.Envelope.Id).ShouldBe([Id(3), Id(4)]);
        following.State.GapCount.ShouldBe(1);
        account.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task LastFrames_Lost_ComeFromTheListWithoutAGap()
    {
        account.Script = LiveAsync(async script =>
        {
            await script.PublishAsync(Id(1));
            account.Publish(Id(2), Id(3));
        });
        await using var following = Following.Start(account, options: new EventStreamOptions(), clock: clock);

        await following.UntilAsync(f => f.Checkpoint == Id(3), clock);

        following.Ids.ShouldBe(account.Listed);
        following.Gaps.ShouldBeEmpty();
        following.Items.OfType<StreamEvent>().Last().Source.ShouldBe(EventSource.Backfill);
    }

    [Fact]
    public async Task Server_JoinsTheConnectionOnlyAfterTheUpgrade_EventBetweenComesWithoutWaitingForTheAudit()
    {
        account.Script = async script =>
        {
            // The look before the connection and the one after it have passed; the socket never carries the event.
            await script.ListReadAsync(2);
            account.Publish(Id(1));
            await script.StayAsync();
        };
        var start = clock.GetUtcNow();
        await using var following = Following.Start(account, options: new EventStreamOptions { AuditInterval = TimeSpan.FromDays(1) }, clock: clock);

        await following.UntilAsync(f => f.Ids.Count == 1, clock);

        following.Gaps.ShouldBeEmpty();
        (clock.GetUtcNow() - start).ShouldBeLessThan(TimeSpan.FromDays(1));
    }

    [Fact]
    public async Task Checkpoint_MovesOnlyAlongTheList()
    {
        account.Script = LiveAsync(async script =>
        {
            foreach (var i in Enumerable.Range(1, 5))
                await script.PublishAsync(Id(i));
        });
        await using var following = Following.Start(account, options: new EventStreamOptions { AuditInterval = TimeSpan.FromMinutes(2) }, clock: clock);

        await following.UntilAsync(_ => account.ListReads >= 3, clock);
        await following.UntilAsync(f => f.Ids.Count == 5);
        following.Checkpoint.ShouldBe("");

        await following.UntilAsync(f => f.Checkpoint == Id(5), clock);
    }

    [Fact]
    public async Task Frames_DuplicatedAndReordered_AreDeliveredOnceAndTheOrderIsTold()
    {
        account.Script = LiveAsync(async script =>
        {
            account.Publish([.. Enumerable.Range(1, 6).Select(Id)]);
            foreach (var i in new[] { 1, 1, 3, 2, 3, 2, 4, 6, 5, 5, 1 })
                await script.SendEventAsync(Id(i));
        });
        await using var following = Following.Start(account, options: new EventStreamOptions(), clock: clock);

        await following.UntilAsync(_ => account.ListReads >= 3, clock);
        await following.UntilAsync(f => f.Ids.Count == 6);
        await following.UntilAsync(f => f.Checkpoint == Id(6), clock);

        following.Ids.ShouldBe([Id(1), Id(3), Id(2), Id(4), Id(6), Id(5)]);
        var gap = following.Gaps.ShouldHaveSingleItem();
        gap.Reason.ShouldBe(StreamGapReason.OutOfOrder);
        gap.IsRepaired.ShouldBeTrue();
    }

    [Fact]
    public async Task Event_LiveBeforeItIsListed_IsNoHoleAndIsNotDeliveredTwice()
    {
        account.Script = LiveAsync(async script =>
        {
            await script.SendEventAsync(Id(1));
            await script.ListReadAsync(5);
            account.Publish(Id(1));
        });
        await using var following = Following.Start(account, options: new EventStreamOptions(), clock: clock);

        await following.UntilAsync(f => f.Checkpoint == Id(1), clock);

        following.Ids.ShouldBe([Id(1)]);
        following.Gaps.ShouldBeEmpty();
    }

    [Fact]
    public async Task SlowConsumer_MoreFramesThanRoom_GetsTheListWithoutAGap()
    {
        const int many = 1500;
        var go = new TaskCompletionSource();
        var sent = new TaskCompletionSource();
        account.Script = LiveAsync(async script =>
        {
            foreach (var i in Enumerable.Range(1, many))
                await script.PublishAsync(Id(i));
            sent.SetResult();
        });
        var options = Following.Fast();
        options.BufferSize = 10;
        await using var following = Following.Start(account, options: options, consume: item => item is StreamEvent ? go.Task : Task.CompletedTask);
        await sent.Task.Soon();
        await Eventually.TrueAsync(() => following.State.Events > 200);

        go.SetResult();
        await following.UntilAsync(f => f.Checkpoint == Id(many));

        following.Ids.ShouldBe(account.Listed);
        following.Gaps.ShouldBeEmpty();
        account.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task SlowConsumer_WithoutRecovery_GetsAGapWhereFramesWereDropped()
    {
        const int many = 1500;
        var go = new TaskCompletionSource();
        var sent = new TaskCompletionSource();
        account.Script = async script =>
        {
            foreach (var i in Enumerable.Range(1, many))
                await script.SendEventAsync(Id(i));
            sent.SetResult();
            await script.StayAsync();
        };
        var options = Following.Fast();
        options.BufferSize = 10;
        options.Recovery = false;
        await using var following = Following.Start(account, options: options, consume: item => item is StreamEvent ? go.Task : Task.CompletedTask);
        await sent.Task.Soon();

        go.SetResult();
        await following.UntilAsync(f => f.Gaps.Count > 0);

        following.Gaps.ShouldAllBe(gap => gap.Reason == StreamGapReason.Overflow && !gap.IsRepaired);
        following.Ids.Count.ShouldBeLessThan(many);
        var expected = Id(1);
        foreach (var (item, before) in following.Items.Skip(1).Zip(following.Items))
        {
            // Contiguous, but where a gap stands: it names the event before it.
            if (item is StreamGap gap)
                gap.After.ShouldBe(((StreamEvent)before).Envelope.Id);
            else if (before is not StreamGap)
                ((StreamEvent)item).Envelope.Id.ShouldBe(expected);
            expected = item is StreamEvent next ? Id(int.Parse(next.Envelope.Id[1..]) + 1) : expected;
        }

        following.Items[0].ShouldBeOfType<StreamRecoveryOff>().Reason.ShouldContain("options");
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"kind":"event","id":"","type":"order.moved"}""")]
    [InlineData("""{"kind":"news","id":"e2"}""")]
    [InlineData("""{"kind":"event","id":"e2","type":"order.mo""")]
    public async Task Frame_ThatIsGarbage_IsShownAndTheListIsAsked(string garbage)
    {
        account.Script = LiveAsync(async script =>
        {
            await script.PublishAsync(Id(1));
            account.Publish(Id(2));
            await script.SendAsync(garbage);
            await script.PublishAsync(Id(3));
        });
        await using var following = Following.Start(account);

        await following.UntilAsync(f => f.Checkpoint == Id(3));

        var unknown = following.Items.OfType<StreamUnknownFrame>().ShouldHaveSingleItem();
        Encoding.UTF8.GetString(unknown.Frame.Span).ShouldBe(garbage);
        following.Ids.Order().ShouldBe(account.Listed);
        account.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Frame_TooLargeOrBinary_IsShownAndTheStreamGoesOn()
    {
        account.Script = LiveAsync(async script =>
        {
            await script.SendAsync(new string(' ', 5000));
            await script.SendAsync([0, 255, 1], WebSocketMessageType.Binary);
            await script.PublishAsync(Id(1));
        });
        var options = Following.Fast();
        options.MaxFrameBytes = 1024;
        await using var following = Following.Start(account, options: options);

        await following.UntilAsync(f => f.Ids.Count == 1);

        following.Items.OfType<StreamUnknownFrame>().Select(item => item.Frame.Length).ShouldBe([0, 3]);
        account.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Frames_OfControlAndError_AreGivenWhole()
    {
        const string hint = """{"kind":"hint","x":[1,2]}""";
        const string fault = """{"kind":"fault","why":"nobody knows"}""";
        account.Script = async script =>
        {
            await script.SendAsync(hint);
            if (script.Number == 1)
            {
                await script.SendAsync(fault);
                await script.CloseAsync(WebSocketCloseStatus.PolicyViolation);
            }

            await script.StayAsync();
        };
        await using var following = Following.Start(account);

        await following.UntilAsync(f => f.Items.OfType<StreamControl>().Count() == 2);

        Encoding.UTF8.GetString(following.Items.OfType<StreamControl>().First().Frame.Span).ShouldBe(hint);
        Encoding.UTF8.GetString(following.Items.OfType<StreamError>().ShouldHaveSingleItem().Frame.Span).ShouldBe(fault);
        account.Connections.ShouldBe(2);
    }

    [Fact]
    public async Task List_Down_HoldsLiveFramesUntilItIsBack()
    {
        account.Publish([.. Enumerable.Range(1, 20).Select(Id)]);
        account.RefuseList = reads => reads < 4 ? 500 : null;
        account.Script = async script =>
        {
            await script.SendEventAsync(Id(20));
            await script.StayAsync();
        };
        await using var following = Following.Start(account, cursor: Id(2));

        await following.UntilAsync(f => f.Checkpoint == Id(20));

        following.Ids.ShouldBe(Enumerable.Range(3, 18).Select(Id));
        following.Gaps.ShouldBeEmpty();
    }

    [Fact]
    public async Task List_NoLongerHasTheCursor_GivesAGapAndWhatIsLeft()
    {
        account.Publish([.. Enumerable.Range(1, 40).Select(Id)]);
        account.Forget(10);
        await using var following = Following.Start(account, cursor: Id(4));

        await following.UntilAsync(f => f.Checkpoint == Id(40));

        var gap = following.Items[0].ShouldBeOfType<StreamGap>();
        (gap.Reason, gap.After, gap.IsRepaired).ShouldBe((StreamGapReason.CursorNotInList, Id(4), false));
        following.Ids.ShouldBe(account.Listed);
    }

    [Fact]
    public async Task List_HasMoreThanMayBeRead_GivesAGapAndTheNewest()
    {
        account.Publish([.. Enumerable.Range(1, 40).Select(Id)]);
        var options = Following.Fast();
        options.MaxBackfill = 15;
        await using var following = Following.Start(account, cursor: Id(4), options: options);

        await following.UntilAsync(f => f.Checkpoint == Id(40));

        following.Items[0].ShouldBeOfType<StreamGap>().Reason.ShouldBe(StreamGapReason.TooFarBehind);
        following.Ids.ShouldBe(Enumerable.Range(26, 15).Select(Id));
    }

    [Fact]
    public async Task Connection_AcceptedButSilent_IsMadeAnewAfterTheIdleTimeout()
    {
        var options = new EventStreamOptions { IdleTimeout = TimeSpan.FromMinutes(5) };
        await using var following = Following.Start(account, options: options, clock: clock);
        await following.UntilAsync(f => f.State.Phase == StreamPhase.Connected);
        var began = clock.GetUtcNow();

        await following.UntilAsync(_ => account.Connections == 2, clock);

        (clock.GetUtcNow() - began).ShouldBeGreaterThanOrEqualTo(options.IdleTimeout);
        following.State.LastError.ShouldNotBeNull().ShouldContain("no frame came for 300 s");
    }

    [Fact]
    public async Task Peer_ThatAnswersNoPing_IsLeftLongBeforeTheIdleTimeout()
    {
        account.Script = script => script.Number == 1 ? script.BeDeadAsync() : script.StayAsync();
        var options = Following.Fast();
        options.Heartbeat = TimeSpan.FromMilliseconds(100);
        options.IdleTimeout = TimeSpan.FromDays(1);
        await using var following = Following.Start(account, options: options);

        await following.UntilAsync(_ => account.Connections == 2);
    }

    [Fact]
    public async Task Upgrade_WithoutAnAnswer_IsGivenUpAfterTheConnectTimeout()
    {
        account.BeforeAnswer = aborted => account.Upgrades.Count == 1 ? Task.Delay(Timeout.Infinite, aborted).ContinueWith(static _ => { }, TaskScheduler.Default) : Task.CompletedTask;
        var options = new EventStreamOptions { ConnectTimeout = TimeSpan.FromSeconds(15) };
        await using var following = Following.Start(account, options: options, clock: clock);
        await following.UntilAsync(_ => account.Upgrades.Count == 1);
        var began = clock.GetUtcNow();

        await following.UntilAsync(f => f.State.Phase == StreamPhase.Connected, clock);

        (clock.GetUtcNow() - began).ShouldBeGreaterThanOrEqualTo(options.ConnectTimeout);
    }

    [Fact]
    public async Task Reconnect_WaitsLongerAfterEachFailureAndNeverTheSame()
    {
        account.Refuse = _ => 503;
        var waits = new Waits();
        await using var following = Following.Start(account, options: new EventStreamOptions(), clock: clock, logger: waits);

        await following.UntilAsync(_ => waits.Seconds.Count >= 10, clock);

        var spread = waits.Seconds.Select((wait, i) => wait / Math.Min(Math.Pow(2, i), 60)).Take(10).ToList();
        spread.ShouldAllBe(part => part >= 0.8 && part <= 1.2);
        spread.Take(6).Distinct().Count().ShouldBe(6);
    }

    [Fact]
    public async Task Reconnect_AfterAFrame_WaitsAsAtFirst()
    {
        account.Refuse = _ => account.Upgrades.Count is > 1 and < 6 ? 503 : null;
        account.Script = async script =>
        {
            await script.SendAsync("""{"kind":"hint"}""");
            await script.CloseAsync(WebSocketCloseStatus.NormalClosure);
            await script.StayAsync();
        };
        var waits = new Waits();
        await using var following = Following.Start(account, options: new EventStreamOptions(), clock: clock, logger: waits);

        await following.UntilAsync(_ => waits.Seconds.Count >= 6, clock);

        waits.Seconds.Take(6).Select(wait => wait > 1.2).ShouldBe([false, true, true, true, true, false]);
    }

    [Fact]
    public async Task Reconnect_AsksForWhatFollowsTheLastEvent()
    {
        account.Script = async script =>
        {
            if (script.Number == 1)
            {
                await script.ListReadAsync(2);
                await script.PublishAsync(Id(1));
                await script.PublishAsync(Id(2));
                await script.StayAsync();
            }

            await script.ReplayAsync();
            await script.StayAsync();
        };
        await using var following = Following.Start(account, options: new EventStreamOptions { IdleTimeout = TimeSpan.FromSeconds(30) }, clock: clock);
        await following.UntilAsync(f => f.Ids.Count == 2);
        await following.UntilAsync(_ => account.Upgrades.Count == 2, clock);

        account.Upgrades.Select(query => query["since"].ToString()).ShouldBe(["", Id(2)]);
    }

    [Fact]
    public async Task WithoutACredentialForTheList_SaysSoAndMarksEveryReconnect()
    {
        account.Script = async script =>
        {
            await script.SendEventAsync(Id(script.Number));
            if (script.Number == 3)
                await script.StayAsync();
            await script.CloseAsync(WebSocketCloseStatus.NormalClosure);
            await script.StayAsync();
        };
        await using var following = Following.Start(account, credentials: ApiCredentials.None);

        await following.UntilAsync(f => f.Ids.Count == 3);

        following.Items[0].ShouldBeOfType<StreamRecoveryOff>().Reason.ShouldContain("listEvents");
        following.Items.Skip(1).Select(item => item is StreamGap gap ? $"gap {gap.Reason} after {gap.After}" : ((StreamEvent)item).Envelope.Id).ShouldBe(
            [Id(1), $"gap Reconnected after {Id(1)}", Id(2), $"gap Reconnected after {Id(2)}", Id(3)]);
        following.State.RecoveryOff.ShouldNotBeNull();
        account.ListReads.ShouldBe(0);
    }

    [Fact]
    public async Task WithoutRecovery_StartedFromACursor_BeginsWithAGap()
    {
        account.Script = async script =>
        {
            await script.SendEventAsync(Id(9));
            await script.StayAsync();
        };
        var options = Following.Fast();
        options.Recovery = false;
        await using var following = Following.Start(account, cursor: Id(4), options: options);

        await following.UntilAsync(f => f.Ids.Count == 1);

        following.Items.Select(item => item.GetType()).ShouldBe([typeof(StreamRecoveryOff), typeof(StreamGap), typeof(StreamEvent)]);
        following.Gaps.Single().ShouldSatisfyAllConditions(gap => gap.Reason.ShouldBe(StreamGapReason.Reconnected), gap => gap.After.ShouldBe(Id(4)));
    }

    [Fact]
    public async Task Ping_Message_IsSentWithTheHeartbeat()
    {
        var options = new EventStreamOptions { PingMessage = "are you there", Heartbeat = TimeSpan.FromSeconds(20) };
        await using var following = Following.Start(account, options: options, clock: clock);
        await following.UntilAsync(f => f.State.Phase == StreamPhase.Connected);

        await following.UntilAsync(_ => account.Heard.Count >= 2, clock);

        account.Heard.ShouldAllBe(text => text == "are you there");
    }

    /// <summary>How long the stream said it would wait, each time.</summary>
    private sealed class Waits : ILogger<EventStream>
    {
        public ConcurrentQueue<double> Seconds { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id == 502)
                Seconds.Enqueue(((TimeSpan)((IReadOnlyList<KeyValuePair<string, object?>>)state!).Single(pair => pair.Key == "Delay").Value!).TotalSeconds);
        }
    }

    // The first connection goes live when the beginning of the list is known and it has been walked once; then the part runs, and the socket stays.
    // Before its part, the list has been looked at before the connection, after it, and a moment later.
    private static Func<StreamScript, Task> LiveAsync(Func<StreamScript, Task> part) => async script =>
    {
        await script.ListReadAsync(3);
        if (script.Number == 1)
            await part(script);
        await script.StayAsync();
    };
}
