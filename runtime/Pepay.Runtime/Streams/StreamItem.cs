using Pepay.Runtime.Inbox;
using Pepay.Runtime.Webhooks;

namespace Pepay.Runtime.Streams;

/// <summary>What a stream delivers, in order. Immutable.</summary>
public abstract record StreamItem;

/// <summary>One event.</summary>
/// <param name="Envelope">Its id, type, time, environment, ordering key and bytes.</param>
/// <param name="Source"><see cref="EventSource.Stream"/> when it came live, <see cref="EventSource.Backfill"/> when it was read from the list.</param>
public sealed record StreamEvent(EventEnvelope Envelope, EventSource Source) : StreamItem;

/// <summary>
/// Everything that the provider's list has up to this event was delivered before this item. Keep it, once what came before is safe, and start again from it.
/// Live events that follow it are not yet proved complete, so after a restart they are delivered again.
/// </summary>
/// <param name="Cursor">An event id; empty for the beginning of the list.</param>
public sealed record StreamCheckpoint(string Cursor) : StreamItem;

/// <summary>Events are missing here, were missing, or may be missing: read again from REST whatever must not be wrong.</summary>
/// <param name="Reason">Why.</param>
/// <param name="After">The last event before the gap; null when there was none.</param>
/// <param name="Missing">The events that were missing, when the list names them; they follow this item.</param>
/// <param name="Detail">The same for people.</param>
public sealed record StreamGap(StreamGapReason Reason, string? After, IReadOnlyList<string> Missing, string Detail) : StreamItem
{
    /// <summary>Whether everything that was missing follows this item.</summary>
    public bool IsRepaired => Reason is StreamGapReason.Hole or StreamGapReason.OutOfOrder;
}

/// <summary>A hint of the server about replay or resynchronisation, as it came.</summary>
/// <param name="Frame">The frame's bytes.</param>
public sealed record StreamControl(ReadOnlyMemory<byte> Frame) : StreamItem;

/// <summary>An error of the server, as it came; the server closes the connection after it, and the stream connects again.</summary>
/// <param name="Frame">The frame's bytes.</param>
public sealed record StreamError(ReadOnlyMemory<byte> Frame) : StreamItem;

/// <summary>A frame that is neither an event nor one of the known kinds, as it came. The list is asked whether an event was lost with it.</summary>
/// <param name="Frame">The frame's bytes; empty when it was too large.</param>
/// <param name="Problem">What is wrong with it.</param>
public sealed record StreamUnknownFrame(ReadOnlyMemory<byte> Frame, string Problem) : StreamItem;

/// <summary>The stream cannot prove or fill anything from the provider's list. First item of such a stream.</summary>
/// <param name="Reason">Why.</param>
public sealed record StreamRecoveryOff(string Reason) : StreamItem;

/// <summary>Why a stream has a gap.</summary>
public enum StreamGapReason
{
    /// <summary>The list has events that should have come before others that were delivered. They follow.</summary>
    Hole,

    /// <summary>Live events came in another order than the list has them. None is missing.</summary>
    OutOfOrder,

    /// <summary>The list no longer has the event that the stream had come to. What the list still has follows.</summary>
    CursorNotInList,

    /// <summary>More events were missed than <see cref="EventStreamOptions.MaxBackfill"/>. The newest of them follow.</summary>
    TooFarBehind,

    /// <summary>The connection was made anew, and without recovery nothing proves that the server has replayed everything.</summary>
    Reconnected,

    /// <summary>The server hinted at a resynchronisation, or sent a frame that cannot be read, and without recovery nothing proves what is missing.</summary>
    Resynchronised,

    /// <summary>The consumer was too slow, and without recovery the frames that found no room are lost.</summary>
    Overflow,
}
