using System.Globalization;
using Microsoft.AspNetCore.Http;
using Pepay.Runtime.Commerce;
using Pepay.Storefront.Commerce.Pages;
using Pepay.Storefront.Resources;

namespace Pepay.Storefront.Commerce;

/// <summary>From the cart to an order: estimate, address, order. Only the last step makes anything; no step charges.</summary>
internal sealed class CommerceCheckoutPages(CommerceDesk desk, CheckoutTickets tickets, StorefrontUrls urls, TimeProvider time)
{
    public async Task<IResult> EstimateAsync(HttpContext context, CancellationToken cancellationToken) =>
        desk.Visitor(context) is { } visitor
            ? await AskAsync(visitor, AddressForm.Empty, showProblems: false, problem: null, cancellationToken).ConfigureAwait(false)
            : ToCart();

    public async Task<IResult> SetAddressAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (desk.Visitor(context) is not { } visitor)
            return ToCart();
        var fields = await context.Request.ReadFormAsync(cancellationToken).ConfigureAwait(false);
        var form = AddressForm.Read(fields);
        if (tickets.Read(fields[CommerceEndpoints.TicketField], visitor) is not { } ticket || HasExpired(ticket))
            return await AskAsync(visitor, form, showProblems: false, Texts.EstimateRenewedText, cancellationToken).ConfigureAwait(false);
        if (!form.IsValid)
            return AddressPage(ticket, cart: [], form, showProblems: true, problem: null);

        var destination = await desk.AskAsync(() => desk.Account.SetAddressAsync(visitor.Shopper, ticket.Estimate.Id, form.Address, cancellationToken)).ConfigureAwait(false);
        return destination is null
            ? AddressPage(ticket, cart: [], form, showProblems: false, Texts.AddressRefusedText)
            : ConfirmPage(visitor, ticket with { Destination = destination }, DefaultRefund(visitor), problem: null);
    }

    public async Task<IResult> PlaceAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (desk.Visitor(context) is not { } visitor)
            return ToCart();
        var fields = await context.Request.ReadFormAsync(cancellationToken).ConfigureAwait(false);
        if (tickets.Read(fields[CommerceEndpoints.TicketField], visitor) is not { Destination: { } destination } ticket)
            return PageResults.FormExpired();
        var refund = fields[CommerceEndpoints.RefundField].ToString().Trim();
        if (refund.Length > 0 && !desk.Account.IsWalletAddress(refund, desk.Account.RefundNetwork.Id))
            return ConfirmPage(visitor, ticket, refund, Texts.RefundAddressProblem);

        CommerceCheckout? placed = null;
        var wallet = refund.Length == 0 ? null : refund;
        var outcome = await desk.DoAsync(async () => placed = await desk.Account.PlaceAsync(
            visitor.Shopper, ticket.Estimate.Id, destination.Id, wallet, ticket.KeyFor(wallet), cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        if (placed is null)
        {
            return outcome == CommerceOutcome.Refused && HasExpired(ticket)
                ? await AskAsync(visitor, new AddressForm(destination.Address), showProblems: false, Texts.EstimateRenewedText, cancellationToken).ConfigureAwait(false)
                : ConfirmPage(visitor, ticket, refund, outcome == CommerceOutcome.Refused ? Texts.OrderRefusedText : Texts.OrderUnansweredText);
        }

        desk.Remember(context, visitor.With(placed));
        // What was ordered is in the cart no longer; should this fail, the shopper sees it there and takes it out.
        await desk.DoAsync(() => TakeOutAsync(visitor, ticket.Estimate.Items, cancellationToken)).ConfigureAwait(false);
        return new SeeOther(urls.Commerce("orders/" + placed.OrderId));
    }

    /// <summary>Takes out what was ordered, and leaves what the estimate refused or was put in meanwhile.</summary>
    private async Task TakeOutAsync(CommerceVisitor visitor, IReadOnlyList<CommerceItem> ordered, CancellationToken cancellationToken)
    {
        var cart = await desk.Account.GetCartAsync(visitor.Shopper, cancellationToken).ConfigureAwait(false);
        var rest = cart.Select(item => item with { Quantity = Math.Max(0, item.Quantity - ordered.Where(each => each.ProductId == item.ProductId).Sum(static each => each.Quantity)) }).ToList();
        if (rest.All(static item => item.Quantity == 0))
        {
            await desk.Account.ClearCartAsync(visitor.Shopper, cancellationToken).ConfigureAwait(false);
            return;
        }

        foreach (var item in rest.Except(cart))
            await desk.Account.SetCartItemAsync(visitor.Shopper, item, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks what the cart costs now, and shows it with the address form.</summary>
    private async Task<IResult> AskAsync(CommerceVisitor visitor, AddressForm form, bool showProblems, string? problem, CancellationToken cancellationToken)
    {
        var cart = await desk.AskAsync(() => desk.Account.GetCartAsync(visitor.Shopper, cancellationToken)).ConfigureAwait(false);
        if (cart is null)
            return CommerceDesk.Silent();
        if (cart.Count == 0)
            return ToCart();
        if (desk.Account.MostPerOrder is { } most && cart.Sum(static item => item.Total.Amount) > most.Amount)
        {
            var text = string.Format(CultureInfo.CurrentCulture, Texts.OrderTooLargeText, most);
            return PageResults.Problem(StatusCodes.Status422UnprocessableEntity, Texts.OrderTooLargeTitle, text);
        }

        var estimate = await desk.AskAsync(() => desk.Account.EstimateAsync(visitor.Shopper, cart, cancellationToken)).ConfigureAwait(false);
        return estimate is null
            ? CommerceDesk.Silent()
            : AddressPage(new CheckoutTicket(visitor.Shopper.CustomerId, estimate), cart, form, showProblems, problem);
    }

    private IResult AddressPage(CheckoutTicket ticket, IReadOnlyList<CommerceItem> cart, AddressForm form, bool showProblems, string? problem) =>
        PageResults.Page<CommerceAddressPage>(
            new()
            {
                [nameof(CommerceAddressPage.Estimate)] = ticket.Estimate,
                [nameof(CommerceAddressPage.Cart)] = cart,
                [nameof(CommerceAddressPage.Ticket)] = tickets.Write(ticket),
                [nameof(CommerceAddressPage.Address)] = form.Address,
                [nameof(CommerceAddressPage.ShowProblems)] = showProblems,
                [nameof(CommerceAddressPage.Problem)] = problem,
            },
            problem is null && !showProblems ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    private IResult ConfirmPage(CommerceVisitor visitor, CheckoutTicket ticket, string refund, string? problem) =>
        PageResults.Page<CommerceConfirmPage>(
            new()
            {
                [nameof(CommerceConfirmPage.Estimate)] = ticket.Estimate,
                [nameof(CommerceConfirmPage.Destination)] = ticket.Destination,
                [nameof(CommerceConfirmPage.Ticket)] = tickets.Write(ticket),
                [nameof(CommerceConfirmPage.RefundNetwork)] = desk.Account.RefundNetwork,
                [nameof(CommerceConfirmPage.RefundAddress)] = refund,
                [nameof(CommerceConfirmPage.ProviderName)] = desk.Account.Account.Provider.DisplayName,
                [nameof(CommerceConfirmPage.Problem)] = problem,
            },
            problem is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    private string DefaultRefund(CommerceVisitor visitor) =>
        visitor.Shopper.Wallet is { } wallet && wallet.NetworkId == desk.Account.RefundNetwork.Id ? wallet.Address : "";

    private bool HasExpired(CheckoutTicket ticket) => ticket.Estimate.ExpiresAt <= time.GetUtcNow();

    private SeeOther ToCart() => new(urls.Commerce("cart"));
}
