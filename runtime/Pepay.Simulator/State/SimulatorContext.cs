namespace Pepay.Simulator.State;

/// <summary>What every part of the simulator works with: options, clock, state and the address it listens on.</summary>
internal sealed class SimulatorContext(SimulatorOptions options, StateStore store)
{
    public SimulatorOptions Options { get; } = options;

    public StateStore Store { get; } = store;

    public TimeProvider Time => Options.TimeProvider;

    /// <summary>Epoch milliseconds.</summary>
    public long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Address without a slash at the end; known once the listener is open.</summary>
    public string BaseUrl { get; set; } = "";

    public SimulatorState State => Store.State;

    public string Environment => EnvironmentName(Options.Environment);

    public static string EnvironmentName(SimulatorEnvironment environment) =>
        environment == SimulatorEnvironment.Mainnet ? "mainnet" : "devnet";

    /// <summary>An opaque id in the style of the providers' examples.</summary>
    public static string NewId(string prefix) => prefix + Guid.NewGuid().ToString("n");
}
