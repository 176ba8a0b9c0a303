using System.Globalization;
using Pepay.Runtime.Checkout;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Storefront.Resources;

namespace Pepay.Storefront.Checkout;

/// <summary>A way to pay that a shopper can choose: a configured account, on its own page or on a page of the shop.</summary>
/// <param name="Provider">The account.</param>
/// <param name="IsEmbedded">Whether the payment is taken on a page of the shop (see <see cref="IEmbeddedCheckout"/>).</param>
public sealed record PaymentMethod(IHostedCheckout Provider, bool IsEmbedded)
{
    private const string Here = "/here";

    /// <summary>The text that names it in a form: <c>name</c> or <c>name:account</c>, with <c>/here</c> for a page of the shop.</summary>
    public string Value => ValueOf(Provider.Account.Provider.Name, Provider.Account.Account, IsEmbedded);

    /// <summary>What shoppers read.</summary>
    public string Name
    {
        get
        {
            var account = Provider.Account;
            var name = account.Account == ProviderAccount.DefaultName ? account.Provider.DisplayName : $"{account.Provider.DisplayName} ({account.Account})";
            return IsEmbedded ? string.Format(CultureInfo.CurrentCulture, Texts.EmbeddedMethodName, name) : name;
        }
    }

    /// <summary>What the payer is asked for: the total, or what it is in the one currency that is taken here.</summary>
    /// <param name="total">The order's total.</param>
    /// <param name="rates">See <see cref="ShopOrder.Rates"/>.</param>
    internal (Money Amount, string? Why) Ask(Money total, IReadOnlyDictionary<string, decimal> rates)
    {
        return AmountAt(Provider, total, rates) is { } amount
            ? (amount, Provider.WhyUnavailable(amount))
            : (total, string.Format(CultureInfo.CurrentCulture, Texts.NoRateText, Provider.Account.Provider.DisplayName, Provider.OnlyCurrency, total.Currency));
    }

    /// <summary>What an order asks of this account: its total, in the one currency that is taken there; null without a rate to that one.</summary>
    internal static Money? AmountAt(IHostedCheckout provider, Money total, IReadOnlyDictionary<string, decimal> rates)
    {
        if (provider.OnlyCurrency is not { } currency || currency == total.Currency)
            return total;
        return rates.TryGetValue(currency, out var rate) && rate > 0 ? total.In(currency, rate) : null;
    }

    internal static string ValueOf(string provider, string account, bool embedded) =>
        (account == ProviderAccount.DefaultName ? provider : $"{provider}:{account}") + (embedded ? Here : "");

    /// <summary>Every way to pay, in the order in which the accounts were registered.</summary>
    internal static IEnumerable<PaymentMethod> All(PaymentProviders providers, StorefrontOptions options)
    {
        foreach (var provider in providers.All.OfType<IHostedCheckout>())
        {
            yield return new PaymentMethod(provider, IsEmbedded: false);
            if (options.EmbeddedCheckout && provider is IEmbeddedCheckout)
                yield return new PaymentMethod(provider, IsEmbedded: true);
        }
    }

    internal static PaymentMethod? Find(PaymentProviders providers, StorefrontOptions options, string? value) =>
        All(providers, options).FirstOrDefault(method => method.Value == value);

    internal static string DisplayName(PaymentProviders providers, Payment payment) =>
        providers.Find(payment.Provider, payment.Account)?.Account.Provider.DisplayName ?? payment.Provider;
}
