using Pepay.Runtime.Payments;

namespace Pepay.Runtime.Checkout;

/// <summary>A provider with a live channel for the payer of one payment. What comes over it is a hint; the state is read from the REST API as ever.</summary>
public interface ILivePayment : IPaymentProvider
{
    /// <summary>
    /// Listens until it is cancelled, or until the provider refuses the token; connects again by itself. It never throws for a channel that does not
    /// work: the caller's polling goes on beside it.
    /// </summary>
    /// <param name="liveToken">The token of a <see cref="TransferQuote"/>.</param>
    /// <param name="onNews">Called when something happened to the payment, one call after the other.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task ListenAsync(string liveToken, Func<CancellationToken, Task> onNews, CancellationToken cancellationToken);
}
