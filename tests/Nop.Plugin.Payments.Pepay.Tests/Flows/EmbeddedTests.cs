using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ViewComponents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using Nop.Core.Domain.Orders;
using Nop.Core.Domain.Payments;
using Nop.Plugin.Payments.Pepay.Admin;
using Nop.Plugin.Payments.Pepay.Checkout;
using Nop.Plugin.Payments.Pepay.Checkout.Models;
using Nop.Plugin.Payments.Pepay.Data;
using Nop.Plugin.Payments.Pepay.Tests.Doubles;
using Nop.Services.Payments;
using Pepay.Simulator;

namespace Nop.Plugin.Payments.Pepay.Tests.Flows;

/// <summary>Paying on a page of the shop.</summary>
public sealed class EmbeddedTests
{
    [Fact]
    public async Task NotChosenByTheMerchant_LeadsToTheProvidersPage()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);

        (await StepAsync(shop)).ShouldSatisfyAllConditions(static step => step.IsEmbedded.ShouldBeFalse(), static step => step.Assets!.ShouldBeEmpty());
        (await shop.RedirectAsync(await shop.PlaceOrderAsync(20m))).ShouldStartWith(simulator.BaseUrl);
    }

    [Fact]
    public async Task ChosenBeforeTheOrder_PageShowsTheAddressAtOnceAndLeadsOnWhenItIsPaid()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await StartAsync(simulator);
        var wish = EmbeddedCheckout.Describe((await StepAsync(shop)).Assets![0]);

        var order = await shop.PlaceOrderAsync(20m, request: await ReadAsync(shop, wish));
        var page = await shop.RedirectAsync(order);
        page.ShouldStartWith($"{shop.Url}/{PepayDefaults.PayPath}/");
        var shown = await ShowAsync(shop, page);
        EmbeddedCheckout.Describe(shown.Quote!.Asset).ShouldBe(wish);
        (shown.Quote.Address, shown.Code, shown.ProviderUrl, shown.Missing).ShouldSatisfyAllConditions(
            static all => all.Address.ShouldNotBeNullOrEmpty(), static all => all.Code.ShouldNotBeNull(),
            static all => all.ProviderUrl.ShouldNotBeNull(), static all => all.Missing.ShouldBe("20.00 USD"));

        // Neither a reload nor the checkout's second call asks for another address.
        (await shop.RedirectAsync(order)).ShouldBe(page);
        (await ShowAsync(shop, page)).Quote.ShouldBe(shown.Quote);

        shop.Pay((await shop.PaymentsAsync(order))[0].PaymentId!, PepayDefaults.PepayProvider);
        await Eventually.TrueAsync(async () => (await shop.ReadAsync(order)).PaymentStatus == PaymentStatus.Paid);
        (await GetAsync(shop, page)).ShouldBeOfType<RedirectResult>().Url.ShouldEndWith($"checkout/completed/{order.Id}");
        simulator.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task ChosenAfterTheOrder_FreshAmountAndOtherToken_AreTheCustomersDecisions()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await StartAsync(simulator);
        var page = await shop.RedirectAsync(await shop.PlaceOrderAsync(20m, request: await ReadAsync(shop, "Not one of them (Nowhere)")));
        var choice = await ShowAsync(shop, page);
        choice.Quote.ShouldBeNull();
        var usable = choice.Assets.Where(static asset => asset.WhyUnavailable is null).ToList();

        await ChooseAsync(shop, page, usable[0].Id);
        (await ShowAsync(shop, page)).Quote!.Asset.Symbol.ShouldBe(usable[0].Symbol);
        (await ShowAsync(shop, page, choose: true)).Assets.ShouldNotBeEmpty();
        await ChooseAsync(shop, page, usable[1].Id);
        (await ShowAsync(shop, page)).Quote!.Asset.Id.ShouldBe(usable[1].Id);

        (await ChooseAsync(shop, page, "no-token")).ShouldEndWith("?choose=true");
        shop.State.Notifications.Last().ShouldContain("There is no address at the moment");
    }

    [Fact]
    public async Task Underpaid_PageAsksForTheRest_AndTheRestPaysTheOrder()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await StartAsync(simulator);
        var (order, page) = await OpenAsync(shop);
        var payment = (await shop.PaymentsAsync(order))[0].PaymentId!;

        simulator.PayInvoice(payment, 12m);
        await Eventually.TrueAsync(async () => (await shop.PaymentsAsync(order))[0].State.Received == 12m);
        var rest = await ShowAsync(shop, page);
        (rest.Quote, rest.Received, rest.Missing).ShouldBe((null, "12.00 USD", "8.00 USD"));
        await ChooseAsync(shop, page, rest.Assets.ShouldHaveSingleItem().Id);
        (await ShowAsync(shop, page)).Quote.ShouldNotBeNull();

        simulator.PayInvoice(payment);
        await Eventually.TrueAsync(async () => (await shop.ReadAsync(order)).PaymentStatus == PaymentStatus.Paid);
        (await GetAsync(shop, page)).ShouldBeOfType<RedirectResult>();
        simulator.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Expired_PageOffersANewPayment_WhichPaysTheOrder()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await StartAsync(simulator);
        var (order, page) = await OpenAsync(shop);
        simulator.ExpireInvoice((await shop.PaymentsAsync(order))[0].PaymentId!);
        await Eventually.TrueAsync(async () => (await ShowAsync(shop, page)).HasEnded);

        var again = ((RedirectResult)await shop.BrowseAsync<PepayPayController, IActionResult>(controller => controller.Again(AttemptOf(page)))).Url;

        again.ShouldNotBe(page);
        (await ShowAsync(shop, again)).HasEnded.ShouldBeFalse();
        var current = (await shop.PaymentsAsync(order)).Single(static attempt => attempt.IsCurrent);
        simulator.PayInvoice(current.PaymentId!);
        await Eventually.TrueAsync(async () => (await shop.ReadAsync(order)).PaymentStatus == PaymentStatus.Paid);
        (await shop.PaymentsAsync(order)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task SomebodyElse_ReadsAndChangesNothing()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await StartAsync(simulator);
        var (order, page) = await OpenAsync(shop);
        var before = shop.Database.Rows<PepayTransfer>().Single();
        shop.State.Customer = FakeShopState.Buyer + 1;

        (await GetAsync(shop, page)).ShouldBeOfType<NotFoundResult>();
        (await GetAsync(shop, $"{shop.Url}/{PepayDefaults.PayPath}/{new string('0', 32)}")).ShouldBeOfType<NotFoundResult>();
        foreach (var change in new Func<PepayPayController, Task<IActionResult>>[] { controller => controller.Choose(AttemptOf(page), "1"), controller => controller.Again(AttemptOf(page)) })
            (await shop.BrowseAsync(change)).ShouldBeOfType<NotFoundResult>();

        shop.Database.Rows<PepayTransfer>().Single().Address.ShouldBe(before.Address);
        (await shop.PaymentsAsync(order)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task OrderIsCancelled_PageShowsNoAddressAnyMore()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await StartAsync(simulator);
        var (order, page) = await OpenAsync(shop);

        await shop.CancelAsync(order);

        (await GetAsync(shop, page)).ShouldBeOfType<RedirectResult>().Url.ShouldEndWith($"orderdetails/{order.Id}");
    }

    [Fact]
    public async Task ProviderIsSilent_CustomerChoosesLaterOrPaysAtTheProvider()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await StartAsync(simulator);
        simulator.Faults = new SimulatorFaults { AnswerNext = new AnswerFault { Count = 1, Status = 422, Match = "/merchant/tokens" } };
        (await StepAsync(shop)).ShouldSatisfyAllConditions(static step => step.IsEmbedded.ShouldBeTrue(), static step => step.Assets!.ShouldBeEmpty());

        var page = await shop.RedirectAsync(await shop.PlaceOrderAsync(20m));
        simulator.Faults = new SimulatorFaults { AnswerNext = new AnswerFault { Count = 1, Status = 422, Match = "/available-tokens" } };
        var shown = await ShowAsync(shop, page);

        (shown.Assets.Count, shown.HasEnded).ShouldBe((0, false));
        shown.ProviderUrl.ShouldNotBeNull();
        (await ShowAsync(shop, page)).Assets.ShouldNotBeEmpty();
    }

    private static Task<FakeShop> StartAsync(SimulatorServer simulator) =>
        FakeShop.StartAsync(simulator, configure: static state => state.Settings[("pepaysettings.embeddedcheckout", 0)] = true);

    /// <summary>An order whose customer was shown an address.</summary>
    private static async Task<(Order Order, string Page)> OpenAsync(FakeShop shop)
    {
        var order = await shop.PlaceOrderAsync(20m, request: await ReadAsync(shop, EmbeddedCheckout.Describe((await StepAsync(shop)).Assets![0])));
        return (order, await shop.RedirectAsync(order));
    }

    private static async Task<PaymentInfoModel> StepAsync(FakeShop shop)
    {
        await using var scope = shop.Services.CreateAsyncScope();
        var component = ActivatorUtilities.CreateInstance<PepayPaymentInfoViewComponent>(scope.ServiceProvider);
        return (PaymentInfoModel)((ViewViewComponentResult)await component.InvokeAsync()).ViewData!.Model!;
    }

    /// <summary>What the checkout keeps of the form of the step before the order.</summary>
    private static async Task<ProcessPaymentRequest> ReadAsync(FakeShop shop, string wish)
    {
        await using var scope = shop.Services.CreateAsyncScope();
        return await shop.Method(PepayDefaults.PepayProvider, scope.ServiceProvider)
            .GetPaymentInfoAsync(new FormCollection(new Dictionary<string, StringValues> { [PaymentInfoModel.Field] = wish }));
    }

    private static Task<IActionResult> GetAsync(FakeShop shop, string page, bool choose = false) =>
        shop.BrowseAsync<PepayPayController, IActionResult>(controller => controller.Show(AttemptOf(page), choose));

    private static async Task<PayModel> ShowAsync(FakeShop shop, string page, bool choose = false) =>
        (PayModel)(await GetAsync(shop, page, choose)).ShouldBeOfType<ViewResult>().Model!;

    private static async Task<string> ChooseAsync(FakeShop shop, string page, string asset) =>
        ((RedirectResult)await shop.BrowseAsync<PepayPayController, IActionResult>(controller => controller.Choose(AttemptOf(page), asset))).Url;

    private static string AttemptOf(string page) => page[(page.LastIndexOf('/') + 1)..];
}
