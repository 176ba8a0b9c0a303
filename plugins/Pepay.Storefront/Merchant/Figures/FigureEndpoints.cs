using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Pepay.Storefront.Merchant.Pages;

namespace Pepay.Storefront.Merchant.Figures;

/// <summary>Charts of payments and webhooks.</summary>
internal static class FigureEndpoints
{
    public static void Map(IEndpointRouteBuilder merchant) => merchant.MapGet("/figures", ShowAsync);

    private static async Task<IResult> ShowAsync([FromQuery] string? span, FigureReader reader, CancellationToken cancellationToken)
    {
        var range = FigureRange.Find(span);
        return PageResults.Page<FiguresPage>(new()
        {
            [nameof(FiguresPage.Range)] = range,
            [nameof(FiguresPage.Figures)] = await reader.ReadAsync(range, cancellationToken).ConfigureAwait(false),
        });
    }
}
