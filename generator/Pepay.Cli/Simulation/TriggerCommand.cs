using System.CommandLine;
using System.Globalization;
using Pepay.Cli.Output;
using Pepay.Cli.Providers;
using Pepay.Runtime.Http;
using Pepay.Runtime.Providers;
using Spectre.Console;

namespace Pepay.Cli.Simulation;

/// <summary><c>pepay trigger</c>: makes something happen to a payment, with all that comes before it.</summary>
internal static class TriggerCommand
{
    private static readonly Argument<string?> Name = new("name")
    {
        Description = $"What is to happen; --list says more: {string.Join(", ", Trigger.All.Select(static trigger => trigger.Name))}.", Arity = ArgumentArity.ZeroOrOne, HelpName = "name",
    };
    private static readonly Option<bool> List = new("--list") { Description = "Lists what there is." };
    private static readonly Option<decimal> Amount = new("--amount")
    {
        Description = "The amount of the payment in USD, 1.01 to 1000000 with two decimals at most.", HelpName = "USD", DefaultValueFactory = static _ => 12.50m,
        CustomParser = static result =>
        {
            if (decimal.TryParse(result.Tokens[0].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount is >= 1.01m and <= 1_000_000m && decimal.Round(amount, 2) == amount)
                return amount;
            result.AddError($"--amount is '{result.Tokens[0].Value}', but an amount such as 12.50 is needed, from 1.01 to 1000000.");
            return 0;
        },
    };
    private static readonly Option<string> Search = new("--search") { Description = "Words for the product that an order is made of.", HelpName = "WORDS", DefaultValueFactory = static _ => "coffee" };

    public static Command Create()
    {
        Name.CompletionSources.Add(static _ => Trigger.All.Select(static trigger => new System.CommandLine.Completions.CompletionItem(trigger.Name)));
        var command = new Command(
            "trigger",
            "Makes something happen to a payment, with all that comes before it, at a simulator or with test keys.")
        {
            Name, List, Amount, Search, Screen.JsonOption,
        };
        ProviderTarget.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var screen = new Screen(arguments);
        if (arguments.GetValue(List))
        {
            screen.Show(Trigger.All.Select(static trigger => new { trigger.Name, trigger.Provider, trigger.Says, trigger.NeedsSimulator }), Show);
            return ExitCodes.Success;
        }

        var name = arguments.GetValue(Name) ?? throw new CommandException(ExitCodes.Usage, "What is to happen? 'pepay trigger --list' shows what there is.");
        var trigger = Trigger.Find(name) ?? throw new CommandException(ExitCodes.Usage, $"There is no trigger '{name}'; 'pepay trigger --list' shows what there is.");
        return await PlayAsync(trigger, arguments.GetValue(Amount), arguments, screen, cancellationToken);
    }

    private static async Task<int> PlayAsync(Trigger trigger, decimal amount, ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        await using var target = await ProviderTarget.OpenAsync(arguments, cancellationToken);
        if (target.Simulator is null && target.Environment == PaymentEnvironment.Live)
            throw new CommandException(ExitCodes.Failed, "The configured keys move real money (Shop:Mode is Live), and a trigger is for play money only. Use test keys, or a simulator with --simulator.");
        if (target.Simulator is null && trigger.NeedsSimulator)
        {
            throw new CommandException(
                ExitCodes.Failed,
                $"{trigger.Name} can only be played by a simulator, because the provider documents no call for it. Start one with 'pepay simulate' and give its address with --simulator. With test keys there are: {string.Join(", ", Trigger.All.Where(static other => !other.NeedsSimulator).Select(static other => other.Name))}.");
        }

        screen.Say($"{trigger.Name} at {target.Name}: {trigger.Says}.");
        var steps = new List<TriggerStep>();
        var run = new TriggerRun(target, amount, arguments.GetValue(Search)!, step =>
        {
            steps.Add(step);
            screen.Say($"  {step.Step}: {step.Id}{(step.Status is { } status ? $" is {status}" : "")}");
            foreach (var item in step.Events)
                screen.Say($"    {item.Type} {item.Id}");
        });
        try
        {
            await trigger.PlayAsync(run, cancellationToken);
        }
        catch (Exception exception) when (exception is ApiException or HttpRequestException)
        {
            throw new CommandException(ExitCodes.Failed, $"After {steps.Count} step(s): {exception.Message}", exception);
        }

        screen.Show(new { trigger.Name, trigger.Provider, Steps = steps }, console => console.Line(
            trigger.Provider == "xpay" ? "Done. xPay keeps no list of events: they went to the registered webhooks." : "Done."));
        return ExitCodes.Success;
    }

    private static void Show(IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.None).AddColumns("trigger", "provider", "with test keys", "what happens");
        foreach (var trigger in Trigger.All)
            table.AddRow([.. new[] { trigger.Name, trigger.Provider, trigger.NeedsSimulator ? "no" : "yes", trigger.Says }.Select(static text => new Text(text))]);
        console.Write(table);
    }
}
