using System.CommandLine;
using System.Globalization;
using System.Text;
using Pepay.Cli.Output;
using Pepay.Runtime.Inbox;
using Spectre.Console;

namespace Pepay.Cli.Inbox;

/// <summary><c>pepay events</c>: what a shop has accepted, and once more to its handlers.</summary>
internal static class EventsCommand
{
    private const int Most = 500;

    private static readonly Argument<string> Id = new("id") { Description = "The event's number in the inbox, or the provider's id of it." };
    private static readonly Argument<string?> OptionalId = new("id") { Description = "The event's number or the provider's id of it; without it, the filters choose.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<int> Limit = new("--limit") { Description = $"The most events to list, 1 to {Most}.", DefaultValueFactory = static _ => 50 };
    private static readonly Option<long?> After = new("--after") { Description = "The number of the last event of the page before: lists older ones." };
    private static readonly Option<bool> ByNumber = new("--number") { Description = "The id is the event's number in the inbox; for one that is some event's id at its provider too." };
    private static readonly Option<bool> IncludeDone = new("--include-done") { Description = "Handlers that are done get the event again, with the same effect key." };
    private static readonly Option<string> By = new("--by") { Description = "Who does not want them any more; kept with the event.", DefaultValueFactory = static _ => Environment.UserName };
    private static readonly EventFilter Listed = new();
    private static readonly EventFilter Replayed = new();

    public static Command Create()
    {
        var list = new Command("list", "Lists events, newest first.") { InboxDatabase.Option, Limit, After, Screen.JsonOption };
        Listed.AddTo(list);
        list.SetAction(ListAsync);
        var show = new Command("show", "Shows one event with its headers, its body and what each handler did. It may hold personal data.") { Id, ByNumber, InboxDatabase.Option, Screen.JsonOption };
        show.SetAction(ShowAsync);
        var replay = new Command("replay", "Gives events to their handlers again; the running shop takes them up within moments.")
        {
            OptionalId, ByNumber, InboxDatabase.Option, IncludeDone, Screen.JsonOption,
        };
        Replayed.AddTo(replay);
        replay.SetAction(ReplayAsync);
        var dismiss = new Command("dismiss", "Ends the dead letters of one event, which nobody wants to repeat; 'pepay events replay' of its id takes it up again.")
        {
            Id, ByNumber, InboxDatabase.Option, By, Screen.JsonOption,
        };
        dismiss.SetAction(DismissAsync);
        return new Command("events", "The event inbox of a shop.") { list, show, replay, dismiss };
    }

    /// <summary>A table of events.</summary>
    public static void Show(IAnsiConsole console, IReadOnlyList<InboxEvent> events)
    {
        var table = new Table().Border(TableBorder.None).AddColumns("id", "received (UTC)", "state", "provider", "type", "about", "event id", "problem");
        foreach (var item in events)
        {
            table.AddRow([.. new[]
            {
                item.Id.ToString(CultureInfo.InvariantCulture), Utc(item.ReceivedAt), item.State.ToString(), item.Provider, item.Type, item.OrderingKey ?? "", item.EventId, item.Problem ?? "",
            }.Select(static text => new Text(text))]);
        }

        console.Write(table);
    }

    private static async Task<int> ListAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var limit = arguments.GetValue(Limit);
        if (limit is < 1 or > Most)
            throw new CommandException(ExitCodes.Usage, $"--limit is 1 to {Most}, not {limit}.");
        var events = await InboxDatabase.UseAsync(
            arguments, inbox => inbox.ListAsync(Listed.Query(arguments) with { Limit = limit, Before = arguments.GetValue(After) }, cancellationToken));
        new Screen(arguments).Show(events, console =>
        {
            Show(console, events);
            console.Line(events.Count == limit ? $"There may be more: --after {events[^1].Id}" : $"{events.Count} events");
        });
        return ExitCodes.Success;
    }

    private static async Task<int> ShowAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var details = await InboxDatabase.UseAsync(arguments, async inbox => await inbox.GetAsync(await FindAsync(inbox, arguments.GetValue(Id)!, arguments, cancellationToken), cancellationToken))
            ?? throw NoSuch(arguments.GetValue(Id)!);
        var body = details.Body is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null;
        new Screen(arguments).Show(new { details.Event, details.Headers, Body = body, details.Deliveries }, console =>
        {
            Show(console, [details.Event]);
            console.Line($"came by {details.Event.Source}{(details.Event.SecretId is { } secret ? $", verified by secret '{secret}'" : "")}{(details.Event.NeedsProof ? ", to be proved by the provider's list" : "")}");
            if (details.Event.DismissedAt is { } dismissed)
                console.Line($"dismissed by {details.Event.DismissedBy} at {Utc(dismissed)}");
            foreach (var delivery in details.Deliveries)
                console.Line($"{delivery.Handler}: {delivery.State} after {delivery.Attempts} attempt(s){Next(delivery)}{(delivery.LastError is { } error ? $"\n  {error}" : "")}");
            foreach (var (name, value) in details.Headers)
                console.Line($"{name}: {value}");
            console.Line(body is null ? "The body has been pruned." : $"\n{body}");
        });
        return ExitCodes.Success;
    }

    private static async Task<int> ReplayAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var id = arguments.GetValue(OptionalId);
        if (id is null == !Replayed.IsGiven(arguments))
            throw new CommandException(ExitCodes.Usage, "Say which: either an event's number, or filters such as --state Dead.");
        var replay = new InboxReplay { Query = Replayed.Query(arguments), IncludeDone = arguments.GetValue(IncludeDone) };
        var count = await InboxDatabase.UseAsync(arguments, async inbox =>
            await inbox.ReplayAsync(id is null ? replay : replay with { Id = await FindAsync(inbox, id, arguments, cancellationToken) }, cancellationToken));
        new Screen(arguments).Show(new { Replayed = count }, console => console.Line(count > 0
            ? $"{count} event(s) will be handled again."
            : $"Nothing to replay: no such event, no body any more, or {(replay.IncludeDone ? "it cannot be read" : "no handler has given it up (--include-done repeats what is done; what cannot be read goes to none)")}."));
        return count > 0 ? ExitCodes.Success : ExitCodes.Found;
    }

    private static async Task<int> DismissAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var id = arguments.GetValue(Id)!;
        var dismissed = await InboxDatabase.UseAsync(arguments, async inbox =>
            await inbox.DismissAsync(await FindAsync(inbox, id, arguments, cancellationToken), arguments.GetValue(By)!, cancellationToken));
        new Screen(arguments).Show(new { Dismissed = dismissed }, console => console.Line(dismissed
            ? $"Event {id} is dismissed."
            : $"Nothing to dismiss: event {id} is no dead letter."));
        return dismissed ? ExitCodes.Success : ExitCodes.Found;
    }

    private static async Task<long> FindAsync(IInboxStore inbox, string id, ParseResult arguments, CancellationToken cancellationToken)
    {
        var isNumber = long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        if (arguments.GetValue(ByNumber))
            return isNumber ? number : throw new CommandException(ExitCodes.Usage, $"'{id}' is no number of an event.");
        var found = (await inbox.ListAsync(new InboxQuery { EventId = id }, cancellationToken)).Select(static item => item.Id).ToList();
        if (isNumber && await inbox.GetAsync(number, cancellationToken) is not null && !found.Contains(number))
            found.Insert(0, number);
        return found.Count switch
        {
            1 => found[0],
            0 => throw NoSuch(id),
            _ => throw new CommandException(ExitCodes.Found, $"{id} is the id of several events: say --number with the number of one, {string.Join(", ", found)}. 'pepay events list --text {id}' shows them."),
        };
    }

    private static CommandException NoSuch(string id) => new(ExitCodes.Found, $"There is no event {id} in the inbox; 'pepay events list' shows what there is.");

    private static string Next(InboxDelivery delivery) => delivery.NextAttemptAt is { } at ? $", next at {Utc(at)}" : "";

    private static string Utc(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
