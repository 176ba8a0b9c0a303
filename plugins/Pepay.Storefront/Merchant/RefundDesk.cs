using System.Globalization;
using Pepay.Runtime.Http;
using Pepay.Runtime.Merchant;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Sync;
using Pepay.Storefront.Checkout;
using Pepay.Storefront.Resources;

namespace Pepay.Storefront.Merchant;

/// <summary>
/// Gives money back. The refund and its key are stored before the provider is called, so that a second click, a crash or a lost answer gives
/// nothing back twice; of one payment one refund at a time is under way.
/// </summary>
internal sealed class RefundDesk(
    IMerchantActionStore actions, IPaymentStore payments, PaymentProviders providers, PaymentReconciler reconciler, TimeProvider time)
{
    private const string Source = "merchant";

    // By then a refund that was carried out is among the payment's at its provider.
    private static readonly TimeSpan LookUpIsCertain = TimeSpan.FromMinutes(15);

    /// <summary>What can still be given back of the payment through its provider; zero for nothing.</summary>
    public static decimal Refundable(Payment payment) =>
        payment.PaymentId is null || payment.State.Dispute == DisputeState.Lost ? 0 : Math.Max(0, payment.State.Received - payment.State.Refunded);

    /// <summary>Why the payment's provider cannot give money back at all; null when it can.</summary>
    public string? WhyNot(Payment payment) =>
        providers.Find(payment.Provider, payment.Account) is IPaymentRefunds ? null : Format(Texts.RefundByHandText, PaymentMethod.DisplayName(providers, payment));

    /// <summary>Gives an amount back, or carries on what an earlier call with this id has begun.</summary>
    /// <param name="payment">The payment.</param>
    /// <param name="id">The refund's id, made with the form.</param>
    /// <param name="amountText">The amount as it was typed.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Ends the call before the refund is stored, not after.</param>
    /// <returns>What came of it, in a sentence.</returns>
    public async Task<string> RefundAsync(Payment payment, string id, string amountText, string actor, CancellationToken cancellationToken)
    {
        if (WhyNot(payment) is { } whyNot)
            return whyNot;
        if (await actions.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } known)
        {
            if (known.Kind != MerchantActionKind.Refund || known.Subject != payment.AttemptId)
                return Texts.RefundFormText;
            return known.IsUnfinished ? await CarryOnAsync(known, payment, cancellationToken).ConfigureAwait(false) : known.Result ?? "";
        }

        if (!Guid.TryParseExact(id, "D", out _) || id != id.ToLowerInvariant())
            return Texts.RefundFormText;
        try
        {
            payment = await reconciler.ReconcileAsync(payment.AttemptId, Source, cancellationToken).ConfigureAwait(false) ?? payment;
        }
        catch (ApiException exception)
        {
            return Format(Texts.RefundUnaskedText, PaymentMethod.DisplayName(providers, payment), exception.Message);
        }

        if (!TryRead(amountText, payment, out var amount))
            return Format(Texts.RefundAmountText, new Money(Refundable(payment), payment.Amount.Currency));
        return await BeginAsync(payment, id, amount, actor, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whole minor units of the currency, and not more than is there.</summary>
    private static bool TryRead(string text, Payment payment, out Money amount)
    {
        amount = new Money(
            decimal.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : 0, payment.Amount.Currency);
        var decimals = CurrencyCode.Decimals(amount.Currency) ?? 2;
        return amount.Amount > 0 && amount.Amount <= Refundable(payment) && decimal.Round(amount.Amount, decimals) == amount.Amount;
    }

    private async Task<string> BeginAsync(Payment payment, string id, Money amount, string actor, CancellationToken cancellationToken)
    {
        var action = new MerchantAction
        {
            Id = id,
            Kind = MerchantActionKind.Refund,
            Actor = actor,
            Subject = payment.AttemptId,
            Amount = amount,
            RefundedBefore = payment.State.Refunded,
            At = time.GetUtcNow(),
        };
        if (!await actions.TryBeginAsync(action, cancellationToken).ConfigureAwait(false))
            return Texts.RefundBusyText;

        // Another refund may have ended between the look at the payment and the line above; from here on there is none beside this one.
        var current = await payments.FindAsync(payment.AttemptId, CancellationToken.None).ConfigureAwait(false);
        return current is null || current.State.Refunded != action.RefundedBefore
            ? await FinishAsync(action, MerchantActionOutcome.Refused, Texts.RefundBusyText).ConfigureAwait(false)
            : await SendAsync(action, current).ConfigureAwait(false);
    }

    /// <summary>
    /// Looks first whether the provider has given it back. If not, the same request goes out again under the same key, for as long as the provider
    /// remembers keys; after that it counts as not carried out.
    /// </summary>
    private async Task<string> CarryOnAsync(MerchantAction action, Payment payment, CancellationToken cancellationToken)
    {
        try
        {
            payment = await reconciler.ReconcileAsync(payment.AttemptId, Source, cancellationToken).ConfigureAwait(false) ?? payment;
        }
        catch (ApiException exception)
        {
            return Format(Texts.RefundUnaskedText, PaymentMethod.DisplayName(providers, payment), exception.Message);
        }

        if (IsDone(action, payment))
            return await FinishAsync(action, MerchantActionOutcome.Done, DoneText(action, payment)).ConfigureAwait(false);
        return time.GetUtcNow() < providers.Find(payment.Provider, payment.Account)!.Account.Provider.KeyUsableUntil(action.At)
            ? await SendAsync(action, payment).ConfigureAwait(false)
            : await FinishAsync(action, MerchantActionOutcome.Refused, Format(Texts.RefundForgottenText, PaymentMethod.DisplayName(providers, payment))).ConfigureAwait(false);
    }

    // Not cancelled with the request: a refund that has gone out needs its answer, whoever still waits for the page.
    private async Task<string> SendAsync(MerchantAction action, Payment payment)
    {
        var name = PaymentMethod.DisplayName(providers, payment);
        var provider = (IPaymentRefunds)providers.Find(payment.Provider, payment.Account)!;
        string? problem = null;
        var answered = true;
        try
        {
            await provider.RefundAsync(payment.PaymentId!, action.Amount!.Value, action.Id, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ApiException exception)
        {
            problem = exception.Message;
            answered = IsAnswer(exception, provider.Account.Provider, time.GetUtcNow() - action.At);
        }

        var after = await LookAsync(payment).ConfigureAwait(false);
        if (problem is null || IsDone(action, after))
            return await FinishAsync(action, MerchantActionOutcome.Done, DoneText(action, after)).ConfigureAwait(false);
        return answered
            ? await FinishAsync(action, MerchantActionOutcome.Refused, Format(Texts.RefundRefusedText, name, problem)).ConfigureAwait(false)
            : await FinishAsync(action, MerchantActionOutcome.Unknown, Format(Texts.RefundUnknownText, name, problem)).ConfigureAwait(false);
    }

    /// <summary>
    /// Whether a failure says that nothing was given back. One of the provider's own (5xx) does not, and where failures are kept under the key, asking again
    /// only repeats it: then the look at the payment decides, once it is certain to show what was carried out.
    /// </summary>
    private static bool IsAnswer(ApiException exception, ProviderDescriptor provider, TimeSpan age) => exception switch
    {
        { OutcomeUnknown: true } or { StatusCode: 409 } => false,
        { StatusCode: >= 500 } => provider.ReplaysFailures && age >= LookUpIsCertain,
        _ => true,
    };

    /// <summary>The payment as the provider has it now. When it cannot be asked, the sweep asks next.</summary>
    private async Task<Payment> LookAsync(Payment payment)
    {
        try
        {
            return await reconciler.ReconcileAsync(payment.AttemptId, Source, CancellationToken.None).ConfigureAwait(false) ?? payment;
        }
        catch (ApiException)
        {
            if (await payments.FindAsync(payment.AttemptId, CancellationToken.None).ConfigureAwait(false) is { } current)
                await payments.TryUpdateAsync(current with { NextCheckAt = time.GetUtcNow() }, [], null, CancellationToken.None).ConfigureAwait(false);
            return payment;
        }
    }

    private static bool IsDone(MerchantAction action, Payment payment) => payment.State.Refunded >= action.RefundedBefore + action.Amount!.Value.Amount;

    private string DoneText(MerchantAction action, Payment payment) =>
        Format(Texts.RefundDoneText, action.Amount!.Value, PaymentMethod.DisplayName(providers, payment), new Money(payment.State.Refunded, payment.Amount.Currency));

    private async Task<string> FinishAsync(MerchantAction action, MerchantActionOutcome outcome, string result)
    {
        await actions.FinishAsync(action.Id, outcome, result, time.GetUtcNow(), CancellationToken.None).ConfigureAwait(false);
        return result;
    }

    private static string Format(string text, params object[] values) => string.Format(CultureInfo.CurrentCulture, text, values);
}
