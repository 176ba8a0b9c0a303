using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Pepay.EndToEnd.Support;

namespace Pepay.EndToEnd;

/// <summary>
/// Walks through every page in light, dark and on a phone: takes a picture of each (artifacts/screenshots) and has a script look for what people with
/// poor sight, a keyboard or a screen reader would miss.
/// </summary>
[Collection(DemoShopCollection.Name)]
public sealed class LookTests(DemoShop shop)
{
    private static readonly string Script = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Support", "accessibility.js"));

    private static readonly string Pictures = Path.Combine(
        typeof(LookTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static a => a.Key == "RepositoryRoot").Value!, "artifacts", "screenshots");

    // What an earlier run took is no picture of this one.
    private static readonly Lazy<bool> Emptied = new(static () =>
    {
        if (Directory.Exists(Pictures))
            Directory.Delete(Pictures, recursive: true);
        return true;
    });

    private readonly List<string> problems = [];

    [Theory]
    [InlineData(ColorScheme.Light, false)]
    [InlineData(ColorScheme.Dark, false)]
    [InlineData(ColorScheme.Light, true)]
    public async Task EveryPage_CanBeReadAndUsed(ColorScheme scheme, bool phone)
    {
        var folder = Path.Combine(Pictures, phone ? "phone" : scheme.ToString().ToLowerInvariant());
        await using var shopper = await shop.WelcomeAsync(phone: phone, scheme: scheme);
        await shopper.BuyAsync(Shopper.PepayHere);
        var page = shopper.Page;
        await LookAsync(page, folder, "10-pay-here-choose");
        await page.GetByLabel("USDC Base").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the address" }).ClickAsync();
        await Assertions.Expect(page.GetByTestId("transfer-address")).ToBeVisibleAsync();
        await LookAsync(page, folder, "11-pay-here-send");
        await page.GetByRole(AriaRole.Link, new() { Name = "Pay on Pepay's page instead" }).ClickAsync();
        await shopper.PressAsync("pay-full");
        await shopper.ShouldReadAsync("Thank you, your payment has arrived");
        await LookAsync(page, folder, "12-paid");
        await shopper.OpenOrderAsync();
        await LookAsync(page, folder, "13-order-paid");
        await VisitAsync(page, folder, ("01-home", "/"), ("02-product", "/products/fell-throw"), ("14-orders", "/orders"), ("15-nothing-here", "/nothing"));

        await shopper.BuyAsync(Shopper.XPay);
        await shopper.PressAsync("decline");
        await shopper.ShouldReadAsync("The payment was declined");
        await LookAsync(shopper.Page, folder, "16-declined");
        await shopper.OpenOrderAsync();
        await LookAsync(shopper.Page, folder, "17-order-to-pay");
        await shopper.Page.GotoAsync(shop.Program.Url + "/products/tarn-mug");
        await shopper.Page.GetByRole(AriaRole.Button, new() { Name = "Put in the basket" }).ClickAsync();
        await LookAsync(shopper.Page, folder, "03-basket");
        await VisitAsync(shopper.Page, folder, ("04-checkout", "/checkout"));
        await LookAtTheMerchantAreaAsync(shopper.OrderNumber, scheme, phone, folder);

        problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ColorScheme.Light, false)]
    [InlineData(ColorScheme.Dark, false)]
    [InlineData(ColorScheme.Light, true)]
    public async Task EveryPageOfAPaymentInTrouble_CanBeReadAndUsed(ColorScheme scheme, bool phone)
    {
        var folder = Path.Combine(Pictures, phone ? "phone" : scheme.ToString().ToLowerInvariant());
        await using var shopper = await shop.WelcomeAsync(phone: phone, scheme: scheme);
        await shopper.BuyAsync(Shopper.Pepay);
        var payment = shopper.Page.Url;
        await shopper.PressAsync("back-to-shop");
        await shopper.ShouldReadAsync("Waiting for your payment");
        await LookAsync(shopper.Page, folder, "50-waiting");
        await shopper.Page.GotoAsync(payment);
        await shopper.Page.GetByTestId("partial-amount").FillAsync("10.00");
        await shopper.PressAsync("pay-partial");
        await shopper.PressAsync("back-to-shop");
        await shopper.ShouldReadAsync("A part of your payment has arrived");
        await LookAsync(shopper.Page, folder, "51-underpaid");
        await shopper.OpenOrderAsync();
        await LookAsync(shopper.Page, folder, "52-order-underpaid");
        await shopper.Page.GotoAsync(payment);
        await shopper.PressAsync("expire");
        await shopper.PressAsync("back-to-shop");
        await shopper.ShouldReadAsync("The time to pay ran out");
        await LookAsync(shopper.Page, folder, "53-expired");
        await shopper.OpenOrderAsync();
        await Assertions.Expect(shopper.Page.Locator(".order-text")).ToContainTextAsync("10.00 USD arrived on a payment that cannot be completed any more");
        await LookAsync(shopper.Page, folder, "54-order-part-lost");
        await VisitAsync(shopper.Page, folder, ("55-problem", "/checkout/return/unknown"), ("56-sign-in", "/merchant"));
        await shopper.BuyAsync(Shopper.PepayHere);
        await shopper.Page.GetByLabel("USDC Base").CheckAsync();
        await shopper.Page.GetByRole(AriaRole.Button, new() { Name = "Show the address" }).ClickAsync();
        await shopper.Page.GetByRole(AriaRole.Link, new() { Name = "Change the address" }).ClickAsync();
        await LookAsync(shopper.Page, folder, "57-receipt");

        problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ColorScheme.Light, false)]
    [InlineData(ColorScheme.Dark, false)]
    [InlineData(ColorScheme.Light, true)]
    public async Task EveryPageOfForeignGoods_CanBeReadAndUsed(ColorScheme scheme, bool phone)
    {
        var folder = Path.Combine(Pictures, phone ? "phone" : scheme.ToString().ToLowerInvariant());
        await using var shopper = await shop.WelcomeAsync(phone: phone, scheme: scheme);
        var page = await shopper.OpenAsync("/elsewhere");
        await LookAsync(page, folder, "30-goods");
        await VisitAsync(
            page, folder, ("31-goods-found", "/elsewhere?q=a"), ("32-goods-nothing", "/elsewhere?q=unobtainium"), ("33-sold-out", "/elsewhere/products/E0SIM00012?q=console"),
            ("34-wallet", "/elsewhere/wallet"), ("35-cart-empty", "/elsewhere/cart"), ("36-foreign-orders-none", "/elsewhere/orders"));
        foreach (var product in (string[])["T0SIM00008?q=game", "B0SIM00001?q=cable"])
        {
            await page.GotoAsync(shop.Program.Url + "/elsewhere/products/" + product);
            await LookAsync(page, folder, "37-foreign-product");
            await page.GetByRole(AriaRole.Button, new() { Name = "Put in the cart" }).ClickAsync();
        }

        await LookAsync(page, folder, "38-foreign-cart");
        await page.GetByRole(AriaRole.Link, new() { Name = "See the full price" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Check the order" }).ClickAsync();
        await LookAsync(page, folder, "39-foreign-address");
        await shopper.FillAddressAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Check the order" }).ClickAsync();
        await LookAsync(page, folder, "40-foreign-confirm");
        await page.GetByRole(AriaRole.Button, new() { Name = "Order for" }).ClickAsync();
        await shopper.ShouldReadAsync("One more step: pay your order");
        await LookAsync(page, folder, "41-foreign-order");
        await shop.SimulateAsync(page.Url, "payment_confirmed");
        await shop.SimulateAsync(page.Url, "placed");
        await shop.SimulateAsync(page.Url, "shipped");
        await shopper.ShouldReadAsync("Your parcel is on its way");
        await page.GetByText("All that happened").ClickAsync();
        await LookAsync(page, folder, "42-foreign-order-shipped");
        var order = page.Url.Split('/')[^1];
        await VisitAsync(page, folder, ("43-foreign-orders", "/elsewhere/orders"));
        await shop.Merchant.EmulateMediaAsync(new() { ColorScheme = scheme });
        if (phone)
            await shop.Merchant.SetViewportSizeAsync(390, 844);
        await VisitAsync(shop.Merchant, folder, ("44-merchant-foreign", "/merchant/foreign"), ("45-merchant-foreign-order", "/merchant/foreign/" + order));
        await shop.Merchant.SetViewportSizeAsync(1280, 720);

        problems.ShouldBeEmpty();
    }

    private async Task LookAtTheMerchantAreaAsync(string order, ColorScheme scheme, bool phone, string folder)
    {
        var page = shop.Merchant;
        await page.EmulateMediaAsync(new() { ColorScheme = scheme });
        if (phone)
            await page.SetViewportSizeAsync(390, 844);
        await VisitAsync(
            page, folder, ("20-payments", "/merchant"), ("21-events", "/merchant/events"), ("22-dead-letters", "/merchant/events?state=dead"),
            ("23-actions", "/merchant/actions"), ("24-health", "/merchant/health"), ("28-checklist", "/merchant/checklist"), ("46-figures", "/merchant/figures"), ("47-figures-day", "/merchant/figures?span=day"), ("25-order", "/merchant/orders/" + order));
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^HF-") }).First.ClickAsync();
        await LookAsync(page, folder, "26-payment");
        await page.GotoAsync(shop.Program.Url + "/merchant");
        await page.Locator("tbody tr", new() { Has = page.GetByText("Paid", new() { Exact = true }) }).First.Locator("a").ClickAsync();
        await LookAsync(page, folder, "29-payment-paid");
        await page.GotoAsync(shop.Program.Url + "/merchant/events");
        await page.Locator("tbody a").First.ClickAsync();
        await LookAsync(page, folder, "27-event");
        await page.SetViewportSizeAsync(1280, 720);
    }

    private async Task VisitAsync(IPage page, string folder, params (string Name, string Path)[] pages)
    {
        foreach (var (name, path) in pages)
        {
            await page.GotoAsync(shop.Program.Url + path);
            await LookAsync(page, folder, name);
        }
    }

    private async Task LookAsync(IPage page, string folder, string name)
    {
        Emptied.Value.ShouldBeTrue();
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
        problems.AddRange((await page.EvaluateAsync<string[]>(Script)).Select(problem => $"{Path.GetFileName(folder)} {name}: {problem}"));
    }
}
