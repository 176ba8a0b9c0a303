namespace Pepay.Runtime.Providers;

/// <summary>Where an event keeps its identity (<c>x-webhook.event</c>), as JSON pointers into its body.</summary>
public sealed record EventLayout
{
    /// <summary>Pointers whose values, joined by a colon, are the event id.</summary>
    public required IReadOnlyList<string> Id { get; init; }

    /// <summary>Pointer to the event type.</summary>
    public required string Type { get; init; }

    /// <summary>Pointer to the time at which the provider made the event; null when it says none.</summary>
    public EventTimeSource? Created { get; init; }

    /// <summary>
    /// Where the environment is, first present wins; empty when an event does not say it. Where a request carries several events, a pointer is looked
    /// up in the event first, then in the request.
    /// </summary>
    public IReadOnlyList<EnvironmentSource> Environment { get; init; } = [];

    /// <summary>
    /// Where the ordering key is, first present wins. Each entry is a group of aliases of one field: those present must be equal,
    /// or the event is refused. Where a scheme does not prove the account, the first entry is the payment's id: an event that has one is looked up by it.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<string>> OrderingKey { get; init; } = [];

    /// <summary>
    /// Pointer to the array of events when one request carries several; null when the body is the event. All other pointers then start at an element of it,
    /// and so do those of a scheme whose signature is in the body: each event carries its own, and one that does not fit refuses the request.
    /// </summary>
    public string? Items { get; init; }
}

/// <summary>A time inside an event body.</summary>
public sealed record EventTimeSource(string Pointer, EpochUnit Unit);

/// <summary>A place that says whether an event is of test or live money, with the texts that mean each.</summary>
public sealed record EnvironmentSource(string Live, string Test, string? Pointer = null, string? Header = null);
