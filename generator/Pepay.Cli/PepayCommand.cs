using System.CommandLine;
using System.CommandLine.Parsing;
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
    // A secret may begin with @: it is no file of further arguments.
    private static readonly ParserConfiguration Parser = new() { ResponseFileTokenReplacer = null };

    /// <summary>Runs one command.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="output">Gets the results.</param>
    /// <param name="error">Gets what went wrong.</param>
    /// <param name="isTerminal">Whether a person looks at the output while it is written.</param>
    /// <param name="cancellationToken">Ctrl+C.</param>
    /// <returns>The exit code; one of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter error, bool isTerminal, CancellationToken cancellationToken)
    {
        var result = Create().Parse(arguments.Count == 0 ? ["--help"] : arguments, Parser);
        if (Problems(result) is { Count: > 0 } problems)
        {
            foreach (var problem in problems)
                await error.WriteLineAsync(problem);
            await error.WriteLineAsync($"'{Path(result.CommandResult.Command)} --help' says what it takes.");
            return ExitCodes.Usage;
        }

        try
        {
            return await result.InvokeAsync(
                new Invocation { Output = output, Error = error, IsTerminal = isTerminal, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, cancellationToken);
        }
        catch (CommandException exception)
        {
            await error.WriteLineAsync(exception.Message);
            return exception.ExitCode;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        catch (Exception exception)
        {
            // Nothing above knows it: whoever typed the command still gets a sentence and an exit code that means something.
            await error.WriteLineAsync($"It could not be done, for a reason that pepay did not expect ({exception.GetType().Name}): {exception.Message}");
            return ExitCodes.Failed;
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

    private static List<string> Problems(ParseResult result) =>
        result.Errors.Count > 0 ? [.. result.Errors.Select(static error => error.Message)] : [.. result.CommandResult.Children.Where(static part => part.Tokens.Any(static token => string.IsNullOrWhiteSpace(token.Value)))
            .Select(static part => $"{Name(part)} is empty: has a variable of the shell no value?")];

    private static string Name(SymbolResult part) => part switch
    {
        OptionResult option => option.Option.Name,
        ArgumentResult argument => $"<{argument.Argument.Name}>",
        _ => "An argument",
    };

    private static string Path(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Path(parent)} {command.Name}" : "pepay";
}
