using System.Text;
using System.Text.Json.Nodes;

namespace XPay.Api;

/// <summary>
/// Finds out by asking what xPay would have sent webhooks about: xPay keeps no list of events, so the list of intents is compared with what was known.
/// For development. Between two looks only the last state is seen, and a second partial refund looks like the first.
/// </summary>
/// <param name="client">The account's client.</param>
/// <param name="time">The clock.</param>
internal sealed class XPayIntentPoll(XPayClient client, TimeProvider time)
{
    /// <summary>Intents that are older are not looked at.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(2);

    private const int PageSize = 100;

    // An intent that is cancelled sends nothing; a status that nobody knows has no event either.
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [IntentStatus.Created.Value] = "intent.created",
        [IntentStatus.Success.Value] = "intent.success",
        [IntentStatus.Failed.Value] = "intent.failed",
        [IntentStatus.Refunded.Value] = "intent.refunded",
        [IntentStatus.PartiallyRefunded.Value] = "intent.refunded",
        [IntentStatus.Disputed.Value] = "intent.disputed",
        [IntentStatus.DisputeUnderReview.Value] = "intent.dispute_under_review",
        [IntentStatus.DisputeWon.Value] = "intent.dispute_won",
        [IntentStatus.DisputeLost.Value] = "intent.dispute_lost",
    };

    /// <summary>Compares the intents of the window with the known ones.</summary>
    /// <param name="known">The status of each known intent; null at the first look, which only learns what there is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The statuses as they are now, and the events that lead there, oldest first.</returns>
    /// <exception cref="Pepay.Runtime.Http.ApiException">xPay could not be asked.</exception>
    public async Task<(IReadOnlyDictionary<string, string> Statuses, IReadOnlyList<XPayPolledEvent> Events)> LookAsync(
        IReadOnlyDictionary<string, string>? known, CancellationToken cancellationToken)
    {
        var statuses = new Dictionary<string, string>(StringComparer.Ordinal);
        var changed = new List<IntentSummary>();
        Pepay.Runtime.Json.Timestamp since = time.GetUtcNow() - Window;
        await foreach (var intent in client.Payments.ListIntentsAllAsync(startTime: since, limit: PageSize, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (statuses.TryAdd(intent.XIntentId, intent.Status.Value) && known is not null && known.GetValueOrDefault(intent.XIntentId) != intent.Status.Value)
                changed.Add(intent);
        }

        var events = new List<XPayPolledEvent>();
        foreach (var summary in changed.OrderBy(static intent => intent.CreatedAt?.Value))
        {
            var intent = await client.Payments.GetIntentAsync(summary.XIntentId, cancellationToken: cancellationToken).ConfigureAwait(false);
            if (!known!.ContainsKey(summary.XIntentId) && summary.Status != IntentStatus.Created)
                events.Add(Write(intent, IntentStatus.Created.Value));
            if (Types.ContainsKey(summary.Status.Value))
                events.Add(Write(intent, summary.Status.Value));
        }

        return (statuses, events);
    }

    private XPayPolledEvent Write(Intent intent, string status)
    {
        // The same look twice gives the same id, so that a shop takes the event once.
        var id = $"poll-{intent.XIntentId}-{status.ToLowerInvariant()}";
        var body = new JsonObject
        {
            ["eventId"] = id,
            ["eventType"] = Types[status],
            ["eventTime"] = time.GetUtcNow().ToUnixTimeMilliseconds(),
            ["intentId"] = intent.XIntentId,
            ["receiptId"] = intent.ReceiptId.Value,
            ["status"] = status,
            ["amount"] = intent.Amount,
            ["currency"] = intent.Currency,
        };
        if (intent.Metadata.Value is { } metadata)
            body["metadata"] = new JsonObject(metadata.Select(static pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        return new XPayPolledEvent(id, Types[status], intent.XIntentId, Encoding.UTF8.GetBytes(body.ToJsonString()));
    }
}

/// <summary>An event as xPay would send it, under an id of our own.</summary>
internal sealed record XPayPolledEvent(string Id, string Type, string IntentId, ReadOnlyMemory<byte> Body);
