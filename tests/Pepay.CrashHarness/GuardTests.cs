using Pepay.CrashHarness.Support;
using Pepay.CrashHarness.Target.Guards;

namespace Pepay.CrashHarness;

/// <summary>The harness is tested itself: with any one guard taken away, it must find the damage that the guard prevents.</summary>
public abstract class GuardTests
{
    [Fact]
    public async Task Without_UniqueIndex_RepeatedEventIsAppliedTwice()
    {
        await using var run = await CrashRun.CreateAsync(CreateDatabaseAsync, seed: 1, MissingGuard.UniqueIndex);
        await run.CreateTablesAsync();
        await run.Database.DropUniqueIndexAsync();
        await run.KillAtAsync(CrashPointTable.Named("before answer"));
        (await run.FinishAsync()).Doubled.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Without_CommitBeforeAnswer_AcknowledgedEventIsLost()
    {
        await using var run = await CrashRun.CreateAsync(CreateDatabaseAsync, seed: 1, MissingGuard.CommitBeforeAnswer);
        await run.KillAtAsync(CrashPointTable.Named("before event write"));
        (await run.FinishAsync()).Lost.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Without_CommitBeforeAnswer_StreamsCursorPassesWhatIsNotStored()
    {
        await using var run = await CrashRun.CreateAsync(CreateDatabaseAsync, seed: 1, MissingGuard.CommitBeforeAnswer);

        // The first cursor is where the stream begins, the second one comes after events that are not written: here only an answered webhook writes.
        await run.KillAtAsync(CrashPointTable.Named("before cursor write"), occurrence: 3);
        (await run.FinishAsync()).Lost.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Without_StoredKey_OrderIsChargedTwice()
    {
        await using var run = await CrashRun.CreateAsync(CreateDatabaseAsync, seed: 1, MissingGuard.StoredKey);
        await run.KillAtAsync(CrashPointTable.Named("after provider call"));
        (await run.FinishAsync()).WrongCharges.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Without_FencingToken_PausedWorkerDoublesTheEffect()
    {
        await using var run = await CrashRun.CreateAsync(CreateDatabaseAsync, seed: 1, MissingGuard.Fencing);
        await run.PauseAtAsync(CrashPointTable.Named("before handler effect"));
        (await run.FinishAsync()).Doubled.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Without_PaymentVersion_PausedWorkerMovesTheOrderAgain()
    {
        await using var run = await CrashRun.CreateAsync(CreateDatabaseAsync, seed: 1, MissingGuard.PaymentVersion);
        await run.PauseAtAsync(CrashPointTable.Named("after payment look"));
        (await run.FinishAsync()).WrongMoves.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Without_Savepoint_FailedAttemptLeavesItsEffect()
    {
        await using var run = await CrashRun.CreateAsync(CreateDatabaseAsync, seed: 1, MissingGuard.Savepoint);

        // Until a failed attempt shared a transaction, which is up to the dispatcher.
        for (var burst = 0; burst < 100 && (await run.FinishAsync()).Doubled.Count == 0; burst++)
            await run.BurstAsync(60);
        (await run.FinishAsync()).Doubled.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Burst_FailuresInSharedTransactions_LoseAndDoubleNothing()
    {
        await using var run = await CrashRun.CreateAsync(CreateDatabaseAsync, seed: 1);
        await run.BurstAsync(120);
        (await run.FinishAsync()).ShouldBeClean();
    }

    [Theory]
    [InlineData("before handler effect")]
    [InlineData("before outside effect")]
    [InlineData("after payment look")]
    public async Task Pause_PastTheLease_DoublesNothing(string point)
    {
        await using var run = await CrashRun.CreateAsync(CreateDatabaseAsync, seed: 1);
        await run.PauseAtAsync(CrashPointTable.Named(point));
        var audit = await run.FinishAsync();
        audit.ShouldBeClean();
        if (point == "before outside effect")
            audit.OutsideEffects.ShouldBeGreaterThan(audit.Events);
    }

    private protected abstract Task<HarnessDatabase> CreateDatabaseAsync(string folder);
}
