using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Pepay.EndToEnd.Support;

namespace Pepay.EndToEnd;

/// <summary>Purchases that are paid by a transfer, without leaving the shop.</summary>
[Collection(DemoShopCollection.Name)]
public sealed class PayingHereTests(DemoShop shop) : IAsyncLifetime
{
    private const string Paid = "Thank you, your payment has arrived";

    public Task InitializeAsync() => Task.CompletedTask;

    // The simulator checks every request of ours against the specification; a departure fails the test that made it.
    public async Task DisposeAsync() => (await shop.ViolationsAsync()).ShouldBe("[]");

    [Fact]
    public async Task Transfer_TooLittleThenTheRest_TurnsThePagePaidByItself()
    {
        await using var shopper = await shop.WelcomeAsync();
        var page = await OpenAddressAsync(shopper, "USDC Base");
        var address = await page.GetByTestId("transfer-address").InnerTextAsync();
        (await page.GetByTestId("transfer-amount").InnerTextAsync()).ShouldBe("30.000000");
        await Assertions.Expect(page.GetByRole(AriaRole.Img, new() { Name = "QR code" })).ToBeVisibleAsync();
        await page.ReloadAsync();
        (await page.GetByTestId("transfer-address").InnerTextAsync()).ShouldBe(address, "a reload asks for no new address");
        await page.EvaluateAsync("window.neverReloaded = true");

        await SendAsync(shopper, 10m);
        await Assertions.Expect(page.Locator(".pp-lead")).ToContainTextAsync("10.00 USD has arrived");
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("10.00 USD has arrived");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the address" }).ClickAsync();
        await Assertions.Expect(page.GetByTestId("transfer-amount")).ToHaveTextAsync("20.000000");
        (await page.GetByTestId("transfer-address").InnerTextAsync()).ShouldBe(address, "the rest goes where the first part went");
        await page.EvaluateAsync("window.neverReloaded = true");
        await SendAsync(shopper, 20m);

        await shopper.ShouldReadAsync(Paid);
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync(Paid);
        (await page.EvaluateAsync<bool>("window.neverReloaded === true")).ShouldBeTrue();
        await shopper.OpenOrderAsync();
        await Shopper.OrderShouldBeAsync(page, "Paid");
    }

    [Fact]
    public async Task Transfer_AnotherToken_GetsAnotherAmountAndAReceiptAddress()
    {
        await using var shopper = await shop.WelcomeAsync();
        var page = await OpenAddressAsync(shopper, "USDC Base");

        await page.GetByRole(AriaRole.Link, new() { Name = "Choose another token" }).ClickAsync();
        await ChooseAssetAsync(page, "ETH Ethereum");
        (await page.GetByTestId("transfer-amount").InnerTextAsync()).ShouldBe("0.012000");
        await page.GetByRole(AriaRole.Link, new() { Name = "Change the address" }).ClickAsync();
        await page.GetByLabel("Send the receipt to").FillAsync("receipts@example.org");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Assertions.Expect(page.GetByText("The receipt goes to receipts@example.org.")).ToBeVisibleAsync();
        (await page.GetByTestId("transfer-amount").InnerTextAsync()).ShouldBe("0.012000");
    }

    [Fact]
    public async Task Transfer_WithoutJavaScript_ThePageRefreshesItself()
    {
        await using var shopper = await shop.WelcomeAsync(javaScript: false);
        await OpenAddressAsync(shopper, "USDC Base");

        await SendAsync(shopper, 30m);

        await shopper.ShouldReadAsync(Paid);
    }

    [Fact]
    public async Task Transfer_TheInvoiceExpires_IsPaidWithANewOne()
    {
        await using var shopper = await shop.WelcomeAsync();
        var page = await OpenAddressAsync(shopper, "USDC Base");

        await ActAsync(shopper, "expire", null);

        await shopper.ShouldReadAsync("The time to pay ran out");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try again with Pepay" }).ClickAsync();
        await shopper.ArriveAtPaymentAsync();
    }

    private static async Task<IPage> OpenAddressAsync(Shopper shopper, string asset)
    {
        await shopper.BuyAsync(Shopper.PepayHere);
        await ChooseAssetAsync(shopper.Page, asset);
        return shopper.Page;
    }

    private static async Task ChooseAssetAsync(IPage page, string asset)
    {
        await page.GetByLabel(asset).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the address" }).ClickAsync();
        await Assertions.Expect(page.GetByTestId("transfer-address")).ToBeVisibleAsync();
    }

    private Task SendAsync(Shopper shopper, decimal usd) => ActAsync(shopper, "pay", new { usd });

    /// <summary>What happens on the chain, or to the invoice.</summary>
    private async Task ActAsync(Shopper shopper, string action, object? body)
    {
        await shop.Merchant.GotoAsync($"{shop.Program.Url}/merchant/orders/{shopper.OrderNumber}");
        await shop.Merchant.Locator("tbody a").First.ClickAsync();
        var invoice = InvoiceId().Match(await shop.Merchant.InnerTextAsync("main")).Value;
        using var client = new HttpClient();
        using var answer = await client.PostAsJsonAsync($"{shop.Program.SimulatorUrl}/control/pepay/invoices/{invoice}/{action}", body ?? new { });
        answer.EnsureSuccessStatusCode();
    }

    private static Regex InvoiceId() => new("[0-9a-f]{8}-[0-9a-f-]{27}");
}
