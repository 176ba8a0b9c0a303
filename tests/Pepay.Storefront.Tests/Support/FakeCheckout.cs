using Pepay.Runtime.Checkout;
using Pepay.Runtime.Http;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;

namespace Pepay.Storefront.Tests.Support;

/// <summary>A provider whose answers a test sets.</summary>
internal class FakeCheckout : IHostedCheckout
{
    public const string ProviderName = "acme";
    public const string WebhookSecretValue = "whsec-never-in-a-page";

    private readonly Dictionary<string, PaymentSnapshot> snapshots = [];

    public ProviderAccount Account { get; init; } = new()
    {
        Provider = new ProviderDescriptor
        {
            Name = ProviderName,
            DisplayName = "Acme Pay",
            Webhook = new WebhookDescriptor
            {
                Schemes =
                [
                    new WebhookScheme
                    {
                        Name = "body",
                        Algorithm = WebhookAlgorithm.HmacSha512,
                        Signature = new SignatureSource(WebhookEncoding.Hex, Pointer: "/meta/signature"),
                        SignedPayload = "{pointer:/id}",
                    },
                ],
                Event = new EventLayout { Id = ["/id"], Type = "/type" },
            },
        },
        Environment = PaymentEnvironment.Test,
        WebhookSecrets = static () => [new() { Id = "2026", Scheme = "body", Value = WebhookSecretValue }],
    };

    public string? ReturnParameter { get; init; } = "acme_payment";

    public string? Unavailable { get; set; }

    public string? OnlyCurrency { get; init; }

    /// <summary>While true the provider answers nothing useful.</summary>
    public bool IsDown { get; set; }

    public List<(Payment Attempt, CheckoutRequest Request)> Created { get; } = [];

    public int TimesAsked { get; private set; }

    public string? WhyUnavailable(Money amount) => Unavailable;

    public Task<HostedPage> CreateAsync(Payment attempt, CheckoutRequest request, CancellationToken cancellationToken)
    {
        Created.Add((attempt, request));
        if (IsDown)
            throw Down();
        var id = "pay-" + attempt.AttemptId[..8];
        snapshots.TryAdd(id, new PaymentSnapshot { PaymentId = id, ProviderStatus = "open", Amount = request.Amount });
        return Task.FromResult(new HostedPage(id, new Uri($"https://pay.acme.example/{id}"), null));
    }

    public Task<PaymentSnapshot?> FindPaymentAsync(string paymentId, CancellationToken cancellationToken)
    {
        TimesAsked++;
        return IsDown ? throw Down() : Task.FromResult(snapshots.GetValueOrDefault(paymentId));
    }

    /// <summary>What the provider answers about a payment from now on.</summary>
    public void Set(Payment payment, decimal received = 0, ClosingReason closing = ClosingReason.None, decimal refunded = 0, string status = "changed",
        SettlementState settlement = SettlementState.None) =>
        snapshots[payment.PaymentId!] = snapshots[payment.PaymentId!] with
        {
            Received = received, Closing = closing, Refunded = refunded, ProviderStatus = status, Settlement = settlement,
        };

    /// <summary>Changes what the provider answers about a payment in any way.</summary>
    public void Answer(Payment payment, Func<PaymentSnapshot, PaymentSnapshot> change) => snapshots[payment.PaymentId!] = change(snapshots[payment.PaymentId!]);

    protected static ApiException Down() => new(new ApiResponse
    {
        Operation = new ApiOperation { Id = "getPayment", Method = HttpMethod.Get, Path = "/payments" },
        StatusCode = 503,
    });
}
