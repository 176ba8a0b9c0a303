using Pepay.CrashHarness.Support;
using Pepay.CrashHarness.Target;
using Pepay.CrashHarness.Target.Guards;
using Xunit.Abstractions;

namespace Pepay.CrashHarness;

/// <summary>A program that forwards its events to a RabbitMQ broker: killed around every message, confirmation and mark, it loses nothing.</summary>
public sealed class ForwardingTests(RunningBroker running, ITestOutputHelper output) : IClassFixture<RunningBroker>
{
    [Theory]
    [InlineData(TargetOptions.Sqlite)]
    [InlineData(TargetOptions.PostgreSql)]
    public async Task Kill_AtEveryPoint_ForwardsEverythingInOrder(string store)
    {
        await using var run = await CrashRun.CreateAsync(folder => CreateDatabaseAsync(store, folder), seed: 1, broker: running.Server.Address);
        foreach (var point in CrashPointTable.Forwarding)
            await run.KillAtAsync(point, occurrence: 1 + (run.Killed.Count % 3));
        var audit = await run.FinishAsync();
        output.WriteLine($"{store}: {run.Killed.Count} kills, {audit}");
        audit.ShouldBeClean();
        audit.Forwarded.ShouldBeGreaterThanOrEqualTo(audit.Events);
        run.Killed.ShouldBe(CrashPointTable.Forwarding.Select(point => point.Name));
    }

    [Theory]
    [InlineData(TargetOptions.Sqlite)]
    [InlineData(TargetOptions.PostgreSql)]
    public async Task Kill_AtRandomPoints_ForwardsEverythingInOrder(string store)
    {
        var seed = RunLength.Seed(output);
        await using var run = await CrashRun.CreateAsync(folder => CreateDatabaseAsync(store, folder), seed, broker: running.Server.Address);
        await run.KillAtRandomAsync(
            [.. CrashPointTable.Forwarding, .. store == TargetOptions.Sqlite ? CrashPointTable.Sqlite : CrashPointTable.PostgreSql], RunLength.Kills(3, 100), seed);
        var audit = await run.FinishAsync();
        output.WriteLine($"{store}: {run.Killed.Count} kills, {audit}");
        audit.ShouldBeClean();
    }

    [Theory]
    [InlineData(TargetOptions.Sqlite)]
    [InlineData(TargetOptions.PostgreSql)]
    public async Task Without_BrokerConfirmation_MessagesAreLost(string store)
    {
        await using var run = await CrashRun.CreateAsync(
            folder => CreateDatabaseAsync(store, folder), seed: 1, MissingGuard.BrokerConfirmation, running.Server.Address);
        await run.KillAtAsync(CrashPointTable.Forwarding.First(point => point.Name == "before forward publish"));
        (await run.FinishAsync()).WrongForwarded.ShouldNotBeEmpty();
    }

    private static Task<HarnessDatabase> CreateDatabaseAsync(string store, string folder) =>
        store == TargetOptions.Sqlite ? SqliteHarnessDatabase.CreateAsync(folder) : PostgreSqlHarnessDatabase.CreateAsync();
}

/// <summary>One broker, which nobody kills here: that is what the tests of the forwarding do.</summary>
public sealed class RunningBroker : IAsyncLifetime
{
    internal RabbitMqServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await RabbitMqServer.StartNewAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
