using Pepay.Runtime.Payments;
using Pepay.Storefront.Tests.Support;

namespace Pepay.Storefront.Tests;

/// <summary>An order that is changed while its payment is open: an old page never pays it, and no shop has to compare amounts.</summary>
public sealed class ChangedOrderTests
{
    private static readonly Money Dearer = new(500m, "USD");

    [Fact]
    public async Task Pay_OldLinkOfAnOrderThatBecameDearer_IsMoneyButDoesNotPayIt()
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = await app.OpenPayingBrowserAsync();
        app.Orders.OwnTotal = Dearer;
        app.Provider.Set(app.Payment, received: 50m);

        await app.ReconcileAsync();

        var told = app.Orders.Told.ShouldHaveSingleItem().After;
        (told.State.WasPaid, told.State.Received).ShouldBe((false, 50m));
        app.Payment.Finding.ShouldNotBeNull().ShouldContain("asks for 500.00 USD now");
        var page = await browser.GetAsync($"/checkout/return/{app.Payment.AttemptId}");
        page.Heading.ShouldBe("Your order has changed since");
        page.Text.ShouldContain("50.00 USD has arrived");
    }

    [Fact]
    public async Task Pay_OldLink_AnotherCurrencyOrNoOrder_DoesNotPayEither()
    {
        foreach (var total in new Money?[] { new Money(50m, "EUR"), new Money(10m, "USD"), null })
        {
            await using var app = await StorefrontApp.StartAsync();
            await app.OpenPayingBrowserAsync();
            app.Orders.OwnTotal = total;
            app.Provider.Set(app.Payment, received: 50m);

            await app.ReconcileAsync();

            app.Payment.State.Label.ShouldBe(PaymentLabel.Superseded);
            app.Payment.Finding.ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task Pay_OldLinkAndTheTotalIsSetBack_PaysTheOrder()
    {
        await using var app = await StorefrontApp.StartAsync();
        await app.OpenPayingBrowserAsync();
        app.Orders.OwnTotal = Dearer;
        app.Provider.Set(app.Payment, received: 50m);
        await app.ReconcileAsync();
        app.Orders.OwnTotal = FakeShopOrders.Order.Total;

        await app.ReconcileAsync();

        app.Orders.Told[^1].After.State.WasPaid.ShouldBeTrue();
        app.Payment.Finding.ShouldBeNull();
    }

    [Fact]
    public async Task Change_AfterTheOrderWasPaid_LeavesItPaid()
    {
        await using var app = await StorefrontApp.StartAsync();
        await app.OpenPayingBrowserAsync();
        app.Provider.Set(app.Payment, received: 50m);
        await app.ReconcileAsync();
        app.Orders.OwnTotal = Dearer;
        app.Provider.Set(app.Payment, received: 50m, refunded: 5m);

        await app.ReconcileAsync();

        app.Payment.State.WasPaid.ShouldBeTrue();
        app.Payment.Finding.ShouldBeNull();
    }

    [Fact]
    public async Task Pay_OldLinkAndThenTheNewOne_IsPaidAndTheOldMoneyIsToBeGivenBack()
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = await app.OpenPayingBrowserAsync();
        var old = app.Payment;
        app.Orders.OwnTotal = Dearer;
        app.Provider.Set(old, received: 50m);
        await app.ReconcileAsync(old);

        (await browser.SubmitAsync(await browser.GetAsync("/pay/A-1"), "form")).Status.ShouldBe(303);
        app.Provider.Set(app.Payment, received: 500m);
        await app.ReconcileAsync();
        await app.ReconcileAsync(old);

        app.Payment.State.Label.ShouldBe(PaymentLabel.Paid);
        app.Payment.Finding.ShouldNotBeNull().ShouldContain("50.00 USD arrived on payment");
        app.Payments.All[^1].Finding.ShouldNotBeNull().ShouldContain("Give back the 50.00 USD");
    }
}
