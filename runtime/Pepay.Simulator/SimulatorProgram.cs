using Microsoft.AspNetCore.Connections;

namespace Pepay.Simulator;

/// <summary>The simulator as a program: started by its flags, ended by a cancellation. Behind <c>Program.cs</c> and <c>pepay simulate</c>.</summary>
internal static class SimulatorProgram
{
    public const string DefaultUrl = "http://127.0.0.1:5090";

    /// <summary>Runs until it is cancelled.</summary>
    /// <param name="args">The flags.</param>
    /// <param name="error">Gets, in one sentence, why it could not start.</param>
    /// <param name="announce">Told when requests are answered.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>0 when it was ended; 1 when it could not start; 2 when a flag cannot be read.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter error, Action<SimulatorServer> announce, CancellationToken cancellationToken)
    {
        using var loggers = LoggerFactory.Create(logging => logging
            // The output is for what the program was asked to say, which another program may read.
            .AddConsole(static console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .AddSimpleConsole(static console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning)
            // A start that fails is told below, in one sentence and without a stack trace.
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None));
        try
        {
            await using var server = await SimulatorServer.StartAsync(CommandLine.Parse(args).ToOptions(loggers), cancellationToken);
            announce(server);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return 0;
        }
        catch (FormatException e)
        {
            await error.WriteLineAsync(e.Message);
            return 2;
        }
        catch (IOException e) when (e.InnerException?.InnerException is AddressInUseException)
        {
            await error.WriteLineAsync($"The simulator could not start: {e.Message} End it, or choose another address: --urls http://127.0.0.1:5095");
            return 1;
        }
        catch (ArgumentException e)
        {
            await error.WriteLineAsync("The simulator could not start: " + e.Message.Replace($" (Parameter '{e.ParamName}')", "", StringComparison.Ordinal));
            return 2;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"The simulator could not start: {e.Message}");
            return 1;
        }
    }

    /// <summary>Where everything is, for the person who started it. Of keys and secrets only the simulator's own are shown.</summary>
    public static string Describe(SimulatorServer server)
    {
        var (options, own) = (server.Options, new SimulatorOptions());
        return $"""
            Payment simulator: {server.BaseUrl}  (what happened, with links to the payment pages)

            Pepay    {server.PepayUrl}   {options.Environment.ToString().ToLowerInvariant()}
                     merchant key {Shown(static o => o.PepayMerchantKey)}, commerce key {Shown(static o => o.PepayCommerceKey)}
                     webhooks to {options.PepayWebhookUrl ?? "nowhere"}, signed with {Shown(static o => o.PepayWebhookSecret)}
            xPay     {server.XPayUrl}
                     public key {Shown(static o => o.XPayPublicKey)}, private key {Shown(static o => o.XPayPrivateKey)}
                     webhooks to {options.XPayWebhookUrl ?? "registered endpoints"}, signed with {Shown(static o => o.XPayWebhookSecret)}
            Control  {server.ControlUrl}

            Ctrl+C ends it; --help lists the flags.
            """;

        string Shown(Func<SimulatorOptions, string> value) => value(options) == value(own) ? value(own) : "(the given one)";
    }
}
