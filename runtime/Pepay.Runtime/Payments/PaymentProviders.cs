using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Payments;

/// <summary>The configured providers, by name and account. Immutable and safe to share between threads.</summary>
public sealed class PaymentProviders
{
    private readonly Dictionary<(string Provider, string Account), IPaymentProvider> byName = [];

    /// <summary>Collects the providers.</summary>
    /// <exception cref="ArgumentException">Two have the same provider and account name.</exception>
    public PaymentProviders(IEnumerable<IPaymentProvider> providers)
    {
        ArgumentNullException.ThrowIfNull(providers);
        All = [.. providers];
        foreach (var provider in All)
        {
            if (!byName.TryAdd((provider.Account.Provider.Name, provider.Account.Account), provider))
            {
                throw new ArgumentException(
                    $"The account '{provider.Account.Account}' of {provider.Account.Provider.DisplayName} is configured twice. Give each account its own name.",
                    nameof(providers));
            }
        }
    }

    /// <summary>All of them, in the order of their registration.</summary>
    public IReadOnlyList<IPaymentProvider> All { get; }

    /// <summary>The provider, or null when it is not configured.</summary>
    public IPaymentProvider? Find(string provider, string account = ProviderAccount.DefaultName) =>
        byName.GetValueOrDefault((provider, account));
}
