using Pepay.Runtime.Inbox;
using Pepay.Storefront.Tests.Support;

namespace Pepay.Storefront.Tests;

/// <summary>What holds for every page, whatever it shows.</summary>
public sealed class EveryPageTests(EveryPageTests.ShopWithEverything shop) : IClassFixture<EveryPageTests.ShopWithEverything>
{
    public static TheoryData<string> Addresses => new(
        "/checkout/return/{0}", "/checkout/cancel/{0}", "/checkout/return/unknown", "/merchant", "/merchant/orders/A-1", "/merchant/payments/{0}",
        "/merchant/payments/unknown", "/merchant/events", "/merchant/events?state=dead", "/merchant/events/1", "/merchant/events/99", "/merchant/actions",
        "/merchant/health", "/merchant/checklist", "/merchant/figures", "/merchant/figures?span=day", "/elsewhere", "/elsewhere?q=cable", "/elsewhere/products/cable-1?q=cable", "/elsewhere/wallet", "/elsewhere/cart",
        "/elsewhere/checkout", "/elsewhere/orders", "/elsewhere/orders/" + FakeCommerce.OrderId, "/elsewhere/orders/unknown", "/merchant/foreign",
        "/merchant/foreign/" + FakeCommerce.OrderId, "/merchant?find=A-1", "/merchant?find=nothing", "/elsewhere/orders/" + FakeCommerce.OrderId + "/cancel");

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Page_HasAStrictPolicyAndKeepsToIt(string address)
    {
        var page = await shop.OpenAsync(address);

        var policy = page.Header("Content-Security-Policy");
        policy.ShouldContain("default-src 'none'");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldNotContain("unsafe");
        page.Header("X-Content-Type-Options").ShouldBe("nosniff");
        page.Header("Cache-Control").ShouldContain("no-store");
        page.Document.QuerySelectorAll("style, [style], script:not([src])").ShouldBeEmpty();
        page.Document.All.ShouldAllBe(static element => !element.Attributes.Any(static a => a.Name.StartsWith("on", StringComparison.Ordinal)));
        page.Document.QuerySelectorAll("link[href], script[src], img[src]")
            .Select(static e => e.GetAttribute("href") ?? e.GetAttribute("src"))
            .ShouldAllBe(static url => url!.StartsWith('/') || url.StartsWith("data:", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Page_HasLandmarksHeadingAndLabels(string address)
    {
        var page = await shop.OpenAsync(address);

        page.Document.DocumentElement.GetAttribute("lang").ShouldBe("en");
        page.Document.Title.ShouldNotBeNullOrWhiteSpace();
        page.Document.QuerySelectorAll("h1").ShouldHaveSingleItem();
        page.Document.QuerySelectorAll("main#content").ShouldHaveSingleItem();
        page.Document.QuerySelector("body > a[href='#content']").ShouldNotBeNull("a link that skips the navigation");
        page.Document.QuerySelectorAll("input:not([type=hidden]), select")
            .ShouldAllBe(field => field.Closest("label") != null || field.HasAttribute("aria-label") || page.Document.QuerySelector($"label[for='{field.Id}']") != null);
        page.Document.QuerySelectorAll("table").ShouldAllBe(static table => table.QuerySelectorAll("th[scope=col]").Length > 0);
        page.Document.QuerySelectorAll("svg").ShouldAllBe(static svg => svg.GetAttribute("aria-hidden") == "true" || svg.HasAttribute("aria-label"));
        page.Document.QuerySelectorAll("[id]").Select(static e => e.Id).ShouldBeUnique();
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Page_ContainsNoSecretAndNoMarkupFromOutside(string address)
    {
        var page = await shop.OpenAsync(address);

        page.Text.ShouldNotContain(FakeCheckout.WebhookSecretValue);
        page.Text.ShouldNotContain(shop.App.Payment.IdempotencyKey);
        page.Text.ShouldNotContain("<script>alert");
        page.Text.ShouldNotContain("<b>Ada</b>");
    }

    [Fact]
    public async Task Assets_AreServedByTheLibraryAndLoadNothingElse()
    {
        var browser = shop.Browser;
        var page = await shop.OpenAsync("/checkout/return/{0}");

        var style = await browser.GetAsync(page.Document.QuerySelector("link[rel=stylesheet]")!.GetAttribute("href")!);
        var script = await browser.GetAsync(page.Document.QuerySelector("script")!.GetAttribute("src")!);

        style.ContentType.ShouldBe("text/css");
        style.Header("Cache-Control").ShouldContain("immutable");
        style.Text.ShouldNotContain("url(");
        style.Text.ShouldContain("prefers-color-scheme: dark");
        script.ContentType.ShouldBe("text/javascript");
        (await browser.GetAsync("/checkout/assets/storefront.css")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task MethodChoice_ProviderCannotTakeTheAmount_SaysWhyAndCannotBeChosen()
    {
        await using var app = await StorefrontApp.StartAsync();
        app.Provider.Unavailable = "Acme Pay takes at most 10.00 USD.";

        var page = await app.OpenBrowser().GetAsync("/pay/A-1");

        var radio = page.Document.QuerySelector("input[type=radio]")!;
        radio.HasAttribute("disabled").ShouldBeTrue();
        radio.HasAttribute("checked").ShouldBeFalse();
        radio.Closest("label")!.TextContent.ShouldContain("Acme Pay takes at most 10.00 USD.");
    }

    [Fact]
    public void Layout_ThatIsNoLayout_IsRefused() =>
        Should.Throw<ArgumentException>(static () => new StorefrontOptions { Layout = typeof(string) }).Message.ShouldContain("LayoutComponentBase");

    /// <summary>A shop with a payment and an event; the tests only look at it.</summary>
    public sealed class ShopWithEverything : IAsyncLifetime
    {
        internal StorefrontApp App { get; private set; } = null!;

        internal Browser Browser { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            App = await StorefrontApp.StartAsync(
                static options =>
                {
                    options.MerchantPolicy = "merchant";
                    options.CommercePath = "/elsewhere";
                },
                new FakeCommerce());
            App.Inbox.Add("<script>alert('type')</script>", """{"name":"<b>Ada</b>"}""", InboxState.Dead);
            Browser = await App.OpenPayingBrowserAsync(asMerchant: true);
            await CommercePagesTests.OrderAsync(Browser);
            await CommercePagesTests.FillCartAsync(Browser);
        }

        public async Task DisposeAsync() => await App.DisposeAsync();

        internal Task<Page> OpenAsync(string address) => Browser.GetAsync(string.Format(null, address, App.Payment.AttemptId));
    }
}
