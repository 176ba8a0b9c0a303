using Microsoft.Playwright;
using Pepay.EndToEnd.Support;

namespace Pepay.EndToEnd;

[Collection(DemoShopCollection.Name)]
public sealed class MerchantAreaTests(DemoShop shop)
{
    [Theory]
    [InlineData("/merchant")]
    [InlineData("/merchant/events")]
    [InlineData("/merchant/actions")]
    [InlineData("/merchant/health")]
    [InlineData("/merchant/sign-in?token=guessed")]
    public async Task Merchant_WithoutTheLink_IsClosed(string path)
    {
        await using var context = await shop.Browser.NewContextAsync();
        var page = await context.NewPageAsync();

        var answer = await page.GotoAsync(shop.Program.Url + path);

        answer!.Status.ShouldBe(403);
        (await page.ContentAsync()).ShouldNotContain("HF-");
    }

    [Fact]
    public async Task SignInLink_UsedASecondTime_OpensNothing()
    {
        await using var context = await shop.Browser.NewContextAsync();
        var page = await context.NewPageAsync();

        var answer = await page.GotoAsync(shop.Program.MerchantLink);

        answer!.Status.ShouldBe(403);
        await Shopper.ShouldReadAsync(page, "This link no longer opens anything");
    }

    [Fact]
    public async Task Inbox_AfterAPurchase_ShowsTheEventAndWhatHandlersDid()
    {
        await using var shopper = await shop.WelcomeAsync();
        await shopper.BuyAsync(Shopper.XPay);
        await shopper.PressAsync("pay");
        await shopper.ShouldReadAsync("Thank you, your payment has arrived");
        var merchant = shop.Merchant;
        await merchant.GotoAsync($"{shop.Program.Url}/merchant/orders/{shopper.OrderNumber}");
        await merchant.Locator("tbody a").ClickAsync();
        var done = merchant.Locator("tbody tr", new() { HasText = "Done" });
        await Waiting.UntilAsync(merchant, async () => await done.CountAsync() > 0);

        await done.First.Locator("a").ClickAsync();

        await Assertions.Expect(merchant.Locator("pre")).ToContainTextAsync(shopper.OrderNumber);
        await Assertions.Expect(merchant.Locator(".pp-delivery").First).ToContainTextAsync("Done");
        await Assertions.Expect(merchant.GetByRole(AriaRole.Link, new() { Name = shopper.OrderNumber })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Refund_InTwoParts_MovesPaymentAndOrder()
    {
        await using var shopper = await shop.WelcomeAsync();
        await shopper.BuyAsync(Shopper.XPay);
        await shopper.PressAsync("pay");
        await shopper.ShouldReadAsync("Thank you, your payment has arrived");
        await shopper.OpenOrderAsync();
        var merchant = shop.Merchant;
        await merchant.GotoAsync($"{shop.Program.Url}/merchant/orders/{shopper.OrderNumber}");
        await merchant.Locator("tbody a").ClickAsync();

        await merchant.GetByLabel("Amount, up to 30.00 USD").FillAsync("12.50");
        await merchant.GetByRole(AriaRole.Button, new() { Name = "Give back" }).ClickAsync();
        await Assertions.Expect(merchant.GetByRole(AriaRole.Status)).ToHaveTextAsync("12.50 USD was given back through xPay. Given back in all: 12.50 USD.");
        await shopper.Page.ReloadAsync();
        await Shopper.OrderShouldBeAsync(shopper.Page, "Partly refunded");
        await merchant.GetByRole(AriaRole.Button, new() { Name = "Give back" }).ClickAsync();

        await Assertions.Expect(merchant.GetByRole(AriaRole.Status)).ToContainTextAsync("Given back in all: 30.00 USD.");
        await Assertions.Expect(merchant.GetByRole(AriaRole.Button, new() { Name = "Give back" })).ToHaveCountAsync(0);
        await shopper.Page.ReloadAsync();
        await Shopper.OrderShouldBeAsync(shopper.Page, "Refunded");
        await merchant.GetByRole(AriaRole.Link, new() { Name = "Actions" }).ClickAsync();
        await Assertions.Expect(merchant.Locator("tbody tr").First).ToContainTextAsync("Refund of 17.50 USD");
    }

    [Fact]
    public async Task Refund_AtPepay_SaysWhyThereIsNone()
    {
        await using var shopper = await shop.WelcomeAsync();
        await shopper.BuyAsync(Shopper.Pepay);
        await shopper.PressAsync("pay-full");
        await shopper.ShouldReadAsync("Thank you, your payment has arrived");

        await shop.Merchant.GotoAsync($"{shop.Program.Url}/merchant/orders/{shopper.OrderNumber}");
        await shop.Merchant.Locator("tbody a").ClickAsync();

        await Assertions.Expect(shop.Merchant.GetByText("Pepay offers shops no refund through its API")).ToBeVisibleAsync();
    }
}
