using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ViewComponents;
using Microsoft.Extensions.DependencyInjection;
using Nop.Core.Domain.Orders;
using Nop.Plugin.Payments.Pepay.Admin;
using Nop.Plugin.Payments.Pepay.Admin.Models;
using Nop.Plugin.Payments.Pepay.Tests.Doubles;
using Nop.Services.Cms;
using Nop.Web.Framework.Infrastructure;
using Nop.Web.Framework.Models;
using Pepay.Simulator;

namespace Nop.Plugin.Payments.Pepay.Tests.Admin;

/// <summary>The payments of an order on its page in the administration.</summary>
public sealed class OrderPaymentsTests
{
    [Fact]
    public async Task OrdersPage_ShowsItsPaymentsWithTheirTimeLine()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var (order, payment) = await shop.BuyAsync(20m, PepayDefaults.PepayProvider);
        await shop.SettleAsync();

        var shown = ((List<OrderPaymentModel>)(await RenderAsync(shop, order)).ShouldBeOfType<ViewViewComponentResult>().ViewData!.Model!).ShouldHaveSingleItem();

        (shown.PaymentId, shown.State, shown.Finding).ShouldBe((payment, "Paid", null));
        shown.Amounts.ShouldStartWith("20.00 USD of 20.00 USD received");
        shown.CannotRefund.ShouldBeTrue();
        shown.History.ShouldContain(static line => line.Contains(" checkout: "));
        shown.History.ShouldContain(static line => line.Contains(" webhook: "));
    }

    [Fact]
    public async Task OrdersPage_OfAPaymentThatTheButtonsGiveBack_SaysNothingOfRefunds()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator, configure: static state => state.Language = 2);
        var (order, _) = await shop.BuyAsync(20m, PepayDefaults.XPayProvider);
        await shop.SettleAsync();

        var shown = ((List<OrderPaymentModel>)(await RenderAsync(shop, order)).ShouldBeOfType<ViewViewComponentResult>().ViewData!.Model!).ShouldHaveSingleItem();

        (shown.Provider, shown.State, shown.CannotRefund).ShouldBe(("xPay", "Bezahlt", false));
    }

    [Fact]
    public async Task OrdersPage_OfAnOrderThatIsNotOurs_ShowsNothing()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);

        (await RenderAsync(shop, await shop.PlaceOrderAsync(20m))).ShouldBeOfType<ContentViewComponentResult>().Content.ShouldBeEmpty();
    }

    private static async Task<IViewComponentResult> RenderAsync(FakeShop shop, Order order)
    {
        await using var scope = shop.Services.CreateAsyncScope();
        var widget = (IWidgetPlugin)shop.Method(PepayDefaults.PepayProvider, scope.ServiceProvider);
        var zone = (await widget.GetWidgetZonesAsync()).ShouldHaveSingleItem();
        zone.ShouldBe(AdminWidgetZones.OrderDetailsBlock);
        var component = (OrderPaymentsViewComponent)ActivatorUtilities.CreateInstance(scope.ServiceProvider, widget.GetWidgetViewComponent(zone));
        return await component.InvokeAsync(zone, new OrderPage { Id = order.Id });
    }

    private sealed record OrderPage : BaseNopEntityModel;
}
