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
    private static readonly Argument<long> Id = new("id") { Description = "The event's number in the inbox." };
    private static readonly Argument<long?> OptionalId = new("id") { Description = "The event's number in the inbox; without it, the filters choose.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<int> Limit = new("--limit") { Description = "The most events to list, 1 to 500.", DefaultValueFactory = static _ => 50 };
    private static readonly Option<long?> After = new("--after") { Description = "The number of the last event of the page before: lists older ones." };
    private static readonly Option<bool> IncludeDone = new("--include-done") { Description = "Handlers that are done get the event again, with the same effect key." };
    private static readonly EventFilter Listed = new();
    private static readonly EventFilter Replayed = new();

    public static Command Create()
    {
        var list = new Command("list", "Lists events, newest first.") { InboxDatabase.Option, Limit, After, Screen.JsonOption };
        Listed.AddTo(list);
        list.SetAction(ListAsync);
        var show = new Command("show", "Shows one event with its headers, its body and what each handler did. It may hold personal data.") { Id, InboxDatabase.Option, Screen.JsonOption };
        show.SetAction(ShowAsync);
        var replay = new Command("replay", "Gives events to their handlers again; the running shop takes them up within moments.")
        {
            OptionalId, InboxDatabase.Option, IncludeDone, Screen.JsonOption,
        };
        Replayed.AddTo(replay);
        replay.SetAction(ReplayAsync);
        return new Command("events", "The event inbox of a shop.") { list, show, replay };
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
        if (limit is < 1 or > 500)
            throw new CommandException(ExitCodes.Usage, $"--limit is 1 to 500, not {limit}.");
        var events = await InboxDatabase.UseAsync(
            arguments, inbox => inbox.ListAsync(Listed.Query(arguments) with { Limit = limit, Before = arguments.GetValue(After) }, cancellationToken));
        new Screen(arguments).Show(events, console =>
        {
            Show(console, events);
            console.WriteLine(events.Count == limit ? $"There may be more: --after {events[^1].Id}" : $"{events.Count} events");
        });
        return ExitCodes.Success;
    }

    private static async Task<int> ShowAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var id = arguments.GetValue(Id);
        var details = await InboxDatabase.UseAsync(arguments, inbox => inbox.GetAsync(id, cancellationToken))
            ?? throw new CommandException(ExitCodes.Found, $"There is no event {id} in the inbox; 'pepay events list' shows the numbers.");
        var body = details.Body is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null;
        new Screen(arguments).Show(new { details.Event, details.Headers, Body = body, details.Deliveries }, console =>
        {
            Show(console, [details.Event]);
            console.WriteLine($"came by {details.Event.Source}{(details.Event.SecretId is { } secret ? $", verified by secret '{secret}'" : "")}{(details.Event.NeedsProof ? ", to be proved by the provider's list" : "")}");
            foreach (var delivery in details.Deliveries)
                console.WriteLine($"{delivery.Handler}: {delivery.State} after {delivery.Attempts} attempt(s){Next(delivery)}{(delivery.LastError is { } error ? $"\n  {error}" : "")}");
            foreach (var (name, value) in details.Headers)
                console.WriteLine($"{name}: {value}");
            console.WriteLine(body is null ? "The body has been pruned." : $"\n{body}");
        });
        return ExitCodes.Success;
    }

    private static async Task<int> ReplayAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var id = arguments.GetValue(OptionalId);
        if (id is null == !Replayed.IsGiven(arguments))
            throw new CommandException(ExitCodes.Usage, "Say which: either an event's number, or filters such as --state Dead.");
        var replay = new InboxReplay { Id = id, Query = Replayed.Query(arguments), IncludeDone = arguments.GetValue(IncludeDone) };
        var count = await InboxDatabase.UseAsync(arguments, inbox => inbox.ReplayAsync(replay, cancellationToken));
        new Screen(arguments).Show(new { Replayed = count }, console => console.WriteLine(count > 0
            ? $"{count} event(s) will be handled again."
            : $"Nothing to replay: no such event, no body any more, or {(replay.IncludeDone ? "it cannot be read" : "no handler has given it up (--include-done repeats what is done)")}."));
        return count > 0 ? ExitCodes.Success : ExitCodes.Found;
    }

    private static string Next(InboxDelivery delivery) => delivery.NextAttemptAt is { } at ? $", next at {Utc(at)}" : "";

    private static string Utc(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
