using System.Globalization;
using Microsoft.AspNetCore.Http;
using Pepay.Runtime.Checkout;
using Pepay.Runtime.Payments;
using Pepay.Storefront.Resources;

namespace Pepay.Storefront.Checkout;

/// <summary>
/// Starts a payment and leads the browser to it. The form of <see cref="Components.PaymentForm"/> comes here by itself; a shop whose own
/// checkout form already holds the choice calls <see cref="StartAsync"/> after it has stored the order. Scoped.
/// </summary>
public sealed class StorefrontCheckout
{
    private readonly IShopOrders orders;
    private readonly CheckoutService checkout;
    private readonly PaymentProviders providers;
    private readonly PaymentOwnership ownership;
    private readonly StorefrontUrls urls;
    private readonly StorefrontOptions options;

    internal StorefrontCheckout(
        IShopOrders orders, CheckoutService checkout, PaymentProviders providers, PaymentOwnership ownership, StorefrontUrls urls,
        StorefrontOptions options)
    {
        this.orders = orders;
        this.checkout = checkout;
        this.providers = providers;
        this.ownership = ownership;
        this.urls = urls;
        this.options = options;
    }

    /// <summary>
    /// Opens the order's payment with the chosen method and redirects to the provider's page, or to the shop's own (303). What cannot work comes back as a page
    /// that says so and leads on; this method does not throw for it. The caller has made sure that this browser may pay the order, and
    /// that the request is no forgery; the browser is remembered as the one that may see the payment.
    /// </summary>
    /// <param name="context">The current request.</param>
    /// <param name="orderNumber">The number of a stored order.</param>
    /// <param name="method">The chosen method, as <see cref="Components.PaymentMethods"/> posts it; null or unknown is answered with a page.</param>
    /// <param name="cancellationToken">Ends the call. An attempt that is stored already is continued by the next call.</param>
    public async Task<IResult> StartAsync(HttpContext context, string orderNumber, string? method, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return await orders.FindAsync(orderNumber, cancellationToken).ConfigureAwait(false) is { } order
            ? await StartOrderAsync(context, order, method, cancellationToken).ConfigureAwait(false)
            : PageResults.OrderNotFound();
    }

    internal async Task<IResult> StartOrderAsync(HttpContext context, ShopOrder order, string? method, CancellationToken cancellationToken)
    {
        if (PaymentMethod.Find(providers, options, method) is not { } chosen)
            return PageResults.Problem(StatusCodes.Status400BadRequest, Texts.MethodMissingTitle, Texts.MethodMissingText, order.PagePath);

        var (amount, why) = chosen.Ask(order.Total, order.Rates);
        if (why is not null)
            return Unavailable(chosen, why, order);
        try
        {
            var payment = await checkout.StartAsync(chosen.Provider, RequestFor(order, amount), cancellationToken).ConfigureAwait(false);
            ownership.Add(context, payment.AttemptId);
            var here = chosen.IsEmbedded && chosen.Provider is IEmbeddedCheckout embedded && embedded.CanEmbed(payment);
            return new SeeOther(here ? urls.Pay(payment.AttemptId) : payment.PaymentUrl!.AbsoluteUri);
        }
        catch (CheckoutException exception)
        {
            return Explain(context, order, chosen, exception);
        }
    }

    private CheckoutRequest RequestFor(ShopOrder order, Money amount) => new()
    {
        OrderNumber = order.Number,
        Amount = amount,
        Description = order.Description,
        CustomerId = order.CustomerId,
        CustomerName = order.Name,
        CustomerEmail = order.Email,
        ReturnUrl = urls.Absolute("return"),
        CancelUrl = urls.Absolute("cancel"),
    };

    private IResult Explain(HttpContext context, ShopOrder order, PaymentMethod method, CheckoutException exception)
    {
        var name = method.Provider.Account.Provider.DisplayName;
        switch (exception.Reason)
        {
            case CheckoutFailure.AlreadyPaid:
                return PageResults.Problem(StatusCodes.Status409Conflict, Texts.AlreadyPaidTitle, Texts.AlreadyPaidText, order.PagePath);
            case CheckoutFailure.Unavailable:
                return Unavailable(method, Texts.MethodUnavailableText, order);
        }

        // The stored attempt is this browser's: trying again goes on with it.
        string? retry = null;
        if (exception.Payment is { } attempt)
        {
            ownership.Add(context, attempt.AttemptId);
            retry = urls.Retry(attempt.AttemptId, method.IsEmbedded);
        }

        var refused = exception.Reason == CheckoutFailure.ProviderRefused;
        return PageResults.Problem(
            refused ? StatusCodes.Status502BadGateway : StatusCodes.Status503ServiceUnavailable,
            Format(refused ? Texts.RefusedTitle : Texts.UnreachableTitle, name),
            Format(refused ? Texts.RefusedText : Texts.UnreachableText, name),
            order.PagePath,
            refused ? null : retry,
            Format(Texts.RetryAction, name));
    }

    private static IResult Unavailable(PaymentMethod method, string why, ShopOrder order) => PageResults.Problem(
        StatusCodes.Status422UnprocessableEntity, Format(Texts.MethodUnavailableTitle, method.Provider.Account.Provider.DisplayName), why, order.PagePath);

    private static string Format(string text, string value) => string.Format(CultureInfo.CurrentCulture, text, value);
}
