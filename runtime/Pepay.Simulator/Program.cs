using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Pepay.Simulator;

CommandLine line;
using var loggers = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning)
    // A start that fails is told below, in one sentence and without a stack trace.
    .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None));
SimulatorOptions options;
try
{
    line = CommandLine.Parse(args);
    options = line.ToOptions(loggers);
}
catch (FormatException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

if (line.WantsHelp)
{
    Console.Write(CommandLine.Help);
    return 0;
}

var stop = new TaskCompletionSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    await using var server = await SimulatorServer.StartAsync(options);
    Console.WriteLine($"""
        Payment simulator: {server.BaseUrl}  (what happened, with links to the payment pages)

        Pepay    {server.PepayUrl}   {options.Environment.ToString().ToLowerInvariant()}
                 merchant key {options.PepayMerchantKey}, commerce key {options.PepayCommerceKey}
                 webhooks to {options.PepayWebhookUrl ?? "nowhere"}, signed with {options.PepayWebhookSecret}
        xPay     {server.XPayUrl}
                 public key {options.XPayPublicKey}, private key {options.XPayPrivateKey}
                 webhooks to {options.XPayWebhookUrl ?? "registered endpoints"}, signed with {options.XPayWebhookSecret}
        Control  {server.ControlUrl}

        Ctrl+C ends it; --help lists the flags.
        """);
    await stop.Task;
    return 0;
}
catch (IOException e) when (e.InnerException?.InnerException is AddressInUseException)
{
    Console.Error.WriteLine($"The simulator could not start: {e.Message} End it, or choose another address: --urls http://127.0.0.1:5095");
    return 1;
}
catch (Exception e) when (e is ArgumentException or IOException or InvalidOperationException)
{
    Console.Error.WriteLine($"The simulator could not start: {e.Message}");
    return 1;
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.TrySetResult();
}
