using Pepay.Runtime.Http;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Webhooks;

namespace Pepay.Runtime.Streams;

/// <summary>Events of the provider's list, oldest first.</summary>
/// <param name="Events">The events after the place where reading stopped.</param>
/// <param name="Found">Whether that place was reached.</param>
/// <param name="Ended">Whether reading went to the end of the list.</param>
internal sealed record ListedEvents(IReadOnlyList<EventEnvelope> Events, bool Found, bool Ended);

/// <summary>Reads a provider's event list from its newest event backwards. Thread safe.</summary>
internal sealed class EventListReader(EventListDescriptor list, EventLayout layout, ApiTransport transport)
{
    private readonly EventEnvelopeReader reader = new(layout with { Items = list.Items });
    private readonly JsonPointerScan page = new([list.Items, list.More]);

    /// <summary>Whether the transport has credentials for the list.</summary>
    public bool IsAuthorised => list.Operation.Security.Count == 0
        || list.Operation.Security.Any(schemes => schemes.All(scheme => transport.Credentials.TryGet(scheme, out _)));

    /// <summary>The id of the newest event; empty when there is none yet.</summary>
    public async Task<string> ReadNewestAsync(CancellationToken cancellationToken) =>
        (await ReadPageAsync(null, 1, cancellationToken).ConfigureAwait(false)).Events is [var newest, ..] ? newest.Id : "";

    /// <summary>
    /// Reads backwards until an event that <paramref name="stop"/> knows, the end, or <paramref name="most"/> events.
    /// </summary>
    /// <remarks>
    /// Always from the newest: the documented direction of the cursor is to older events, and an id that the provider has forgotten is then simply not
    /// met, instead of being refused. New events that appear meanwhile move no page, since a page follows an event and not a number.
    /// </remarks>
    /// <exception cref="ApiException">The list could not be read.</exception>
    public async Task<ListedEvents> ReadBackToAsync(Func<EventEnvelope, bool> stop, int most, CancellationToken cancellationToken)
    {
        var found = new List<EventEnvelope>();
        string? after = null;
        while (true)
        {
            var (events, next) = await ReadPageAsync(after, list.PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var envelope in events)
            {
                if (stop(envelope))
                    return Oldest(found, true, false);
                if (found.Count == most)
                    return Oldest(found, false, false);
                found.Add(envelope);
            }

            if (next is null)
                return Oldest(found, false, true);
            after = next;
        }

        static ListedEvents Oldest(List<EventEnvelope> newestFirst, bool found, bool ended)
        {
            newestFirst.Reverse();
            return new ListedEvents(newestFirst, found, ended);
        }
    }

    private async Task<(IReadOnlyList<EventEnvelope> Events, string? Next)> ReadPageAsync(string? after, int size, CancellationToken cancellationToken)
    {
        var request = new ApiRequest(list.Operation);
        if (list.LimitParameter is { } limit)
            request.AddQuery(limit, size.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (after is not null)
            request.AddQuery(list.CursorParameter, after);
        var response = await transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccess)
            throw new ApiException(response);
        var places = new PointerValue[2];
        if (!page.TryScan(response.Body.Span, places) || places[0].ContainerStart is not { } start || response.Body.Span[start] != (byte)'[')
            throw new ApiException(response, $"The answer of {list.Operation.Id} has no list of events at '{list.Items}', so nothing can be recovered from it.", null);
        var events = reader.Read(response.Body);
        if (places[1].Text != "true")
            return (events, null);
        if (events.Count == 0 || !JsonPointerScan.TryReadOne(events[^1].Body.Span, list.Cursor, out var next) || next == after)
            throw new ApiException(response, $"A page of {list.Operation.Id} says that more follows but gives no new cursor at '{list.Cursor}' of its last event.", null);
        return (events, next);
    }
}
