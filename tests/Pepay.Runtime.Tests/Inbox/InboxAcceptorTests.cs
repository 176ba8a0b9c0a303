using Pepay.Runtime.Inbox;
using static Pepay.Tests.InboxEvents;

namespace Pepay.Runtime.Tests.Inbox;

public sealed class InboxAcceptorTests : IAsyncDisposable
{
    private readonly ScriptedInboxStore store = new();
    private readonly InboxSignal signal = new();
    private readonly InboxMetrics metrics = new();
    private readonly ManualTimeProvider clock = new();
    private readonly InboxAcceptor acceptor;

    public InboxAcceptorTests() => acceptor = Acceptor(new InboxOptions());

    public async ValueTask DisposeAsync()
    {
        await acceptor.DisposeAsync();
        metrics.Dispose();
    }

    [Fact]
    public async Task Accept_WhileACommitRuns_EverythingThatArrivesSharesTheNextOne()
    {
        var gate = new Gate(store);
        var first = acceptor.AcceptAsync([Event("e0")]);
        await gate.Entered.Soon();
        var others = Enumerable.Range(1, 20).Select(i => acceptor.AcceptAsync([Event($"e{i}")])).ToArray();
        gate.Open();
        (await first).ShouldBe([AcceptResult.Accepted]);
        (await Task.WhenAll(others)).ShouldAllBe(r => r.Single() == AcceptResult.Accepted);
        store.Commits.ShouldBe([1, 20]);
    }

    [Fact]
    public async Task Accept_AStoreThatRunsTwoAtOnce_DoesNotMakeTheSecondWaitForTheFirst()
    {
        var two = new ScriptedInboxStore { ConcurrentAccepts = 2 };
        await using var beside = new InboxAcceptor(two, signal, metrics, new InboxOptions(), clock);
        var gate = new Gate(two);
        var first = beside.AcceptAsync([Event("e1")]);
        await gate.Entered.Soon();
        two.BeforeCommit = _ => Task.CompletedTask;
        (await beside.AcceptAsync([Event("e2")]).Soon()).ShouldBe([AcceptResult.Accepted]);
        first.IsCompleted.ShouldBeFalse();
        gate.Open();
        (await first).ShouldBe([AcceptResult.Accepted]);
    }

    [Fact]
    public async Task Accept_MoreThanOneCommitTakes_IsSplitBetweenSendersOnly()
    {
        await using var small = Acceptor(new InboxOptions { MaxBatch = 2 });
        var gate = new Gate(store);
        var first = small.AcceptAsync([Event("e0")]);
        await gate.Entered.Soon();
        var others = new[] { small.AcceptAsync([Event("e1"), Event("e2"), Event("e3")]), small.AcceptAsync([Event("e4")]), small.AcceptAsync([Event("e5")]) };
        gate.Open();
        await Task.WhenAll([first, .. others]);
        store.Commits.ShouldBe([1, 3, 2]);
    }

    [Fact]
    public async Task Accept_SharedCommit_GivesEachSenderItsOwnResults()
    {
        await acceptor.AcceptAsync([Event("known")]);
        var gate = new Gate(store);
        var first = acceptor.AcceptAsync([Event("e0")]);
        await gate.Entered.Soon();
        var mixed = acceptor.AcceptAsync([Event("e1"), Event("known")]);
        var other = acceptor.AcceptAsync([Event("known"), Event("e2"), Event("e1")]);
        gate.Open();
        await first;
        (await mixed).ShouldBe([AcceptResult.Accepted, AcceptResult.Duplicate]);
        (await other).ShouldBe([AcceptResult.Duplicate, AcceptResult.Accepted, AcceptResult.Duplicate]);
    }

    [Fact]
    public async Task Accept_TheCommitFails_EverySenderIsToldAndTheNextOneWorks()
    {
        store.BeforeCommit = _ => throw new IOException("disk");
        await Should.ThrowAsync<IOException>(() => acceptor.AcceptAsync([Event("e1")]));
        store.BeforeCommit = _ => Task.CompletedTask;
        (await acceptor.AcceptAsync([Event("e1")])).ShouldBe([AcceptResult.Accepted]);
    }

    [Fact]
    public async Task Accept_Stored_WakesTheDispatcher()
    {
        var waiting = signal.WaitAsync(default);
        waiting.IsCompleted.ShouldBeFalse();
        await acceptor.AcceptAsync([Event("e1")]);
        await waiting.Soon();
    }

    [Fact]
    public async Task Accept_Nothing_IsNoCommit()
    {
        (await acceptor.AcceptAsync([])).ShouldBeEmpty();
        store.Commits.ShouldBeEmpty();
    }

    [Fact]
    public async Task Accept_TooManyBytesWait_IsRefusedUntilThereIsRoom()
    {
        await using var small = Acceptor(new InboxOptions { MaxWaitingBytes = 5000 });
        var gate = new Gate(store);
        var first = small.AcceptAsync([Event("e1") with { Body = new byte[3000] }]);
        await gate.Entered.Soon();
        await Should.ThrowAsync<InboxBusyException>(() => small.AcceptAsync([Event("e2") with { Body = new byte[3000] }]));
        gate.Open();
        await first;
        (await small.AcceptAsync([Event("e2") with { Body = new byte[3000] }])).ShouldBe([AcceptResult.Accepted]);
    }

    [Fact]
    public async Task Dispose_WithEventsWaiting_StoresThemFirstAndThenRefuses()
    {
        var gate = new Gate(store);
        var first = acceptor.AcceptAsync([Event("e1")]);
        await gate.Entered.Soon();
        var second = acceptor.AcceptAsync([Event("e2")]);
        var disposing = acceptor.DisposeAsync();
        await Should.ThrowAsync<InboxBusyException>(() => acceptor.AcceptAsync([Event("e3")]));
        gate.Open();
        await disposing;
        (first.IsCompletedSuccessfully, second.IsCompletedSuccessfully).ShouldBe((true, true));
        store.Stored.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Dispose_TheStoreHangs_GivesUpAfterTenSeconds()
    {
        var gate = new Gate(store);
        _ = acceptor.AcceptAsync([Event("e1")]);
        await gate.Entered.Soon();
        var disposing = acceptor.DisposeAsync();
        clock.Advance(TimeSpan.FromSeconds(10));
        await disposing;
        gate.Open();
    }

    [Theory]
    [InlineData(34, 30)]
    [InlineData(40, 41)]
    public void Options_IdsForgottenTooEarly_AreRefused(int ids, int bodies) => Should.Throw<ArgumentException>(() =>
        Acceptor(new InboxOptions { KeepIds = TimeSpan.FromDays(ids), KeepBodies = TimeSpan.FromDays(bodies) })).Message.ShouldContain("35 days");

    private InboxAcceptor Acceptor(InboxOptions options) => new(store, signal, metrics, options, clock);

    /// <summary>Holds the next commits until it is opened.</summary>
    private sealed class Gate
    {
        private readonly TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Gate(ScriptedInboxStore store) => store.BeforeCommit = _ =>
        {
            entered.TrySetResult();
            return open.Task;
        };

        public Task Entered => entered.Task;

        public void Open() => open.SetResult();
    }
}
