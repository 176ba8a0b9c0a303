using System.Runtime.InteropServices;

namespace Pepay.Cli;

internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        // Before anything else, so that no Ctrl+C is ever lost; the second one ends the program at once.
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return await PepayCommand.RunAsync(args, Console.Out, Console.Error, isTerminal: !Console.IsOutputRedirected, stop.Token);

        void Stop(PosixSignalContext context)
        {
            context.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }
    }
}
