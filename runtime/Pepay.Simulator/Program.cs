using System.Runtime.InteropServices;
using Pepay.Simulator;

if (args.Any(static arg => arg is "--help" or "-h"))
{
    Console.Write(CommandLine.Help);
    return 0;
}

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await SimulatorProgram.RunAsync(args, Console.Error, static server => Console.WriteLine(SimulatorProgram.Describe(server)), stop.Token);

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
