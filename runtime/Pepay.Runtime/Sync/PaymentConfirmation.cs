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

    /// <summary>Whether the order's total is here and nothing of it was given back.</summary>
    public static bool IsKept(PaymentState state) => state is { WasPaid: true, Refunded: 0m };

    /// <summary>What a person must see to although the answer fits: money that is there twice, or does not reach the merchant; null when there is nothing.</summary>
    public static string? FindTrouble(Payment payment, ProviderAccount account, IReadOnlyList<Payment> others) =>
        FindTwin(payment, others) ?? FindUnsettled(payment, account.Provider.DisplayName);

    /// <summary>Says that the order is paid by two attempts, until one of them is given back; null when it is not.</summary>
    public static string? FindTwin(Payment payment, IReadOnlyList<Payment> others) =>
        IsKept(payment.State) && others.FirstOrDefault(static other => IsKept(other.State)) is { } twin
            ? $"Order {payment.OrderNumber} is paid twice: also by payment {twin.PaymentId} ({twin.Provider}). Give one of the two back."
            : null;

    private static string? FindUnsettled(Payment payment, string provider) => payment.Settlement switch
    {
        SettlementState.Failed => $"{provider} received the money of payment {payment.PaymentId} but could not settle it. The order is paid; ask {provider} to settle again.",
        SettlementState.Manual => $"{provider} received the money of payment {payment.PaymentId} and holds its settlement until a person acts. The order is paid; ask {provider} what is missing.",
        SettlementState.Unknown => $"{provider} reports a settlement status of payment {payment.PaymentId} that this version does not know. The order is not affected; it is checked again.",
        _ => null,
    };

    private static string Name(PaymentEnvironment environment) => environment == PaymentEnvironment.Live ? "live" : "test";
}
