using Pepay.Runtime.Payments;

namespace Pepay.Runtime.Checkout;

/// <summary>Why a checkout could not start.</summary>
public enum CheckoutFailure
{
    /// <summary>The order's total was received already.</summary>
    AlreadyPaid,

    /// <summary>The provider does not take this amount or currency.</summary>
    Unavailable,

    /// <summary>The provider refused the request; repeating it as it is will not help.</summary>
    ProviderRefused,

    /// <summary>The provider gave no usable answer; trying again is safe and uses the same idempotency key.</summary>
    ProviderUnreachable,
}

/// <summary>A checkout could not start. <see cref="ShopperMessage"/> is for the shopper, <see cref="Exception.Message"/> for the shop's log.</summary>
public sealed class CheckoutException : Exception
{
    internal CheckoutException(CheckoutFailure reason, string shopperMessage, string message, Payment? payment = null, Exception? inner = null)
        : base(message, inner)
    {
        Reason = reason;
        ShopperMessage = shopperMessage;
        Payment = payment;
    }

    /// <summary>What happened.</summary>
    public CheckoutFailure Reason { get; }

    /// <summary>A sentence for the shopper; says nothing about the shop's configuration.</summary>
    public string ShopperMessage { get; }

    /// <summary>The payment it is about, where there is one: the paid one, or the attempt that stays open.</summary>
    public Payment? Payment { get; }
}
