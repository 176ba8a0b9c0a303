namespace Pepay.Runtime.Streams;

/// <summary>Words the gaps of a stream.</summary>
internal static class StreamGaps
{
    private const string ReadAgain = "Open payments are read again from REST.";

    /// <summary>The gap of a cursor that was not met in the list; null when it was, or when it stands for the beginning.</summary>
    public static StreamGap? OfCursor(ListedEvents listed, string cursor)
    {
        if (listed.Found || (cursor.Length == 0 && listed.Ended))
            return null;
        return listed.Ended
            ? new StreamGap(StreamGapReason.CursorNotInList, cursor, [],
                $"The provider's list no longer has event {cursor}, so what happened between it and the oldest listed event is unknown. {ReadAgain}")
            : TooFar(cursor.Length == 0 ? null : cursor, listed.Events.Count);
    }

    public static StreamGap TooFar(string? cursor, int count) => new(StreamGapReason.TooFarBehind, cursor, [],
        $"More than {count} events were missed; the newest {count} follow. {ReadAgain} Raise MaxBackfill and recover since an earlier time to have them all.");

    public static StreamGap Hole(string? after, IReadOnlyList<string> missing) => new(StreamGapReason.Hole, after, missing,
        $"{missing.Count} event(s) did not come over the live connection although later ones did. The list has them; they follow.");

    public static StreamGap OutOfOrder(string? after) => new(StreamGapReason.OutOfOrder, after, [],
        "Live events came in another order than the list has them; none is missing.");

    public static StreamGap Unproved(StreamGapReason reason, string? after, string whyNoRecovery) => new(reason, after, [],
        (reason switch
        {
            StreamGapReason.Reconnected => "The connection was made anew, and nothing proves that everything was replayed",
            StreamGapReason.Overflow => "Frames came faster than they were taken and were dropped",
            _ => "The server hinted at a resynchronisation or sent what cannot be read, and nothing proves what is missing",
        }) + $": recovery is off, because {whyNoRecovery}. {ReadAgain}");
}
