using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Pepay.Storefront.Commerce;
using Pepay.Storefront.Merchant.Figures;
using Pepay.Storefront.Security;

namespace Pepay.Storefront.Merchant;

/// <summary>The merchant area. Mapped only where the shop names a policy, and behind it without exception.</summary>
internal static class MerchantEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints, string path, string policy)
    {
        var merchant = endpoints.MapGroup(path).RequireAuthorization(policy).WithPepaySecurityHeaders();
        PaymentEndpoints.Map(merchant);
        EventEndpoints.Map(merchant);
        ActionEndpoints.Map(merchant);
        HealthEndpoints.Map(merchant);
        FigureEndpoints.Map(merchant);
        if (endpoints.ServiceProvider.GetRequiredService<StorefrontCommerce>().Account is { } account)
            ForeignOrderEndpoints.Map(merchant, account);
    }
}
