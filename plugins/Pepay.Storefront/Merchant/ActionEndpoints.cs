using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Pepay.Runtime.Merchant;
using Pepay.Storefront.Merchant.Pages;

namespace Pepay.Storefront.Merchant;

/// <summary>What people of the shop did.</summary>
internal static class ActionEndpoints
{
    private const int PageSize = 50;

    public static void Map(IEndpointRouteBuilder merchant) => merchant.MapGet("/actions", ListAsync);

    private static async Task<IResult> ListAsync([FromQuery] string? before, IMerchantActionStore actions, CancellationToken cancellationToken)
    {
        var page = await actions.ListAsync(PageSize, null, before, cancellationToken).ConfigureAwait(false);
        return PageResults.Page<ActionsPage>(new()
        {
            [nameof(ActionsPage.Actions)] = page,
            [nameof(ActionsPage.IsFirst)] = before is null,
            [nameof(ActionsPage.Older)] = page.Count == PageSize ? page[^1].Id : null,
        });
    }
}
