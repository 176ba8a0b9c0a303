using System.Globalization;
using Pepay.Runtime.Checkout;
using Pepay.Runtime.Http;
using Pepay.Runtime.Integration;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Webhooks;
using XPay.Api.Resources;

namespace XPay.Api;

/// <summary>One xPay account as shops see it: an intent is a payment. Thread safe.</summary>
/// <param name="account">The configured account.</param>
/// <param name="client">The account's client.</param>
public sealed class XPayPaymentProvider(ProviderAccount account, XPayClient client) :
    IHostedCheckout, IPaymentRefunds, IPaymentCancellation, IWebhookRegistration, IIntegrationChecks
{
    private const string AttemptKey = "attemptId";
    private const string CustomerKey = "customerId";

    /// <inheritdoc/>
    public ProviderAccount Account => account;

    internal XPayClient Client => client;

    /// <inheritdoc/>
    public string? ReturnParameter => XPayOperations.CreateIntent.ReturnParameter;

    /// <inheritdoc/>
    public string? WhyUnavailable(Money amount) => amount switch
    {
        { Amount: <= 0 } => Texts.NothingToPay,
        // The rule is worded for US dollars; other currencies are left to xPay.
        { Currency: "USD", Amount: < 1m } => Texts.TooSmall,
        _ => null,
    };

    /// <inheritdoc/>
    public async Task<HostedPage> CreateAsync(Payment attempt, CheckoutRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentNullException.ThrowIfNull(request);
        var metadata = new Dictionary<string, string> { [AttemptKey] = attempt.AttemptId };
        if (attempt.CustomerId is { } customer)
            metadata[CustomerKey] = customer;
        var intent = new CreateIntentRequest
        {
            Amount = attempt.Amount.ToMinorUnits(),
            Currency = attempt.Amount.Currency,
            CustomerDetails = new CustomerDetails { Name = request.CustomerName, Email = request.CustomerEmail },
            CallbackUrl = request.ReturnUrl(attempt.AttemptId).AbsoluteUri,
            CancelUrl = request.CancelUrl(attempt.AttemptId).AbsoluteUri,
            ReceiptId = attempt.OrderNumber,
            Description = request.Description,
            Metadata = metadata,
        };
        var created = await client.Payments.CreateIntentAsync(intent, attempt.IdempotencyKey, cancellationToken).ConfigureAwait(false);
        return HostedPage.FromAnswer(XPayOperations.CreateIntent, created.XIntentId, created.FwdUrl, expiresAt: null);
    }

    /// <inheritdoc/>
    public async Task<PaymentSnapshot?> FindPaymentAsync(string paymentId, CancellationToken cancellationToken)
    {
        try
        {
            var intent = await client.Payments.GetIntentAsync(paymentId, cancellationToken: cancellationToken).ConfigureAwait(false);
            var refunds = MayHaveRefunds(intent.Status)
                ? await client.Refunds.ListRefundsForIntentAsync(paymentId, cancellationToken).ConfigureAwait(false)
                : [];
            return Read(intent, refunds);
        }
        catch (ApiException exception) when (exception.StatusCode is 404)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<string> RefundAsync(string paymentId, Money amount, string idempotencyKey, CancellationToken cancellationToken)
    {
        var request = new CreateRefundRequest { XIntentId = paymentId, Amount = amount.ToMinorUnits() };
        return (await client.Refunds.CreateRefundAsync(request, idempotencyKey, cancellationToken).ConfigureAwait(false)).RefundId;
    }

    /// <inheritdoc/>
    public Task CancelAsync(string paymentId, CancellationToken cancellationToken) =>
        client.Payments.CancelIntentAsync(paymentId, new CancelIntentRequest { XIntentId = paymentId }, cancellationToken);

    /// <inheritdoc/>
    public async Task<string> RegisterWebhookAsync(Uri endpoint, string secret, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var wanted = new WebhookConfigInput { Endpoint = endpoint.AbsoluteUri, EventSigner = secret, SubscribedEventTypes = XPayDescriptor.Instance.EventTypes };
        var known = await client.Webhooks.ListWebhookConfigsAsync(cancellationToken).ConfigureAwait(false);
        if (known.Data.FirstOrDefault(config => config.WebHookUrl == wanted.Endpoint) is not { } present)
            return (await client.Webhooks.CreateWebhookConfigAsync(wanted, cancellationToken).ConfigureAwait(false)).WebhookConfigId;

        await client.Webhooks.UpdateWebhookConfigAsync(present.WebhookConfigId, wanted, Guid.NewGuid().ToString("D"), cancellationToken).ConfigureAwait(false);
        return present.WebhookConfigId;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<IntegrationCheck>> CheckAccountAsync(CancellationToken cancellationToken)
    {
        var keys = await CheckAsync(Texts.KeysCheck, async () =>
        {
            await client.Payments.ListIntentsAsync(limit: 1, cancellationToken: cancellationToken).ConfigureAwait(false);
            return (IntegrationState.Done, Texts.KeysAccepted);
        }).ConfigureAwait(false);
        return keys.State == IntegrationState.Done ? [keys, await CheckEnvironmentAsync(cancellationToken).ConfigureAwait(false)] : [keys];
    }

    /// <inheritdoc/>
    public bool ContainsSecret(string text) => client.Transport.Credentials.OccurIn(text) || account.WebhookSecretsOccurIn(text);

    // Only a payment says it, and newer answers leave it out.
    private Task<IntegrationCheck> CheckEnvironmentAsync(CancellationToken cancellationToken) => CheckAsync(Texts.EnvironmentCheck, async () =>
    {
        var newest = (await client.Payments.ListIntentsAsync(limit: 1, cancellationToken: cancellationToken).ConfigureAwait(false)).Data;
        var mode = newest.Count == 0 ? null : (await client.Payments.GetIntentAsync(newest[0].XIntentId, cancellationToken: cancellationToken).ConfigureAwait(false)).Mode;
        if (mode is not { IsKnown: true } known)
            return (IntegrationState.Open, Texts.EnvironmentUnknown);
        var isLive = known == Intent.ModeValue.Live;
        if (isLive == (account.Environment == PaymentEnvironment.Live))
            return (IntegrationState.Done, string.Format(CultureInfo.CurrentCulture, Texts.EnvironmentAgrees, known.Value));
        return (IntegrationState.Wrong, isLive
            ? Texts.EnvironmentIsLive
            : Texts.EnvironmentIsTest);
    });

    private Task<IntegrationCheck> CheckAsync(string name, Func<Task<(IntegrationState, string)>> ask) =>
        IntegrationCheck.AskAsync(name, client.Transport, account.Provider.DisplayName, ask);

    private static PaymentSnapshot Read(Intent intent, IReadOnlyList<Refund> refunds)
    {
        var amount = Money.FromMinorUnits(intent.Amount, intent.Currency);
        var refunded = refunds.Where(refund => refund.Currency == intent.Currency).Sum(static refund => refund.Amount);
        if (refunded == 0 && intent.Status == IntentStatus.Refunded)
            refunded = intent.Amount;
        return new PaymentSnapshot
        {
            PaymentId = intent.XIntentId,
            ProviderStatus = intent.Status.Value,
            StatusIsKnown = intent.Status.IsKnown,
            Amount = amount,
            Received = WasPaid(intent.Status) ? amount.Amount : 0m,
            Refunded = Money.FromMinorUnits(refunded, intent.Currency).Amount,
            Dispute = ReadDispute(intent.Status),
            Closing = intent.Status == IntentStatus.Failed ? ClosingReason.Failed
                : intent.Status == IntentStatus.Cancelled ? ClosingReason.Cancelled
                : ClosingReason.None,
            // Newer answers leave the mode out; the key pair decides then.
            Environment = intent.Mode is { } mode ? mode == Intent.ModeValue.Live ? PaymentEnvironment.Live : PaymentEnvironment.Test : null,
            AttemptId = intent.Metadata.Value?.GetValueOrDefault(AttemptKey),
            OrderNumber = intent.ReceiptId.Value,
        };
    }

    private static DisputeState ReadDispute(IntentStatus status)
    {
        if (status == IntentStatus.Disputed || status == IntentStatus.DisputeUnderReview)
            return DisputeState.Open;
        if (status == IntentStatus.DisputeWon)
            return DisputeState.Won;
        return status == IntentStatus.DisputeLost ? DisputeState.Lost : DisputeState.None;
    }

    private static bool WasPaid(IntentStatus status) =>
        status == IntentStatus.Success || MayHaveRefunds(status);

    private static bool MayHaveRefunds(IntentStatus status) =>
        status == IntentStatus.Refunded || status == IntentStatus.PartiallyRefunded || ReadDispute(status) != DisputeState.None;
}
