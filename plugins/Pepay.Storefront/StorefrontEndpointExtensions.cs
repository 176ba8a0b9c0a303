using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Pepay.Runtime.AspNetCore;
using Pepay.Storefront.Assets;
using Pepay.Storefront.Checkout;
using Pepay.Storefront.Commerce;
using Pepay.Storefront.Merchant;

namespace Pepay.Storefront;

/// <summary>Adds the payment pages to an application.</summary>
public static class StorefrontEndpointExtensions
{
    /// <summary>
    /// Maps the payment pages, the payment status, the webhooks of every configured provider and, where a policy is set, the merchant
    /// area: there is no need to call <c>MapPepayWebhooks</c> besides. Paths are those of
    /// <see cref="StorefrontOptions"/>.
    /// </summary>
    public static IEndpointRouteBuilder MapPepayStorefront(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var options = endpoints.ServiceProvider.GetRequiredService<IOptions<StorefrontOptions>>().Value;
        var checkout = endpoints.MapGroup(options.CheckoutPath);
        StorefrontAssets.Map(checkout);
        CheckoutEndpoints.Map(checkout);
        PaymentStatusEndpoint.Map(endpoints, options.StatusPath);
        endpoints.MapPepayWebhooks(options.WebhookPath);
        if (options.CommercePath is { } commerce && endpoints.ServiceProvider.GetRequiredService<StorefrontCommerce>().Account is not null)
            CommerceEndpoints.Map(endpoints, commerce);
        if (options.MerchantPolicy is { } policy)
            MerchantEndpoints.Map(endpoints, options.MerchantPath, policy);
        return endpoints;
    }
}
