using Pepay.Runtime.Checkout;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;

namespace Pepay.Storefront.Checkout;

/// <summary>The text that names a configured provider and account in a form: <c>name</c>, or <c>name:account</c>.</summary>
internal static class PaymentMethod
{
    public static string ValueOf(IHostedCheckout method) => ValueOf(method.Account.Provider.Name, method.Account.Account);

    public static string ValueOf(string provider, string account) =>
        account == ProviderAccount.DefaultName ? provider : $"{provider}:{account}";

    public static IHostedCheckout? Find(PaymentProviders providers, string? value)
    {
        if (value is null)
            return null;
        var parts = value.Split(':', 2);
        return providers.Find(parts[0], parts.Length == 2 ? parts[1] : ProviderAccount.DefaultName) as IHostedCheckout;
    }

    public static string DisplayName(PaymentProviders providers, Payment payment) =>
        providers.Find(payment.Provider, payment.Account)?.Account.Provider.DisplayName ?? payment.Provider;
}
