using System.Globalization;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Merchant;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Sync;
using Pepay.Storefront.Resources;

namespace Pepay.Storefront.Merchant;

/// <summary>One line of all that happened to a payment.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="Source">What or who.</param>
/// <param name="Text">What happened.</param>
/// <param name="EventId">The event in the inbox that it is about; null for none.</param>
public sealed record TimeLineEntry(DateTimeOffset At, string Source, string Text, long? EventId = null);

/// <summary>Puts together what the stores keep apart: what was learned of a payment, the events about it and what each handler did with them, and what people did.</summary>
internal static class PaymentTimeLine
{
    public static IReadOnlyList<TimeLineEntry> Of(
        IEnumerable<PaymentHistoryEntry> history, IEnumerable<InboxEventDetails> events, IEnumerable<MerchantAction> actions, PaymentLooks? looks) =>
    [
        // Stable: what one source has in order stays so within one moment, and an event comes before what it led to.
        .. events.SelectMany(Of)
            .Concat(history.Select(static entry => new TimeLineEntry(entry.At, entry.Source, entry.Text)))
            .Concat(actions.Select(static action => new TimeLineEntry(action.At, action.Actor, $"{MerchantDesk.Describe(action)}. {action.Result ?? Texts.OutcomeBegun}")))
            .Concat(looks is null ? [] : [Of(looks)])
            .OrderBy(static line => line.At),
    ];

    // Hints that taught nothing are not stored one by one: the line stands where the last one came.
    private static TimeLineEntry Of(PaymentLooks looks) => new(
        looks.LastAt, Texts.LooksLineSource, Format(Texts.LooksLine, looks.Times, looks.FirstAt.UtcDateTime.ToString("u", CultureInfo.InvariantCulture)));

    private static IEnumerable<TimeLineEntry> Of(InboxEventDetails details)
    {
        var (id, type) = (details.Event.Id, details.Event.Type);
        var text = details.Event.SecretId is { } secret ? Format(Texts.EventReceivedLine, type, secret) : Format(Texts.EventOverConnectionLine, type);
        yield return new TimeLineEntry(details.Event.ReceivedAt, Texts.EventLineSource, text, id);
        foreach (var delivery in details.Deliveries.Where(static delivery => delivery.FinishedAt is not null))
        {
            yield return new TimeLineEntry(delivery.FinishedAt!.Value, delivery.Handler, delivery.State switch
            {
                DeliveryState.Done => Format(Texts.HandlerDoneLine, type, delivery.Attempts),
                DeliveryState.Dismissed => Format(Texts.HandlerDismissedLine, type),
                _ => Format(Texts.HandlerGaveUpLine, type, delivery.Attempts, delivery.LastError ?? ""),
            }, id);
        }
    }

    private static string Format(string text, params object[] values) => string.Format(CultureInfo.CurrentCulture, text, values);
}
