using Pepay.Runtime.Checkout;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;

namespace Pepay.CrashHarness.Target.Guards;

/// <summary>A provider that is called with a new idempotency key each time instead of the attempt's stored one.</summary>
internal sealed class NewKeyCheckout(IHostedCheckout provider) : IHostedCheckout
{
    public ProviderAccount Account => provider.Account;

    public string? ReturnParameter => provider.ReturnParameter;

    public string? WhyUnavailable(Money amount) => provider.WhyUnavailable(amount);

    public Task<HostedPage> CreateAsync(Payment attempt, CheckoutRequest request, CancellationToken cancellationToken) =>
        provider.CreateAsync(attempt with { IdempotencyKey = Guid.NewGuid().ToString("D") }, request, cancellationToken);

    public Task<PaymentSnapshot?> FindPaymentAsync(string paymentId, CancellationToken cancellationToken) => provider.FindPaymentAsync(paymentId, cancellationToken);
}
