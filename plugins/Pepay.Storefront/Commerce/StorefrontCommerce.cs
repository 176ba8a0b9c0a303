using Pepay.Runtime.Commerce;
using Pepay.Runtime.Payments;
using Microsoft.Extensions.Options;

namespace Pepay.Storefront.Commerce;

/// <summary>Whether and where this shop sells goods of other shops; for the shop's own navigation. Thread safe.</summary>
/// <param name="providers">The configured providers.</param>
/// <param name="options">The settings.</param>
public sealed class StorefrontCommerce(PaymentProviders providers, IOptions<StorefrontOptions> options)
{
    /// <summary>The path of its start page, relative to the path base; null when the shop does not offer it, or no account can do it.</summary>
    public string? Path => Account is null ? null : options.Value.CommercePath;

    internal ICommerce? Account { get; } = providers.All.OfType<ICommerce>().FirstOrDefault(static provider => provider.HasCommerce);
}
