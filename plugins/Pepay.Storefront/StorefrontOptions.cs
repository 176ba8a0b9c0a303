using Microsoft.AspNetCore.Components;

namespace Pepay.Storefront;

/// <summary>Settings of the payment pages. Read at start-up, by <c>MapPepayStorefront</c>.</summary>
public sealed class StorefrontOptions
{
    /// <summary>The shop's name in page titles. Default: <c>Shop</c>.</summary>
    public string ShopName { get; set; } = "Shop";

    /// <summary>Path of the shop's start page, relative to the path base. Default: <c>/</c>.</summary>
    public string HomePath { get; set; } = "/";

    /// <summary>Path under which the payment pages are. Default: <c>/checkout</c>.</summary>
    public string CheckoutPath { get; set; } = "/checkout";

    /// <summary>Path of the payment status for scripts of the shop. Default: <c>/payment-status</c>.</summary>
    public string StatusPath { get; set; } = "/payment-status";

    /// <summary>Path under which the merchant area is. Default: <c>/merchant</c>.</summary>
    public string MerchantPath { get; set; } = "/merchant";

    /// <summary>Path under which providers deliver webhooks, as <c>{path}/{provider}/{account}</c>. Default: <c>/webhooks</c>.</summary>
    public string WebhookPath { get; set; } = "/webhooks";

    /// <summary>
    /// Name of the authorization policy that a request to the merchant area must meet. Null (the default) leaves the merchant area
    /// unmapped: every address of it is answered with 404.
    /// </summary>
    public string? MerchantPolicy { get; set; }

    /// <summary>
    /// Whether providers that can do so (<see cref="Pepay.Runtime.Checkout.IEmbeddedCheckout"/>) are also offered on a page of the shop, besides their own.
    /// Default: true.
    /// </summary>
    public bool EmbeddedCheckout { get; set; } = true;

    /// <summary>
    /// Path under which shoppers buy goods of other shops (<c>/elsewhere</c>) through an account that can do so (<see cref="Pepay.Runtime.Commerce.ICommerce"/>).
    /// Null (the default) leaves these pages unmapped, as does the lack of such an account.
    /// </summary>
    public string? CommercePath { get; set; }

    /// <summary>
    /// How many searches for goods of other shops one visitor (one address) has in a minute; default 60. Each costs requests of the account at its provider. Behind a
    /// proxy, set its forwarded headers up: without them all visitors are one.
    /// </summary>
    public int CommerceSearchesPerMinute { get; set; } = 60;

    /// <summary>
    /// Path of a form of the shop's that ends a person's session in the merchant area (<c>/merchant/sign-out</c>); posted with a form token
    /// (<see cref="Components.FormToken"/>). Null (the default) shows no button for it.
    /// </summary>
    public string? MerchantSignOutPath { get; set; }

    /// <summary>
    /// The shop's public address (<c>https://shop.example</c>), which providers send payers back to. Null (the default) takes the scheme
    /// and host of each request; set it where the host header is not checked in front of the shop.
    /// </summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>The shop's layout component, around the content of every payment page. Default: a plain one with the shop's name.</summary>
    public Type? Layout
    {
        get;
        set
        {
            if (value is not null && !typeof(LayoutComponentBase).IsAssignableFrom(value))
                throw new ArgumentException($"{value} is no layout: derive it from {nameof(LayoutComponentBase)}.", nameof(value));
            field = value;
        }
    }

    /// <summary>Path of the shop's icon (<c>/favicon.svg</c>); null for none.</summary>
    public string? IconPath { get; set; }

    /// <summary>Paths of the shop's own stylesheets, loaded after ours. Colours are custom properties (<c>--pp-accent</c> and others).</summary>
    public IList<string> Stylesheets { get; } = [];
}
