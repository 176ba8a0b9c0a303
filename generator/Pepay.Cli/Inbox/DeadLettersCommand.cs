using System.CommandLine;
using Pepay.Cli.Output;
using Pepay.Runtime.Inbox;
using Spectre.Console;

namespace Pepay.Cli.Inbox;

/// <summary><c>pepay deadletters</c>: what handlers have given up, with the error of each.</summary>
internal static class DeadLettersCommand
{
    private const int Most = 500;

    public static Command Create()
    {
        var command = new Command("deadletters", "Lists what was given up, and why. Exit code 1 when there is any, so that a monitor can ask.") { InboxDatabase.Option, Screen.JsonOption };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var screen = new Screen(arguments);
        var dead = await screen.WithProgressAsync("Reading", progress => InboxDatabase.UseAsync(arguments, inbox => ReadAsync(inbox, progress, cancellationToken)));
        screen.Show(dead.Select(static item => new { item.Event, item.Deliveries }), console => Show(console, dead));
        return dead.Count > 0 ? ExitCodes.Found : ExitCodes.Success;
    }

    private static async Task<IReadOnlyList<InboxEventDetails>> ReadAsync(IInboxStore inbox, Action<double> progress, CancellationToken cancellationToken)
    {
        var dead = new List<InboxEventDetails>();
        var found = await inbox.ListAsync(new InboxQuery { State = InboxState.Dead, Limit = Most }, cancellationToken);
        foreach (var (place, item) in found.Index())
        {
            if (await inbox.GetAsync(item.Id, cancellationToken) is { } details)
                dead.Add(details);
            progress((place + 1.0) / found.Count);
        }

        return dead;
    }

    private static void Show(IAnsiConsole console, IReadOnlyList<InboxEventDetails> dead)
    {
        if (dead.Count > 0)
            EventsCommand.Show(console, [.. dead.Select(static item => item.Event)]);
        foreach (var item in dead)
        {
            foreach (var delivery in item.Deliveries.Where(static delivery => delivery.State == DeliveryState.Dead))
                console.Line($"{item.Event.Id}: {delivery.Handler} gave up after {delivery.Attempts} attempt(s): {delivery.LastError}");
        }

        console.Line(dead.Count == 0 ? "No dead letters."
            : $"{dead.Count}{(dead.Count == Most ? " or more" : "")} dead. When the cause is mended, 'pepay events replay --state Dead' with the same database gives those back that can be read; 'pepay events dismiss ID' ends one that nobody wants");
    }
}
