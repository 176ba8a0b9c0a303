using System.Text.Json;
using Pepay.Api.Resources;
using Pepay.Runtime.Checkout;
using Pepay.Runtime.Http;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;

namespace Pepay.Api;

/// <summary>One Pepay account as shops see it: an invoice is a payment. Thread safe.</summary>
/// <param name="account">The configured account.</param>
/// <param name="transport">The account's transport.</param>
public sealed partial class PepayPaymentProvider(ProviderAccount account, ApiTransport transport) : IHostedCheckout
{
    private const string AttemptKey = "attempt_id";
    private const string OrderKey = "order_number";
    private const string Expand = "payments";
    private const int MostPayments = 100;
    private const decimal MillisPerDollar = 1000m;
    private const int LongestText = 255;

    private readonly PepayClient client = new(transport);

    /// <inheritdoc/>
    public ProviderAccount Account => account;

    internal ApiTransport Transport => transport;

    /// <summary>With the commerce key alone.</summary>
    internal ApiTransport CommerceTransport => OnlyOver(CommerceScheme);

    /// <inheritdoc/>
    public string? ReturnParameter => PepayOperations.CreateInvoice.ReturnParameter;

    /// <inheritdoc/>
    public string? OnlyCurrency => "USD";

    /// <inheritdoc/>
    public string? WhyUnavailable(Money amount) => amount switch
    {
        { Currency: not "USD" } => Texts.OnlyDollars,
        { Amount: < 0.01m } => Texts.TooSmall,
        { Amount: > 1_000_000m } => Texts.TooLarge,
        _ => null,
    };

    /// <inheritdoc/>
    public async Task<HostedPage> CreateAsync(Payment attempt, CheckoutRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentNullException.ThrowIfNull(request);
        var invoice = new InvoiceCreate
        {
            AmountUsd = attempt.Amount.Amount,
            Description = Shorten(request.Description),
            CustomerId = attempt.CustomerId,
            CustomerEmail = request.CustomerEmail,
            Metadata = new Dictionary<string, JsonElement> { [AttemptKey] = Text(attempt.AttemptId), [OrderKey] = Text(attempt.OrderNumber) },
            PaymentReturnUrl = request.ReturnUrl(attempt.AttemptId).AbsoluteUri,
            PaymentReturnUrlEnabled = true,
        };
        var created = await client.Invoices.CreateInvoiceAsync(invoice, attempt.IdempotencyKey, cancellationToken).ConfigureAwait(false);
        return HostedPage.FromAnswer(PepayOperations.CreateInvoice, created.InvoiceId, created.PaymentUrl, created.ExpiresAt?.Value);
    }

    /// <inheritdoc/>
    public async Task<PaymentSnapshot?> FindPaymentAsync(string paymentId, CancellationToken cancellationToken)
    {
        try
        {
            return Read(await client.Invoices.GetInvoiceAsync(paymentId, Expand, MostPayments, cancellationToken).ConfigureAwait(false));
        }
        catch (ApiException exception) when (exception.StatusCode is 400 or 404)
        {
            // 400: not the form of an invoice id at all, such as an order id.
            return null;
        }
    }

    private static PaymentSnapshot Read(Invoice invoice)
    {
        var amount = invoice.Amount / MillisPerDollar ?? invoice.AmountDecimal ?? invoice.AmountUsd ?? 0m;
        var received = invoice.AmountPaid / MillisPerDollar ?? invoice.AmountPaidDecimal ?? 0m;
        var paid = invoice.Status == InvoiceStatus.Paid;
        return new PaymentSnapshot
        {
            PaymentId = invoice.Id,
            ProviderStatus = invoice.Status.Value,
            StatusIsKnown = invoice.Status.IsKnown || IsCancelled(invoice.Status),
            Amount = new Money(amount, invoice.Currency?.ToUpperInvariant() ?? "USD"),
            Received = paid ? Math.Max(received, amount) : received,
            Closing = invoice.Status == InvoiceStatus.Expired ? ClosingReason.Expired
                : IsCancelled(invoice.Status) ? ClosingReason.Cancelled
                : ClosingReason.None,
            Settlement = paid ? ReadSettlement(invoice) : SettlementState.None,
            Environment = ReadEnvironment(invoice),
            AttemptId = Metadata(invoice, AttemptKey),
            OrderNumber = Metadata(invoice, OrderKey),
            ExpiresAt = invoice.ExpiresAt.Value?.Value,
        };
    }

    // An invoice may be paid in parts that settle apart: of all, the one that needs most attention.
    private static SettlementState ReadSettlement(Invoice invoice)
    {
        var parts = (invoice.Payments?.AsInvoicePaymentList ?? invoice.Payments?.AsInvoicePaymentList2?.Data ?? [])
            .Select(static payment => payment.SettlementStatus ?? payment.Settlement.Value?.SummaryStatus)
            .OfType<SettlementStatus>().Select(Settlement).ToHashSet();
        return Array.Find(
            [SettlementState.Failed, SettlementState.Manual, SettlementState.Unknown, SettlementState.Pending, SettlementState.Processing, SettlementState.Settled],
            parts.Contains);
    }

    private static SettlementState Settlement(SettlementStatus status) => status.Value switch
    {
        "pending" => SettlementState.Pending,
        "processing" => SettlementState.Processing,
        "manual" => SettlementState.Manual,
        "failed" => SettlementState.Failed,
        "settled" => SettlementState.Settled,
        _ => SettlementState.Unknown,
    };

    // Only an invoice that says "mainnet" is live money; one that says nothing, or a word we do not know, is not.
    private static PaymentEnvironment ReadEnvironment(Invoice invoice) =>
        invoice.Environment == Environment.Mainnet ? PaymentEnvironment.Live : PaymentEnvironment.Test;

    // Invoices say "canceled"; one page of the documentation says "cancelled".
    private static bool IsCancelled(InvoiceStatus status) => status == InvoiceStatus.Canceled || status.Value == "cancelled";

    private static string? Metadata(Invoice invoice, string key) =>
        invoice.Metadata.Value is { } metadata && metadata.TryGetValue(key, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static JsonElement Text(string value) => JsonSerializer.SerializeToElement(value, PepayMetadataJson.Default.String);

    private static string Shorten(string text) => text.Length <= LongestText ? text : text[..LongestText];
}
