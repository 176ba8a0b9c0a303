using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Pepay.Runtime.Commerce;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Merchant;
using Pepay.Storefront.Commerce;
using Pepay.Storefront.Merchant.Pages;
using Pepay.Storefront.Resources;
using Pepay.Storefront.Security;

namespace Pepay.Storefront.Merchant;

/// <summary>Orders of goods of other shops: the list, one with its events, and the steps by which a test order is moved.</summary>
internal static class ForeignOrderEndpoints
{
    public const string StepField = "step";
    private const int PageSize = 20;
    private const int MostEvents = 50;

    public static void Map(IEndpointRouteBuilder merchant, ICommerce account)
    {
        merchant.MapGet("/foreign", ([FromQuery] int? offset, CommerceDesk desk, CancellationToken cancellationToken) => ListAsync(account, desk, Math.Max(0, offset ?? 0), cancellationToken));
        merchant.MapGet("/foreign/{orderId}", (string orderId, HttpContext context, CommerceDesk desk, IInboxStore inbox, MerchantDesk actions) =>
            ShowAsync(account, context, orderId, desk, inbox, actions));
        merchant.MapPost("/foreign/{orderId}/simulate", (string orderId, HttpContext context, MerchantDesk actions, StorefrontUrls urls) =>
            SimulateAsync(account, context, orderId, actions, urls)).RequirePepayFormToken();
    }

    private static async Task<IResult> ListAsync(ICommerce account, CommerceDesk desk, int offset, CancellationToken cancellationToken)
    {
        var orders = await desk.AskAsync(() => account.ListOrdersAsync(null, PageSize, offset, cancellationToken)).ConfigureAwait(false);
        return orders is null ? Silent(account) : PageResults.Page<ForeignOrdersPage>(new()
        {
            [nameof(ForeignOrdersPage.Orders)] = orders,
            [nameof(ForeignOrdersPage.ProviderName)] = Name(account),
            [nameof(ForeignOrdersPage.IsFirst)] = offset == 0,
            [nameof(ForeignOrdersPage.Older)] = orders.Count == PageSize ? offset + PageSize : null,
        });
    }

    private static async Task<IResult> ShowAsync(ICommerce account, HttpContext context, string orderId, CommerceDesk desk, IInboxStore inbox, MerchantDesk actions)
    {
        var cancellationToken = context.RequestAborted;
        if (await desk.AskAsync(() => account.FindOrderAsync(orderId, cancellationToken)).ConfigureAwait(false) is not { } order)
            return Silent(account);
        return PageResults.Page<ForeignOrderPage>(new()
        {
            [nameof(ForeignOrderPage.Order)] = order,
            [nameof(ForeignOrderPage.ProviderName)] = Name(account),
            [nameof(ForeignOrderPage.Steps)] = account.StepsOf(order),
            [nameof(ForeignOrderPage.Events)] = order.PaymentId is { } paymentId
                ? await inbox.ListAsync(new InboxQuery { OrderingKey = paymentId, Limit = MostEvents }, cancellationToken).ConfigureAwait(false)
                : [],
            [nameof(ForeignOrderPage.Notice)] = await actions.NoticeAsync(context, cancellationToken).ConfigureAwait(false),
        });
    }

    private static async Task<IResult> SimulateAsync(ICommerce account, HttpContext context, string orderId, MerchantDesk actions, StorefrontUrls urls)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        if (!Enum.TryParse<CommerceStep>(form[StepField], out var step) || !Enum.IsDefined(step) || !Guid.TryParse(orderId, out _))
            return PageResults.FormExpired();
        var id = await actions.RunAsync(context, MerchantActionKind.Simulate, orderId, async () =>
        {
            await account.SimulateAsync(orderId, step, context.RequestAborted).ConfigureAwait(false);
            return string.Format(CultureInfo.CurrentCulture, Texts.SimulatedResult, Name(account), ForeignOrderPage.NameOf(step));
        }).ConfigureAwait(false);
        return new SeeOther($"{urls.MerchantPage("foreign/" + orderId)}?{MerchantDesk.ActionParameter}={id}");
    }

    private static IResult Silent(ICommerce account) => PageResults.Page<MerchantProblemPage>(
        new()
        {
            [nameof(MerchantProblemPage.Title)] = Texts.ForeignTitle,
            [nameof(MerchantProblemPage.Text)] = string.Format(CultureInfo.CurrentCulture, Texts.ForeignSilentText, Name(account)),
        },
        StatusCodes.Status404NotFound);

    private static string Name(ICommerce account) => account.Account.Provider.DisplayName;
}
