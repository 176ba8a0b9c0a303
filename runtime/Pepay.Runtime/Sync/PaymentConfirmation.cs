using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Sync;

/// <summary>Whether a provider's answer may move the payment: it must be about the same money, environment, account and order.</summary>
internal static class PaymentConfirmation
{
    /// <summary>What does not fit, in a sentence for the merchant; null when the answer may be merged.</summary>
    public static string? FindMismatch(Payment payment, ProviderAccount account, PaymentSnapshot? snapshot)
    {
        if (payment.Environment != account.Environment)
            return $"The payment was made in the {Name(payment.Environment)} environment, but the account '{account.Account}' is now configured for {Name(account.Environment)}. Nothing was changed.";
        if (snapshot is null)
            return $"{account.Provider.DisplayName} does not have payment {payment.PaymentId} in the account '{account.Account}'. Check that the key belongs to the account that the payment was made with.";
        if (snapshot.Environment is { } environment && environment != payment.Environment)
            return $"{account.Provider.DisplayName} says that payment {snapshot.PaymentId} is {Name(environment)} money, but the order takes {Name(payment.Environment)} money. Nothing was changed.";
        if (!snapshot.StatusIsKnown)
            return $"{account.Provider.DisplayName} reports the status '{snapshot.ProviderStatus}', which this version does not know. Nothing was changed; it is checked again, and after an upgrade.";
        if (snapshot.AttemptId is { } attempt && attempt != payment.AttemptId)
            return $"Payment {snapshot.PaymentId} belongs to another attempt than this one. Nothing was changed.";
        if (snapshot.OrderNumber is { } order && order != payment.OrderNumber)
            return $"Payment {snapshot.PaymentId} is for order {order}, not for order {payment.OrderNumber}. Nothing was changed.";
        return snapshot.Amount == payment.Amount
            ? null
            : $"Payment {snapshot.PaymentId} asks for {snapshot.Amount}, but the order's total is {payment.Amount}. Nothing was changed.";
    }

    /// <summary>What a person must see to although the answer fits: money that pays nothing, or does not reach the merchant; null when there is nothing.</summary>
    /// <param name="payment">The payment.</param>
    /// <param name="account">Its account.</param>
    /// <param name="others">The other attempts of its order.</param>
    /// <param name="outdated">What <see cref="FindOutdated"/> says.</param>
    public static string? FindTrouble(Payment payment, ProviderAccount account, IReadOnlyList<Payment> others, string? outdated) =>
        FindTwin(payment, others) ?? (payment.State.HasMoney ? outdated : null) ?? FindUnsettled(payment, account.Provider.DisplayName);

    /// <summary>Says that the order is paid and other money is here for it besides, on this attempt or on another, until that is given back; null when it is not.</summary>
    public static string? FindTwin(Payment payment, IReadOnlyList<Payment> others)
    {
        if (!payment.State.HasMoney)
            return null;
        var twin = others.FirstOrDefault(static other => other.State is { HasMoney: true, WasPaid: true })
            ?? (payment.State.WasPaid ? others.FirstOrDefault(static other => other.State.HasMoney) : null);
        return (twin, payment.State.WasPaid, twin?.State.WasPaid) switch
        {
            (null, _, _) => null,
            (_, true, true) => $"Order {payment.OrderNumber} is paid twice: also by payment {twin.PaymentId} ({twin.Provider}). Give one of the two back.",
            (_, true, _) => $"Order {payment.OrderNumber} is paid by this payment, and {Held(twin)} arrived on payment {twin.PaymentId} ({twin.Provider}) besides. Give that back.",
            _ => $"Order {payment.OrderNumber} is paid by payment {twin.PaymentId} ({twin.Provider}). Give back the {Held(payment)} that arrived on this one.",
        };
    }

    /// <summary>Says that the order asks for another amount by now than the one that arrived; null when it does not.</summary>
    /// <param name="payment">The payment, with its money.</param>
    /// <param name="asked">What the order asks for now; null when it asks for nothing.</param>
    public static string? FindOutdated(Payment payment, Money? asked)
    {
        if (asked == payment.Amount)
            return null;
        var arrived = $"{Held(payment)} arrived on payment {payment.PaymentId}";
        return asked is { } amount
            ? $"{arrived}, which was made for {payment.Amount}, but order {payment.OrderNumber} asks for {amount} now. The order was not marked paid. Give the money back, or set the order's total to what it was: then it counts."
            : $"{arrived}, but the shop has no order {payment.OrderNumber} any more that asks for {payment.Amount.Currency}. Nothing was marked paid. Give the money back, or bring the order back: then it counts.";
    }

    private static Money Held(Payment payment) => new(payment.State.Received - payment.State.Refunded, payment.Amount.Currency);

    private static string? FindUnsettled(Payment payment, string provider) => payment.Settlement switch
    {
        SettlementState.Failed => $"{provider} received the money of payment {payment.PaymentId} but could not settle it. The order is paid; ask {provider} to settle again.",
        SettlementState.Manual => $"{provider} received the money of payment {payment.PaymentId} and holds its settlement until a person acts. The order is paid; ask {provider} what is missing.",
        SettlementState.Unknown => $"{provider} reports a settlement status of payment {payment.PaymentId} that this version does not know. The order is not affected; it is checked again.",
        _ => null,
    };

    private static string Name(PaymentEnvironment environment) => environment == PaymentEnvironment.Live ? "live" : "test";
}
