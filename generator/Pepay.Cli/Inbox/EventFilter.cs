using System.CommandLine;
using System.Globalization;
using Pepay.Runtime.Inbox;

namespace Pepay.Cli.Inbox;

/// <summary>Which events, by what the inbox can search for.</summary>
internal sealed class EventFilter
{
    private readonly Option<InboxState?> state = new("--state")
    {
        Description = $"How far they have come: {string.Join(", ", Enum.GetNames<InboxState>())}.",
        CustomParser = static result =>
        {
            if (Enum.TryParse<InboxState>(result.Tokens[0].Value, ignoreCase: true, out var value) && Enum.IsDefined(value))
                return value;
            result.AddError($"'{result.Tokens[0].Value}' is no state: {string.Join(", ", Enum.GetNames<InboxState>())}.");
            return null;
        },
    };
    private readonly Option<string?> provider = new("--provider") { Description = "The provider's key, such as pepay." };
    private readonly Option<string?> account = new("--account") { Description = "The account's name." };
    private readonly Option<string?> type = new("--type") { Description = "The exact event type." };
    private readonly Option<string?> key = new("--key") { Description = "The exact ordering key, such as the invoice's id." };
    private readonly Option<string?> text = new("--text") { Description = "Part of an event id, type or ordering key." };
    private readonly Option<DateTimeOffset?> from = Time("--from", "Received at or after; UTC where the text has no offset.");
    private readonly Option<DateTimeOffset?> before = Time("--before", "Received before; UTC where the text has no offset.");

    private Option[] All => [state, provider, account, type, key, text, from, before];

    public void AddTo(Command command)
    {
        foreach (var option in All)
            command.Options.Add(option);
    }

    /// <summary>Whether any of it was given.</summary>
    public bool IsGiven(ParseResult arguments) => All.Any(option => arguments.GetResult(option) is { Implicit: false });

    public InboxQuery Query(ParseResult arguments) => new()
    {
        State = arguments.GetValue(state),
        Provider = arguments.GetValue(provider),
        Account = arguments.GetValue(account),
        Type = arguments.GetValue(type),
        OrderingKey = arguments.GetValue(key),
        Text = arguments.GetValue(text),
        ReceivedFrom = arguments.GetValue(from),
        ReceivedBefore = arguments.GetValue(before),
    };

    private static Option<DateTimeOffset?> Time(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = static result =>
        {
            if (DateTimeOffset.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
                return time;
            result.AddError($"'{result.Tokens[0].Value}' is no time: write 2026-01-31 or 2026-01-31T15:00:00Z.");
            return null;
        },
    };
}
