using Pepay.Runtime.Payments;
using Pepay.Storefront.Tests.Support;

namespace Pepay.Storefront.Tests;

/// <summary>A shop in euros with a provider that takes US dollars only.</summary>
public sealed class CurrencyTests
{
    private readonly FakeCheckout dollarsOnly = new() { OnlyCurrency = "USD" };

    [Fact]
    public async Task Choice_NoRate_SaysWhyItCannotBeChosen()
    {
        await using var app = await StorefrontApp.StartAsync(provider: dollarsOnly);

        var page = await app.OpenBrowser().GetAsync("/pay/" + FakeShopOrders.InEuros);

        page.Document.QuerySelector("input[type=radio]")!.HasAttribute("disabled").ShouldBeTrue();
        page.Document.QuerySelector(".pp-method-why")!.TextContent.ShouldBe("Acme Pay takes USD only, and this shop has no rate for EUR at the moment.");
    }

    [Fact]
    public async Task Start_NoRate_StartsNothing()
    {
        await using var app = await StorefrontApp.StartAsync(provider: dollarsOnly);
        var browser = app.OpenBrowser();

        var answer = await browser.SubmitAsync(await browser.GetAsync("/pay/" + FakeShopOrders.InEuros), "form", ("method", "acme"));

        answer.Status.ShouldBe(422);
        answer.Text.ShouldContain("no rate for EUR");
        app.Payments.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Start_WithTheOrdersRate_AsksForRoundedDollarsAndTheSameAgain()
    {
        await using var app = await StorefrontApp.StartAsync(provider: dollarsOnly);
        var browser = app.OpenBrowser();
        var page = await browser.GetAsync("/pay/" + FakeShopOrders.InEurosWithRate);
        page.Text.ShouldContain("You are asked for 54.16 USD");

        await browser.SubmitAsync(page, "form");
        await browser.SubmitAsync(page, "form");

        app.Payment.Amount.ShouldBe(new Money(54.16m, "USD"));
        app.Payments.All.ShouldHaveSingleItem();
        app.Provider.Set(app.Payment, received: 54.16m);
        await app.ReconcileAsync();
        app.Payment.State.Label.ShouldBe(PaymentLabel.Paid);
        app.Payment.Finding.ShouldBeNull();
    }

    [Fact]
    public async Task Start_ProviderTakesAnyCurrency_ConvertsNothing()
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = app.OpenBrowser();

        await browser.SubmitAsync(await browser.GetAsync("/pay/" + FakeShopOrders.InEurosWithRate), "form");

        app.Payment.Amount.ShouldBe(new Money(49.99m, "EUR"));
    }

    [Theory]
    [InlineData("10.00", "EUR", "JPY", "161.25", "1613 JPY")]
    [InlineData("10.00", "EUR", "JPY", "161.24", "1612 JPY")]
    [InlineData("10.00", "EUR", "KWD", "0.33345", "3.335 KWD")]
    [InlineData("1613", "JPY", "USD", "0.0065", "10.48 USD")]
    [InlineData("1.005", "KWD", "USD", "1", "1.01 USD")]
    [InlineData("0.01", "USD", "JPY", "150", "2 JPY")]
    public void In_AnotherCurrency_IsRoundedToItsSmallestUnitHalfUp(string amount, string from, string to, string rate, string expected) =>
        new Money(Parse(amount), from).In(to, Parse(rate)).ToString().ShouldBe(expected.Replace("1613 ", "1,613 ", StringComparison.Ordinal).Replace("1612 ", "1,612 ", StringComparison.Ordinal));

    [Theory]
    [InlineData("USD", 0)]
    [InlineData("USD", -1)]
    [InlineData("dollars", 1)]
    public void In_NoRateOrNoCurrency_IsRefused(string currency, int rate) =>
        Should.Throw<ArgumentException>(() => new Money(1m, "EUR").In(currency, rate));

    private static decimal Parse(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
