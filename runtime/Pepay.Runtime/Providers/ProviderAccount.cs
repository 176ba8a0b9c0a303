using Pepay.Runtime.Webhooks;

namespace Pepay.Runtime.Providers;

/// <summary>
/// One configured account at a provider. Its name, never anything read from a payload, decides whose events and payments are whose.
/// Immutable and safe to share between threads.
/// </summary>
public sealed class ProviderAccount
{
    /// <summary>The account name used where a shop has one account at a provider.</summary>
    public const string DefaultName = "default";

    /// <summary>The provider's description.</summary>
    public required ProviderDescriptor Provider { get; init; }

    /// <summary>The name that the shop gave this account.</summary>
    public string Account { get; init; } = DefaultName;

    /// <summary>Whether this account moves real money.</summary>
    public required PaymentEnvironment Environment { get; init; }

    /// <summary>The webhook secrets, read for every request so that a rotation needs no restart. Empty means that every webhook is refused.</summary>
    public Func<IReadOnlyList<WebhookSecret>> WebhookSecrets { get; init; } = static () => [];

    /// <summary>Whether a webhook secret stands in the text.</summary>
    public bool WebhookSecretsOccurIn(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return WebhookSecrets().Any(secret => secret.HasValue && text.Contains(secret.Value, StringComparison.Ordinal));
    }
}
