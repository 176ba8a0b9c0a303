using System.CommandLine;
using Pepay.Cli.Checks;
using Pepay.Cli.Inbox;
using Pepay.Cli.Listening;
using Pepay.Cli.Output;
using Pepay.Cli.Shops;
using Pepay.Cli.Simulation;
using Pepay.Cli.Specs;

namespace Pepay.Cli;

/// <summary>The command line as a whole.</summary>
internal static class PepayCommand
{
    /// <summary>Runs one command.</summary>
    /// <returns>The exit code; one of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        var result = Create().Parse(arguments.Count == 0 ? ["--help"] : arguments);
        if (result.Errors.Count > 0)
        {
            foreach (var problem in result.Errors)
                await error.WriteLineAsync(problem.Message);
            await error.WriteLineAsync($"'{Path(result.CommandResult.Command)} --help' says what it takes.");
            return ExitCodes.Usage;
        }

        try
        {
            return await result.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, cancellationToken);
        }
        catch (CommandException exception)
        {
            await error.WriteLineAsync(exception.Message);
            return exception.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
    }

    /// <summary>All commands.</summary>
    internal static RootCommand Create() => new("Payments on the command line. Exit codes: 0 all is well, 1 something was found, 2 the arguments are wrong, 3 it could not be done, 130 interrupted.")
    {
        new Command("spec", "Reads specifications as the generator does, without a build.") { LintCommand.Create(), DiffCommand.Create(), AcceptCommand.Create(), GenerateCommand.Create() },
        ListenCommand.Create(),
        DoctorCommand.Create(),
        SimulateCommand.Create(),
        TriggerCommand.Create(),
        NewShopCommand.Create(),
        EventsCommand.Create(),
        DeadLettersCommand.Create(),
    };

    private static string Path(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Path(parent)} {command.Name}" : "pepay";
}
