using Pepay.Simulator;

namespace Pepay.Cli.Tests;

/// <summary>A simulator for the tests of one class, as <c>pepay simulate</c> would run it.</summary>
public sealed class SimulatorFixture : IAsyncLifetime
{
    public SimulatorServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await SimulatorServer.StartAsync(new SimulatorOptions());

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
