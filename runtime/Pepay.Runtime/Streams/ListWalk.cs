using Pepay.Runtime.Webhooks;

namespace Pepay.Runtime.Streams;

/// <summary>
/// Compares a part of the provider's list with what a stream has delivered of it, and says what has to be delivered now. Pure, so that its rule can be
/// read in one place: an event that the list has before one that was delivered live is a hole; one after all of them has simply not come yet.
/// </summary>
/// <param name="Gaps">To be delivered first.</param>
/// <param name="Events">To be delivered then, in the list's order.</param>
/// <param name="Unlisted">Ids that came live and that the list does not have yet, in the order in which they came.</param>
internal sealed record ListWalk(IReadOnlyList<StreamGap> Gaps, IReadOnlyList<EventEnvelope> Events, IReadOnlyList<string> Unlisted)
{
    /// <param name="listed">The list after <paramref name="verified"/>, oldest first.</param>
    /// <param name="verified">The cursor up to which the stream was compared before.</param>
    /// <param name="live">The ids that came live since, in the order in which they came.</param>
    /// <param name="seen">Every id that needs no delivery any more.</param>
    /// <param name="filter">The stream's filter.</param>
    public static ListWalk Compare(ListedEvents listed, string verified, IReadOnlyList<string> live, RecentIds seen, StreamFilter filter)
    {
        var places = listed.Events.Select((envelope, place) => (envelope.Id, place)).GroupBy(pair => pair.Id, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First().place, StringComparer.Ordinal);
        var livePlaces = live.Where(places.ContainsKey).Select(id => places[id]).ToList();
        var lastLive = livePlaces.Count == 0 ? -1 : livePlaces.Max();
        var gaps = new List<StreamGap>();
        if (StreamGaps.OfCursor(listed, verified) is { } lost)
            gaps.Add(lost);

        var events = new List<EventEnvelope>();
        var missing = new List<int>();
        foreach (var (envelope, place) in listed.Events.Select((envelope, place) => (envelope, place)))
        {
            var match = seen.Contains(envelope.Id) ? FilterMatch.No : filter.Match(envelope);
            if (match == FilterMatch.No)
                continue;
            events.Add(envelope);
            if (place < lastLive && match == FilterMatch.Yes)
                missing.Add(place);
        }

        if (missing.Count > 0)
            gaps.Add(StreamGaps.Hole(missing[0] == 0 ? Id(verified) : listed.Events[missing[0] - 1].Id, [.. missing.Select(place => listed.Events[place].Id)]));
        else if (livePlaces.Zip(livePlaces.Skip(1)).Any(pair => pair.First > pair.Second))
            gaps.Add(StreamGaps.OutOfOrder(Id(verified)));
        return new ListWalk(gaps, events, [.. live.Where(id => !places.ContainsKey(id))]);

        static string? Id(string cursor) => cursor.Length == 0 ? null : cursor;
    }
}
