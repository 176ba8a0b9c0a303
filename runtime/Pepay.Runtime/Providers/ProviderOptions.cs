using Microsoft.Extensions.Options;
using Pepay.Runtime.Http;
using Pepay.Runtime.Webhooks;

namespace Pepay.Runtime.Providers;

/// <summary>What every provider account is configured with. Credentials are added by the provider's own options.</summary>
public abstract class ProviderOptions
{
    /// <summary>Whether this account moves real money. Default: test.</summary>
    public PaymentEnvironment Environment { get; set; } = PaymentEnvironment.Test;

    /// <summary>The address of the API. Default: the provider's own. Must be https for live money.</summary>
    public required Uri BaseUrl { get; set; }

    /// <summary>The webhook secrets that are accepted. More than one while you rotate. Empty: every webhook is refused.</summary>
    public IList<WebhookSecret> WebhookSecrets { get; } = [];

    /// <summary>
    /// How many requests this program sends to the API in any span; the others wait for their turn. Default null: what the provider documents for an
    /// account. Set your share of it where several programs use one account.
    /// </summary>
    public ApiRateLimit? RequestLimit { get; set; }

    /// <summary>The errors of one set of options, for an <see cref="OptionsValidationException"/>; each says which setting and what to do.</summary>
    protected IEnumerable<string> Validate(string provider, string account, params (string Setting, string? Value)[] required)
    {
        ArgumentNullException.ThrowIfNull(required);
        foreach (var (setting, value) in required)
        {
            if (string.IsNullOrWhiteSpace(value))
                yield return $"{provider} account '{account}': {setting} is missing. Create it in the provider's dashboard and put it into the server's configuration.";
        }

        foreach (var secret in WebhookSecrets.Where(static secret => !secret.HasValue))
            yield return $"{provider} account '{account}': the value of {secret} is missing. Copy it from the provider's dashboard into the server's configuration, or add no secret: every webhook is refused then.";
        if (RequestLimit is { Requests: < 1 } || RequestLimit?.Per <= TimeSpan.Zero)
            yield return $"{provider} account '{account}': RequestLimit must allow at least one request in a span of more than zero.";
        if (BaseUrl is not { IsAbsoluteUri: true })
            yield return $"{provider} account '{account}': BaseUrl is not an absolute address.";
        else if (Environment == PaymentEnvironment.Live && BaseUrl.Scheme != Uri.UriSchemeHttps)
            yield return $"{provider} account '{account}': BaseUrl is {BaseUrl}, but live money needs https.";
    }
}
