using Pepay.Runtime.Http;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Webhooks;

namespace Adyen.Webhooks;

/// <summary>The configuration of one Adyen webhook.</summary>
public sealed class AdyenOptions : ProviderOptions
{
    /// <summary>Starts with a placeholder: this specification has webhooks only, and nothing is called.</summary>
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public AdyenOptions() => BaseUrl = new Uri("https://adyen.invalid");

    /// <summary>The HMAC key of the webhook, in hexadecimal, as the Customer Area shows it.</summary>
    public string? HmacKey { get; set; }

    internal IEnumerable<string> Errors(string account) => Validate("Adyen", account, (nameof(HmacKey), HmacKey));
}

/// <summary>Registers Adyen accounts.</summary>
public static class AdyenRegistration
{
    /// <summary>Adds an account whose webhooks arrive at <c>/webhooks/adyen</c>, or <c>/webhooks/adyen/{account}</c>.</summary>
    public static IServiceCollection AddAdyen(this IServiceCollection services, Action<AdyenOptions> configure, string account = ProviderAccount.DefaultName) =>
        services.AddProviderAccount<AdyenOptions>(
            AdyenWebhooksDescriptor.Instance, account,
            options =>
            {
                configure(options);
                options.WebhookSecrets.Add(new WebhookSecret { Id = "hmac", Scheme = "hmac", Value = options.HmacKey ?? "" });
            },
            options => options.Errors(account), _ => ApiCredentials.None, (configured, _) => new AdyenProvider(configured));
}

/// <summary>Adyen as a provider. Its webhook specification cannot be asked for a payment, so that handlers decide by the signed events alone.</summary>
internal sealed class AdyenProvider(ProviderAccount account) : IPaymentProvider
{
    public ProviderAccount Account => account;

    public Task<PaymentSnapshot?> FindPaymentAsync(string paymentId, CancellationToken cancellationToken) => Task.FromResult<PaymentSnapshot?>(null);
}
