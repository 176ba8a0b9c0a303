using System.Globalization;
using Pepay.Runtime.Payments;
using Pepay.Storefront.Resources;

namespace Pepay.Storefront.Checkout;

/// <summary>How good the news is; decides colour and sign of a page.</summary>
internal enum Tone
{
    Waiting,
    Good,
    Attention,
    Bad,
}

/// <summary>What a payer reads about a payment and can do next: the words for each state, in one place.</summary>
internal sealed record PaymentView(Tone Tone, string Title, string Text, bool CanContinue = false, bool CanRetry = false)
{
    /// <summary>The source that hints from payers carry on the time line.</summary>
    public const string ReturnSource = "return";

    /// <summary>A short name of all that a payer sees of the state; two states with one name look alike.</summary>
    public static string StateName(Payment payment) =>
        string.Create(CultureInfo.InvariantCulture, $"{payment.State.Label}-{payment.State.Received:0.########}-{payment.State.Refunded:0.########}");

    /// <summary>Whether a waiting page has nothing more to wait for.</summary>
    public static bool IsSettledForPayer(Payment payment) => payment.State.WasPaid || payment.State.Label == PaymentLabel.Superseded;

    /// <param name="payment">The payment.</param>
    /// <param name="provider">The provider's name for people.</param>
    /// <param name="paidOtherwise">Whether another payment has paid the order.</param>
    /// <param name="gaveUp">Whether the payer came back by the provider's cancel link.</param>
    public static PaymentView Of(Payment payment, string provider, bool paidOtherwise, bool gaveUp)
    {
        var state = payment.State;
        if (paidOtherwise && !state.WasPaid)
            return new(Tone.Good, Texts.PaidOtherwiseTitle, state.Received > 0 ? Texts.PaidOtherwiseTwiceText : Texts.PaidOtherwiseText);
        return state.Label switch
        {
            PaymentLabel.Paid or PaymentLabel.DisputeWon => new(Tone.Good, Texts.PaidTitle, Texts.PaidText),
            PaymentLabel.Overpaid => new(Tone.Good, Texts.PaidTitle, Format(Texts.OverpaidText, Amount(payment, state.Received - state.Due))),
            PaymentLabel.PartiallyRefunded => new(Tone.Good, Texts.PartlyRefundedTitle, Format(Texts.PartlyRefundedText, Amount(payment, state.Refunded))),
            PaymentLabel.Refunded => new(Tone.Attention, Texts.RefundedTitle, Texts.RefundedText),
            PaymentLabel.Disputed or PaymentLabel.DisputeLost => new(Tone.Attention, Texts.DisputedTitle, Texts.DisputedText),
            PaymentLabel.Expired => new(Tone.Attention, Texts.ExpiredTitle, Closed(payment, Texts.ExpiredText), CanRetry: true),
            PaymentLabel.Failed => new(Tone.Bad, Texts.FailedTitle, Format(Texts.FailedText, provider), CanRetry: true),
            PaymentLabel.Cancelled => new(Tone.Attention, Texts.CancelledTitle, Closed(payment, Texts.CancelledText), CanRetry: true),
            PaymentLabel.Superseded => new(Tone.Attention, Texts.SupersededTitle, Format(Texts.SupersededText, Amount(payment, state.Received - state.Refunded))),
            _ => Open(payment, provider, gaveUp),
        };
    }

    private static PaymentView Open(Payment payment, string provider, bool gaveUp)
    {
        if (payment.PaymentUrl is null)
            return new(Tone.Attention, Texts.NotStartedTitle, Format(Texts.NotStartedText, provider), CanRetry: true);
        if (payment.State.Received > 0)
        {
            var missing = Amount(payment, payment.State.Due - payment.State.Received);
            return new(Tone.Attention, Texts.UnderpaidTitle, Format(Texts.UnderpaidText, Amount(payment, payment.State.Received), missing), CanContinue: true);
        }

        return gaveUp
            ? new(Tone.Attention, Texts.GaveUpTitle, Format(Texts.GaveUpText, provider), CanContinue: true)
            : new(Tone.Waiting, Texts.WaitingTitle, Format(Texts.WaitingText, provider), CanContinue: true);
    }

    // Money on a payment that takes no more must never look lost.
    private static string Closed(Payment payment, string text) =>
        payment.State.Received > 0 ? text + " " + Format(Texts.ReceivedAnywayText, Amount(payment, payment.State.Received)) : text;

    private static Money Amount(Payment payment, decimal amount) => new(amount, payment.Amount.Currency);

    private static string Format(string text, params object[] values) => string.Format(CultureInfo.CurrentCulture, text, values);
}
