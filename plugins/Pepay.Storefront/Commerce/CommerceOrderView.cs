using System.Globalization;
using Pepay.Runtime.Commerce;
using Pepay.Runtime.Payments;
using Pepay.Storefront.Checkout;
using Pepay.Storefront.Resources;

namespace Pepay.Storefront.Commerce;

/// <summary>What a shopper reads about an order of foreign goods and can do next: the words for each state, in one place.</summary>
internal sealed record CommerceOrderView(Tone Tone, string Title, string Text, bool CanPay = false)
{
    /// <summary>A short name of all that a shopper sees of the order; two states with one name look alike.</summary>
    /// <param name="order">The order.</param>
    /// <param name="payment">Its payment, while it waits for one: of a part that arrived only the payment knows.</param>
    public static string StateName(CommerceOrder order, PaymentSnapshot? payment) => string.Create(
        CultureInfo.InvariantCulture,
        $"{order.State}-{order.UpdatedAt?.ToUnixTimeSeconds()}-{order.History.Count}-{order.Shipments.Count}-{order.Refund?.Status}-{payment?.Received:0.########}-{payment?.Closing}");

    /// <summary>Whether nothing more is expected of it.</summary>
    public static bool IsOver(CommerceOrder order) =>
        order.State is CommerceOrderState.Delivered or CommerceOrderState.Cancelled or CommerceOrderState.Failed && order.Refund is not { TransactionHash: null };

    public static string NameOf(CommerceOrderState state) => state switch
    {
        CommerceOrderState.AwaitingPayment => Texts.CommerceAwaitingPayment,
        CommerceOrderState.Processing => Texts.CommerceProcessing,
        CommerceOrderState.Placed => Texts.CommercePlaced,
        CommerceOrderState.Shipped => Texts.CommerceShipped,
        CommerceOrderState.Delivered => Texts.CommerceDelivered,
        CommerceOrderState.Cancelled => Texts.CommerceCancelled,
        CommerceOrderState.Failed => Texts.CommerceFailed,
        _ => Texts.CommerceUnknown,
    };

    /// <param name="order">The order.</param>
    /// <param name="payment">Its payment, while it waits for one; null when that could not be asked.</param>
    /// <param name="open">Where it is paid; null when this browser was never told.</param>
    /// <param name="now">The time.</param>
    public static CommerceOrderView Of(CommerceOrder order, PaymentSnapshot? payment, CommerceCheckout? open, DateTimeOffset now) => order.State switch
    {
        CommerceOrderState.AwaitingPayment => Waiting(payment, open, now),
        CommerceOrderState.Processing => new(Tone.Good, Texts.CommerceProcessingTitle, Texts.CommerceProcessingText),
        CommerceOrderState.Placed => new(Tone.Good, Texts.CommercePlacedTitle, Texts.CommercePlacedText),
        CommerceOrderState.Shipped => new(Tone.Good, Texts.CommerceShippedTitle, Texts.CommerceShippedText),
        CommerceOrderState.Delivered => new(Tone.Good, Texts.CommerceDeliveredTitle, Texts.CommerceDeliveredText),
        CommerceOrderState.Cancelled => new(Tone.Attention, Texts.CommerceCancelledTitle, order.IsPaid ? Texts.CommerceCancelledPaidText : Texts.CommerceCancelledText),
        CommerceOrderState.Failed => new(Tone.Bad, Texts.CommerceFailedTitle, Texts.CommerceFailedText),
        _ => new(Tone.Waiting, Texts.CommerceUnknownTitle, Format(Texts.CommerceUnknownText, order.ProviderStatus)),
    };

    private static CommerceOrderView Waiting(PaymentSnapshot? payment, CommerceCheckout? open, DateTimeOffset now)
    {
        if (payment is { Closing: not ClosingReason.None } || (payment is null or { Received: 0 } && open?.ExpiresAt <= now))
            return new(Tone.Attention, Texts.CommerceExpiredTitle, Texts.CommerceExpiredText);
        if (payment is { Received: > 0 } && payment.Received < payment.Amount.Amount)
        {
            var (received, missing) = (payment.Amount with { Amount = payment.Received }, payment.Amount with { Amount = payment.Amount.Amount - payment.Received });
            return new(Tone.Attention, Texts.UnderpaidTitle, Format(Texts.UnderpaidText, received, missing), CanPay: true);
        }

        return new(Tone.Waiting, Texts.CommerceWaitingTitle, open is null ? Texts.CommerceElsewhereText : Texts.CommerceWaitingText, CanPay: true);
    }

    private static string Format(string text, params object[] values) => string.Format(CultureInfo.CurrentCulture, text, values);
}
