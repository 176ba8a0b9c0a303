using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Webhooks;

/// <summary>The receivers of all configured accounts whose provider has webhooks. Immutable and thread safe.</summary>
public sealed class WebhookReceivers
{
    private readonly Dictionary<(string Provider, string Account), WebhookReceiver> receivers = [];

    /// <summary>Makes the receivers.</summary>
    /// <exception cref="ArgumentException">Two accounts of one provider have the same name.</exception>
    public WebhookReceivers(IEnumerable<ProviderAccount> accounts, TimeProvider time)
    {
        foreach (var account in accounts.Where(account => account.Provider.Webhook is not null))
        {
            if (!receivers.TryAdd((account.Provider.Name, account.Account), new WebhookReceiver(account, time)))
                throw new ArgumentException($"Account '{account.Account}' of provider '{account.Provider.Name}' is configured twice. Give each account a name of its own.", nameof(accounts));
        }
    }

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<WebhookReceiver> All => receivers.Values;

    /// <summary>The receiver of an account; null when it is not configured.</summary>
    public WebhookReceiver? Find(string provider, string account) => receivers.GetValueOrDefault((provider, account));
}
