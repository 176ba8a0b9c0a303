namespace Pepay.Runtime.Payments;

/// <summary>A provider that gives money back when the shop asks for it.</summary>
public interface IPaymentRefunds : IPaymentProvider
{
    /// <summary>
    /// Gives an amount back. Repeating the call with the same key gives nothing back twice, within the provider's memory of keys.
    /// </summary>
    /// <param name="paymentId">The provider's id of the payment.</param>
    /// <param name="amount">How much, in the payment's currency.</param>
    /// <param name="idempotencyKey">The refund's own key, stored before the call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The provider's id of the refund.</returns>
    /// <exception cref="Http.ApiException">Refused; or, when <see cref="Http.ApiException.OutcomeUnknown"/>, perhaps carried out without an answer.</exception>
    Task<string> RefundAsync(string paymentId, Money amount, string idempotencyKey, CancellationToken cancellationToken);
}

/// <summary>A provider that closes a payment that nobody has paid yet.</summary>
public interface IPaymentCancellation : IPaymentProvider
{
    /// <summary>Closes the payment, so that nobody can pay it any more.</summary>
    /// <exception cref="Http.ApiException">Refused, or no answer.</exception>
    Task CancelAsync(string paymentId, CancellationToken cancellationToken);
}
