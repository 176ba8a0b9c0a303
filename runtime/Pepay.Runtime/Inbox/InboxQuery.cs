namespace Pepay.Runtime.Inbox;

/// <summary>Which events to list; what is null does not narrow the list.</summary>
public sealed record InboxQuery
{
    /// <summary>The provider's key.</summary>
    public string? Provider { get; init; }

    /// <summary>The account's name.</summary>
    public string? Account { get; init; }

    /// <summary>The provider's id of the event, exactly.</summary>
    public string? EventId { get; init; }

    /// <summary>The exact event type.</summary>
    public string? Type { get; init; }

    /// <summary>The state.</summary>
    public InboxState? State { get; init; }

    /// <summary>The exact ordering key.</summary>
    public string? OrderingKey { get; init; }

    /// <summary>How it came.</summary>
    public EventSource? Source { get; init; }

    /// <summary>Part of an event id, type or ordering key, in any case of ASCII letters.</summary>
    public string? Text { get; init; }

    /// <summary>Received at or after (UTC).</summary>
    public DateTimeOffset? ReceivedFrom { get; init; }

    /// <summary>Received before (UTC).</summary>
    public DateTimeOffset? ReceivedBefore { get; init; }

    /// <summary>Only events older than this one: the <see cref="InboxEvent.Id"/> of the last event of the page before.</summary>
    public long? Before { get; init; }

    /// <summary>The most events to give; default 50, at most 500.</summary>
    public int Limit { get; init; } = 50;
}
