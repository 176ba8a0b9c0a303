using System.CommandLine;
using Pepay.Cli.Output;
using Pepay.Simulator;

namespace Pepay.Cli.Simulation;

/// <summary><c>pepay simulate</c>: the simulator alone. Its flags are the simulator's own.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var command = new Command("simulate", "Plays Pepay and xPay on localhost until Ctrl+C: REST, webhooks, WebSockets, payment pages, and faults on demand.") { Screen.JsonOption };
        var flags = Simulator.CommandLine.Flags.Select(static flag => new Option<string?>("--" + flag.Name) { Description = flag.Says, HelpName = flag.Value }).ToList();
        foreach (var flag in flags)
            command.Options.Add(flag);
        command.SetAction((arguments, cancellationToken) => RunAsync(arguments, flags, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, List<Option<string?>> flags, CancellationToken cancellationToken)
    {
        var screen = new Screen(arguments);
        var given = flags.Where(flag => arguments.GetValue(flag) is not null).Select(flag => $"{flag.Name}={arguments.GetValue(flag)}").ToList();
        var code = await SimulatorProgram.RunAsync(given, arguments.InvocationConfiguration.Error, server => Announce(screen, server), cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();

        // 1 says here that something was found.
        return code == 1 ? ExitCodes.Failed : code;
    }

    private static void Announce(Screen screen, SimulatorServer server) => screen.Show(
        new { Url = server.BaseUrl, server.PepayUrl, XpayUrl = server.XPayUrl, server.ControlUrl },
        console =>
        {
            foreach (var line in SimulatorProgram.Describe(server).Split('\n'))
                console.Line(line.TrimEnd('\r'));
        });
}
