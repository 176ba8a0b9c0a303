using System.Collections.Concurrent;
using System.Net.WebSockets;
using Pepay.Runtime.Streams;
using static Pepay.Runtime.Tests.Streams.StreamAccount;

namespace Pepay.Runtime.Tests.Streams;

/// <summary>What a stream holds, reads and waits at most, and what it says when that is not enough.</summary>
public sealed class EventStreamLimitTests : IAsyncLifetime
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SlowConsumer_MoreFramesThanRoom_GetsTheListWithoutAGap(bool listIsDownThen)
    {
        const int many = 500;
        var go = new TaskCompletionSource();
        var sent = new TaskCompletionSource();
        var listIsDown = false;
        account.RefuseList = _ => listIsDown ? 500 : null;
        account.Script = StreamScript.LiveAsync(async script =>
        {
            listIsDown = listIsDownThen;
            foreach (var i in Enumerable.Range(1, many - 1))
            {
                account.Publish(Id(i));
                await script.SendAsync(Large(i));
            }

            // One more comes while the list, which alone has what was dropped, may be out of reach.
            sent.SetResult();
            if (listIsDownThen)
                await script.ListReadAsync(account.ListReads + 2);
            await script.PublishAsync(Id(many));
            if (listIsDownThen)
                await script.ListReadAsync(account.ListReads + 2);
            listIsDown = false;
        });
        var options = Following.Fast();
        options.BufferSize = 10;
        await using var following = Following.Start(account, options: options, consume: item => item is StreamEvent ? go.Task : Task.CompletedTask);
        await sent.Task.Soon();
        following.State.Events.ShouldBeLessThan(300, "more is held for a consumer that takes nothing");

        go.SetResult();
        await following.UntilAsync(f => f.Ids.Count == many);

        following.Ids.ShouldBe(account.Listed);
        following.Gaps.ShouldBeEmpty();
        if (!listIsDownThen)
            following.State.LastError.ShouldNotBeNull().ShouldContain("too slow");
        account.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task SlowConsumer_WithoutRecovery_GetsAGapWhereFramesWereDropped()
    {
        const int many = 500;
        var go = new TaskCompletionSource();
        var sent = new TaskCompletionSource();
        account.Script = async script =>
        {
            foreach (var i in Enumerable.Range(1, many))
                await script.SendAsync(Large(i));
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
        following.Gaps[0].Detail.ShouldStartWith("Frames came faster than they were taken and were dropped: recovery is off, because it is turned off in the options.");
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
    public async Task List_HasMoreThanMayBeRead_GivesAGapAndTheNewest()
    {
        account.Publish([.. Enumerable.Range(1, 40).Select(Id)]);
        var options = Following.Fast();
        options.MaxBackfill = 15;
        await using var following = Following.Start(account, cursor: Id(4), options: options);

        await following.UntilAsync(f => f.Checkpoint == Id(40));

        var gap = following.Items[0].ShouldBeOfType<StreamGap>();
        (gap.Reason, gap.After, gap.IsRepaired).ShouldBe((StreamGapReason.TooFarBehind, Id(4), false));
        gap.Detail.ShouldContain("More than 15 events were missed");
        following.Ids.ShouldBe(Enumerable.Range(26, 15).Select(Id));
    }

    [Fact]
    public async Task Reconnect_WaitsLongerAfterEachFailureAndNeverTheSame()
    {
        account.Refuse = _ => 503;
        var waits = new Waits(Waits.BeforeReconnect);
        await using var following = Following.Start(account, options: Following.Patient(), clock: clock, logger: waits);

        await following.UntilReconnectedAsync(_ => waits.Seconds.Count >= 10, clock);

        var spread = waits.Seconds.Select((wait, i) => wait / Math.Min(Math.Pow(2, i), 60)).Take(10).ToList();
        spread.ShouldAllBe(part => part >= 0.8 && part <= 1.2);
        spread.Distinct().Count().ShouldBe(10);
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
        var waits = new Waits(Waits.BeforeReconnect);
        await using var following = Following.Start(account, options: Following.Patient(), clock: clock, logger: waits);

        await following.UntilReconnectedAsync(_ => waits.Seconds.Count >= 6, clock);

        waits.Seconds.Take(6).Select(wait => wait > 1.2).ShouldBe([false, true, true, true, true, false]);
    }

    [Fact]
    public async Task LiveEvents_ThatTheListDoesNotHave_AreRememberedOnlyInPart()
    {
        await using var following = await FollowAHundredUnprovedAsync();

        // The clock stands still: the list is asked when ten are unproved, and then after every five; if all were kept it would be after each.
        account.ListReads.ShouldBeInRange(15, 30);
        following.Gaps.ShouldBeEmpty();
    }

    [Fact]
    public async Task List_FailsWhileManyLiveEventsAreUnproved_IsNotAskedForEachOfThem()
    {
        account.RefuseList = reads => reads >= 2 ? 500 : null;
        await using var following = await FollowAHundredUnprovedAsync();

        // The clock stands still: the look that ten unproved ones asked for has failed, and the next one is not due.
        account.ListReads.ShouldBe(3);
    }

    [Fact]
    public async Task List_FailsWhileTheServerHints_IsNotAskedSoonerThanItWasSaid()
    {
        var looks = new ConcurrentQueue<DateTimeOffset>();
        account.RefuseList = reads =>
        {
            if (reads < 2)
                return null;
            looks.Enqueue(clock.GetUtcNow());
            return 500;
        };
        account.Script = async script =>
        {
            for (var reads = 3; ; reads++)
            {
                await script.ListReadAsync(reads);
                await script.SendAsync("""{"kind":"hint"}""");
            }
        };
        var waits = new Waits(Waits.BeforeListIsRead);
        await using var following = Following.Start(account, options: Following.Patient(), clock: clock, logger: waits);

        for (var look = 1; look <= 6; look++)
        {
            await following.UntilAsync(_ => looks.Count >= look, clock);
            await following.UntilAsync(f => waits.Seconds.Count >= look && f.Items.OfType<StreamControl>().Count() >= look);
        }

        looks.Zip(looks.Skip(1), static (before, next) => (next - before).TotalSeconds).Zip(waits.Seconds).ShouldAllBe(pair => pair.First >= pair.Second);
    }

    [Fact]
    public async Task List_Fails_IsAskedMoreSeldomEachTimeAndAsAtFirstOnceItWorked()
    {
        account.RefuseList = reads => reads is < 9 or 10 ? 500 : null;
        var waits = new Waits(Waits.BeforeListIsRead);
        await using var following = Following.Start(account, cursor: Id(1), options: Following.Patient(), clock: clock, logger: waits);

        await following.UntilAsync(_ => waits.Seconds.Count == 10, clock);

        var spread = waits.Seconds.Select((wait, i) => wait / (i == 9 ? 1 : Math.Min(Math.Pow(2, i), 60))).ToList();
        spread.ShouldAllBe(part => part >= 0.8 && part <= 1.2);
    }

    [Fact]
    public async Task Reconnect_AfterALongQuietConnection_WaitsAsAtFirst()
    {
        account.Refuse = _ => account.Upgrades.Count is > 1 and < 5 ? 503 : null;
        var waits = new Waits(Waits.BeforeReconnect);
        var options = Following.Patient();
        options.IdleTimeout = TimeSpan.FromMinutes(2);
        await using var following = Following.Start(account, options: options, clock: clock, logger: waits);

        await following.UntilAsync(_ => waits.Seconds.Count >= 1, clock);
        await following.UntilReconnectedAsync(f => f.State.Phase == StreamPhase.Connected, clock);
        await following.UntilAsync(_ => waits.Seconds.Count >= 5, clock);

        waits.Seconds.Take(5).Select(wait => wait > 1.2).ShouldBe([false, true, true, true, false]);
    }

    // Some hundred of them are more than the sockets of both sides hold: when all are sent, most have been read.
    private static string Large(int number) => Frame(Id(number)) + new string(' ', 100_000);

    // A hundred live events of which the list knows none, ten being the most that may wait for it.
    private async Task<Following> FollowAHundredUnprovedAsync()
    {
        account.Script = async script =>
        {
            await script.ListReadAsync(2);
            foreach (var i in Enumerable.Range(1, 100))
                await script.SendEventAsync(Id(i));
            await script.StayAsync();
        };
        var options = Following.Patient();
        options.MaxBackfill = 10;
        var following = Following.Start(account, options: options, clock: clock);
        await following.UntilAsync(f => f.Ids.Count == 100);
        return following;
    }
}
