using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Pepay.EndToEnd.Support;

/// <summary>Somebody who buys: a browser context with its own cookies, and what they do in it.</summary>
internal sealed partial class Shopper(string shop, IBrowserContext context) : IAsyncDisposable
{
    public const string Pepay = "pepay";
    public const string PepayHere = "pepay/here";
    public const string XPay = "xpay";

    private static readonly (string Field, string Value)[] Address =
    [
        ("FirstName", "Ada"), ("LastName", "Lovelace"), ("Street", "12 Analytical Way"), ("City", "Portland"), ("State", "OR"), ("PostalCode", "97201"),
        ("Country", "US"), ("Phone", "+1 503 555 0101"), ("Email", "ada@example.org"),
    ];

    public IPage Page { get; private set; } = null!;

    /// <summary>The order's number, read from the payment's page.</summary>
    public string OrderNumber { get; private set; } = "";

    /// <summary>Puts a mug into the basket and goes through the checkout; ends on the payment's page.</summary>
    public async Task BuyAsync(string method, int clicks = 1)
    {
        Page = await context.NewPageAsync();
        await Page.GotoAsync(shop);
        await Page.GetByRole(AriaRole.Link, new() { Name = "Tarn mug" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Put in the basket" }).ClickAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "Go to checkout" }).ClickAsync();
        await Page.GetByLabel("Name").FillAsync("Ada Lovelace");
        await Page.GetByLabel("E-mail").FillAsync("ada@example.org");
        await ChooseAsync(method);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Place the order" }).ClickAsync(new() { ClickCount = clicks });
        await ArriveAtPaymentAsync();
        OrderNumber = Number().Match(await Page.ContentAsync()).Value;
        OrderNumber.ShouldNotBeEmpty("the payment's page names the order");
    }

    /// <summary>Opens a page of the shop.</summary>
    public async Task<IPage> OpenAsync(string path)
    {
        Page = await context.NewPageAsync();
        await Page.GotoAsync(shop + path);
        return Page;
    }

    /// <summary>Fills the form that asks where goods of other shops go.</summary>
    public async Task FillAddressAsync()
    {
        foreach (var (field, value) in Address)
            await Page.Locator($"#address-{field}").FillAsync(value);
    }

    public Task ChooseAsync(string method) => Page.Locator($"input[name='method'][value='{method}']").CheckAsync();

    /// <summary>The provider's page, or the shop's own for a payment that is made here.</summary>
    public Task ArriveAtPaymentAsync() => Page.WaitForURLAsync(new Regex("/(pepay/pay|xpay/checkout|checkout/pay)"));

    public Task PressAsync(string testId) => PressAsync(Page, testId);

    public static Task PressAsync(IPage page, string testId) => page.GetByTestId(testId).ClickAsync();

    /// <summary>Another tab of the same browser.</summary>
    public async Task<IPage> OpenTabAsync(string address)
    {
        var tab = await context.NewPageAsync();
        await tab.GotoAsync(address);
        return tab;
    }

    public static Task ShouldReadAsync(IPage page, string heading) =>
        Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(heading);

    public Task ShouldReadAsync(string heading) => ShouldReadAsync(Page, heading);

    /// <summary>Opens the shop's page of the order from the payment's page.</summary>
    public async Task<string> OpenOrderAsync()
    {
        await Page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("View your order|Choose another way") }).ClickAsync();
        await ShouldReadAsync("Order " + OrderNumber);
        return Page.Url;
    }

    public static Task OrderShouldBeAsync(IPage page, string state) =>
        Assertions.Expect(page.Locator("#state")).ToHaveTextAsync(state);

    public async ValueTask DisposeAsync() => await Chromium.EndAsync(context.CloseAsync());

    [GeneratedRegex("HF-[0-9]+")]
    private static partial Regex Number();
}
