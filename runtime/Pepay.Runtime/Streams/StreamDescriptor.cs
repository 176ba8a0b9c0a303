using Pepay.Runtime.Http;

namespace Pepay.Runtime.Streams;

/// <summary>One WebSocket channel of a provider's specification, as data that the runtime executes. Immutable.</summary>
public sealed record StreamDescriptor
{
    /// <summary>The channel's name, unique within the provider; cursors are stored under it.</summary>
    public required string Name { get; init; }

    /// <summary>The path of the upgrade request.</summary>
    public required string Path { get; init; }

    /// <summary>How frames are told apart.</summary>
    public required StreamFrames Frames { get; init; }

    /// <summary>The credentials that are accepted, each alone, in order of preference.</summary>
    public IReadOnlyList<ApiSecurityScheme> Security { get; init; } = [];

    /// <summary>The query parameter that takes the id of the last event seen; null when the channel cannot replay.</summary>
    public string? SinceParameter { get; init; }

    /// <summary>Query parameters that are always sent, such as the frames' format.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    /// <summary>
    /// The event types that surely come over the channel, exact or as a prefix before <c>.*</c>. Other types are delivered when they come, or from
    /// the list, but one that is only in the list is no hole.
    /// </summary>
    public IReadOnlyList<string> Carries { get; init; } = [];

    /// <summary>Whether the channel's events are in the provider's event list, so that the list can prove what was missed.</summary>
    public bool IsListed { get; init; }

    /// <summary>The filters of the channel.</summary>
    public IReadOnlyList<StreamFilterField> Filters { get; init; } = [];
}

/// <summary>How a frame says what it is.</summary>
/// <param name="Discriminator">JSON pointer to the frame's kind.</param>
/// <param name="Event">The kind of an event.</param>
/// <param name="Control">The kind of a hint about replay or resynchronisation.</param>
/// <param name="Error">The kind of an error after which the server closes.</param>
public sealed record StreamFrames(string Discriminator, string Event, string Control, string Error);

/// <summary>One filter of a channel.</summary>
/// <param name="Parameter">The query parameter.</param>
/// <param name="Kind">How its value is read.</param>
/// <param name="Pointers">
/// Where an event says the value; the first that is present counts. An event that has none of them may belong to the filter or not, and is delivered.
/// Not used for event types.
/// </param>
public sealed record StreamFilterField(string Parameter, StreamFilterKind Kind, params IReadOnlyList<string> Pointers);

/// <summary>How a filter's value is read.</summary>
public enum StreamFilterKind
{
    /// <summary>One value.</summary>
    Text,

    /// <summary>A comma list of values.</summary>
    List,

    /// <summary>A comma list of event types, where <c>.*</c> at the end stands for every type with that prefix.</summary>
    Types,
}

/// <summary>The operation that lists a provider's events, newest first. Immutable.</summary>
public sealed record EventListDescriptor
{
    /// <summary>The operation.</summary>
    public required ApiOperation Operation { get; init; }

    /// <summary>JSON pointer to the array of events in a page.</summary>
    public required string Items { get; init; }

    /// <summary>JSON pointer to the flag that says whether older events follow.</summary>
    public required string More { get; init; }

    /// <summary>JSON pointer, inside the last event of a page, to what <see cref="CursorParameter"/> takes for the next page.</summary>
    public required string Cursor { get; init; }

    /// <summary>The query parameter that asks for what is older.</summary>
    public required string CursorParameter { get; init; }

    /// <summary>The query parameter for the size of a page; null when there is none.</summary>
    public string? LimitParameter { get; init; }

    /// <summary>How many events to ask for in one page.</summary>
    public int PageSize { get; init; } = 50;
}
