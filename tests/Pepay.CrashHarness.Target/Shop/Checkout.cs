using Microsoft.AspNetCore.Http;
using Pepay.CrashHarness.Target.Guards;
using Pepay.Runtime.Checkout;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Sync;

namespace Pepay.CrashHarness.Target.Shop;

/// <summary>The shop's checkout: one click is one request, and a click that got no answer is repeated. A shopper who has paid comes back once, or never.</summary>
internal static class Checkout
{
    public static async Task<IResult> PayAsync(string order, CheckoutService checkout, PaymentProviders providers, MissingGuard missing, CancellationToken stopping)
    {
        var provider = (IHostedCheckout)providers.Find("xpay", "default")!;
        var request = new CheckoutRequest
        {
            OrderNumber = order,
            Amount = new Money(12.5m, "USD"),
            Description = "A lamp",
            CustomerName = "A. Shopper",
            CustomerEmail = "shopper@example.com",
            ReturnUrl = attempt => new Uri($"https://shop.example/return/{attempt}"),
            CancelUrl = attempt => new Uri($"https://shop.example/cancel/{attempt}"),
        };
        var payment = await checkout.StartAsync(missing.HasStoredKey ? provider : new NewKeyCheckout(provider), request, stopping);
        return Results.Text(payment.PaymentId);
    }

    public static async Task<IResult> ReturnAsync(string order, IPaymentStore store, PaymentReconciler reconciler)
    {
        foreach (var attempt in await store.ListByOrderAsync(order, CancellationToken.None))
            await reconciler.ReconcileAsync(attempt.AttemptId, "return", CancellationToken.None);
        return Results.Ok();
    }
}
