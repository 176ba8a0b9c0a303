using Microsoft.Extensions.Configuration;
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

    /// <summary>
    /// Takes what a configuration section says, by the names of the properties: <c>BaseUrl</c>, the keys, <c>WebhookSecret</c> and, while it is rotated,
    /// <c>PreviousWebhookSecret</c>. What the section does not have stays as it is.
    /// </summary>
    /// <param name="section">The section, such as <c>configuration.GetSection("Pepay")</c>.</param>
    /// <exception cref="OptionsValidationException"><c>BaseUrl</c> is no absolute address.</exception>
    public virtual void Read(IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        if (section[nameof(BaseUrl)] is { Length: > 0 } address)
        {
            BaseUrl = Uri.TryCreate(address, UriKind.Absolute, out var url)
                ? url
                : throw new OptionsValidationException(Options.DefaultName, GetType(), [$"{(section as IConfigurationSection)?.Path}:{nameof(BaseUrl)} is '{address}', but an address such as https://api.example is needed."]);
        }
    }

    /// <summary>The webhook secrets of a configuration section, each with its id: while a secret is rotated, the sender may still use the previous one.</summary>
    protected static IEnumerable<(string Id, string Value)> ReadWebhookSecrets(IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        if (section["WebhookSecret"] is { Length: > 0 } current)
            yield return ("current", current);
        if (section["PreviousWebhookSecret"] is { Length: > 0 } previous)
            yield return ("previous", previous);
    }

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
        if (BaseUrl is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
            yield return $"{provider} account '{account}': BaseUrl is '{BaseUrl}', but an address such as https://api.example is needed.";
        else if (Environment == PaymentEnvironment.Live && BaseUrl.Scheme != Uri.UriSchemeHttps)
            yield return $"{provider} account '{account}': BaseUrl is {BaseUrl}, but live money needs https.";
    }
}
