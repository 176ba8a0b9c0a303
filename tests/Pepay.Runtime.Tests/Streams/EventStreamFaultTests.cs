using System.Net.WebSockets;
using System.Text;
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
        account.Script = StreamScript.LiveAsync(async script =>
        {
            foreach (var i in Enumerable.Range(1, 6))
            {
                if (i is 3 or 4)
                    account.Publish(Id(i));
                else
                    await script.PublishAsync(Id(i));
            }
        });
        await using var following = Following.Start(account, options: Following.Patient(), clock: clock);
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
    public async Task Hole_RightAfterTheCursor_NamesTheCursor()
    {
        account.Publish(Id(1));
        account.Script = async script =>
        {
            await script.ListReadAsync(1);
            account.Publish(Id(2));
            await script.PublishAsync(Id(3));
            await script.StayAsync();
        };
        await using var following = Following.Start(account, cursor: Id(1), options: Following.Patient(), clock: clock);
        await following.UntilAsync(f => f.Ids.Count > 0);

        await following.UntilAsync(f => f.Checkpoint == Id(3), clock);

        following.Ids.ShouldBe([Id(3), Id(2)]);
        var gap = following.Gaps.ShouldHaveSingleItem();
        (gap.Reason, gap.After).ShouldBe((StreamGapReason.Hole, Id(1)));
        gap.Missing.ShouldBe([Id(2)]);
    }

    [Fact]
    public async Task LastFrames_Lost_ComeFromTheListWithoutAGap()
    {
        account.Script = StreamScript.LiveAsync(async script =>
        {
            await script.PublishAsync(Id(1));
            account.Publish(Id(2), Id(3));
        });
        await using var following = Following.Start(account, options: Following.Patient(), clock: clock);

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
        var options = Following.Patient();
        options.AuditInterval = TimeSpan.FromDays(1);
        await using var following = Following.Start(account, options: options, clock: clock);

        // Until then the clock stands still, or the next look could come before the event.
        await Eventually.TrueAsync(() => account.Listed.Count == 1);
        await following.UntilAsync(f => f.Ids.Count == 1, clock);

        following.Gaps.ShouldBeEmpty();
        (clock.GetUtcNow() - start).ShouldBeLessThan(TimeSpan.FromDays(1));
    }

    [Fact]
    public async Task Checkpoint_MovesOnlyAlongTheList()
    {
        account.Script = StreamScript.LiveAsync(async script =>
        {
            foreach (var i in Enumerable.Range(1, 5))
                await script.PublishAsync(Id(i));
        });
        await using var following = Following.Start(account, options: Following.Patient(), clock: clock);

        await following.UntilAsync(_ => account.ListReads >= 3, clock);
        await following.UntilAsync(f => f.Ids.Count == 5);
        following.Checkpoint.ShouldBe("");

        await following.UntilAsync(f => f.Checkpoint == Id(5), clock);
    }

    [Fact]
    public async Task Frames_DuplicatedAndReordered_AreDeliveredOnceAndTheOrderIsTold()
    {
        account.Script = StreamScript.LiveAsync(async script =>
        {
            account.Publish([.. Enumerable.Range(1, 6).Select(Id)]);
            foreach (var i in new[] { 1, 1, 3, 2, 3, 2, 4, 6, 5, 5, 1 })
                await script.SendEventAsync(Id(i));
        });
        await using var following = Following.Start(account, options: Following.Patient(), clock: clock);

        await following.UntilAsync(_ => account.ListReads >= 3, clock);
        await following.UntilAsync(f => f.Ids.Count == 6);
        await following.UntilAsync(f => f.Checkpoint == Id(6), clock);

        following.Ids.ShouldBe([Id(1), Id(3), Id(2), Id(4), Id(6), Id(5)]);
        var gap = following.Gaps.ShouldHaveSingleItem();
        (gap.Reason, gap.After).ShouldBe((StreamGapReason.OutOfOrder, null));
        gap.IsRepaired.ShouldBeTrue();
    }

    [Fact]
    public async Task Event_LiveBeforeItIsListed_IsNoHoleAndIsNotDeliveredTwice()
    {
        account.Script = StreamScript.LiveAsync(async script =>
        {
            await script.SendEventAsync(Id(1));
            await script.ListReadAsync(5);
            account.Publish(Id(1));
        });
        await using var following = Following.Start(account, options: Following.Patient(), clock: clock);

        await following.UntilAsync(f => f.Checkpoint == Id(1), clock);

        following.Ids.ShouldBe([Id(1)]);
        following.Gaps.ShouldBeEmpty();
    }

    [Fact]
    public async Task Event_LiveBeforeItIsListed_IsRememberedUntilTheListShowsTheHoleBeforeIt()
    {
        account.Script = StreamScript.LiveAsync(script => script.SendEventAsync(Id(2)));
        await using var following = Following.Start(account, options: Following.Patient(), clock: clock);
        await following.UntilAsync(_ => account.ListReads >= 3, clock);
        await following.UntilAsync(f => f.Ids.Count == 1);
        var reads = account.ListReads;
        await following.UntilAsync(_ => account.ListReads > reads, clock);

        account.Publish(Id(1), Id(2));
        await following.UntilAsync(f => f.Checkpoint == Id(2), clock);

        following.Ids.ShouldBe([Id(2), Id(1)]);
        following.Gaps.ShouldHaveSingleItem().Missing.ShouldBe([Id(1)]);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"kind":"event","id":"","type":"order.moved"}""")]
    [InlineData("""{"kind":"news","id":"e2"}""")]
    [InlineData("""{"kind":"event","id":"e2","type":"order.mo""")]
    public async Task Frame_ThatIsGarbage_IsShownAndTheListIsAsked(string garbage)
    {
        account.Script = StreamScript.LiveAsync(async script =>
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
        account.Script = StreamScript.LiveAsync(async script =>
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
    public async Task List_IsEmptyAfterTheCursor_GivesOneGapAndBeginsAnew()
    {
        account.Publish(Id(1));
        await using var following = Following.Start(account, cursor: Id(1), options: Following.Patient(), clock: clock);
        await following.UntilAsync(_ => account.ListReads >= 2, clock);
        account.Forget(1);

        await following.UntilAsync(f => f.Gaps.Count > 0, clock);
        var reads = account.ListReads;
        await following.UntilAsync(_ => account.ListReads >= reads + 3, clock);
        account.Publish(Id(2));
        await following.UntilAsync(f => f.Checkpoint == Id(2), clock);

        following.Items.Select(item => item is StreamGap gap ? $"gap {gap.Reason} after {gap.After}" : item is StreamCheckpoint to ? $"to '{to.Cursor}'" : ((StreamEvent)item).Envelope.Id).ShouldBe(
            [$"gap CursorNotInList after {Id(1)}", "to ''", Id(2), $"to '{Id(2)}'"]);
    }

    [Fact]
    public async Task Connection_AcceptedButSilent_IsMadeAnewAfterTheIdleTimeout()
    {
        var options = Following.Patient();
        options.IdleTimeout = TimeSpan.FromMinutes(5);
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

        await following.UntilAsync(_ => account.Connections >= 2);
    }

    [Fact]
    public async Task Upgrade_WithoutAnAnswer_IsGivenUpAfterTheConnectTimeout()
    {
        account.BeforeAnswer = aborted => account.Upgrades.Count == 1 ? Task.Delay(Timeout.Infinite, aborted).ContinueWith(static _ => { }, TaskScheduler.Default) : Task.CompletedTask;
        var options = new EventStreamOptions { ConnectTimeout = TimeSpan.FromSeconds(15) };
        await using var following = Following.Start(account, options: options, clock: clock);
        await following.UntilAsync(_ => account.Upgrades.Count == 1);

        clock.Advance(options.ConnectTimeout - TimeSpan.FromMilliseconds(1));
        following.State.Phase.ShouldBe(StreamPhase.Stopped);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await following.UntilReconnectedAsync(f => f.State.Phase == StreamPhase.Connected, clock);

        following.State.LastError.ShouldBe("No connection was made within 15 s.");
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
        var options = Following.Patient();
        options.IdleTimeout = TimeSpan.FromSeconds(30);
        await using var following = Following.Start(account, options: options, clock: clock);
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

    [Theory]
    [InlineData("garbage")]
    [InlineData("{\"kind\":\"hint\"}")]
    public async Task WithoutRecovery_FrameThatMayMeanALoss_IsFollowedByAGap(string frame)
    {
        account.Script = async script =>
        {
            await script.SendEventAsync(Id(1));
            await script.SendAsync(frame);
            await script.SendEventAsync(Id(2));
            await script.StayAsync();
        };
        var options = Following.Fast();
        options.Recovery = false;
        await using var following = Following.Start(account, options: options);

        await following.UntilAsync(f => f.Ids.Count == 2);

        var gap = following.Gaps.ShouldHaveSingleItem();
        (gap.Reason, gap.After, gap.IsRepaired).ShouldBe((StreamGapReason.Resynchronised, Id(1), false));
        gap.Detail.ShouldStartWith("The server hinted at a resynchronisation or sent what cannot be read");
        following.Items[^2].ShouldBe(gap);
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
        var gap = following.Gaps.ShouldHaveSingleItem();
        (gap.Reason, gap.After).ShouldBe((StreamGapReason.Reconnected, Id(4)));
        gap.Detail.ShouldStartWith("The connection was made anew, and nothing proves that everything was replayed");
    }

    [Fact]
    public async Task Ping_Message_IsSentWithTheHeartbeat()
    {
        var options = Following.Patient();
        (options.PingMessage, options.Heartbeat) = ("are you there", TimeSpan.FromSeconds(20));
        await using var following = Following.Start(account, options: options, clock: clock);
        await following.UntilAsync(f => f.State.Phase == StreamPhase.Connected);

        await following.UntilAsync(_ => account.Heard.Count >= 2, clock);

        account.Heard.ShouldAllBe(text => text == "are you there");
    }
}
