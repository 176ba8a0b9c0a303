using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.AspNetCore.Mvc;
using Nop.Plugin.Payments.Pepay.Admin;
using Nop.Plugin.Payments.Pepay.Admin.Models;
using Nop.Plugin.Payments.Pepay.Tests.Doubles;
using Nop.Plugin.Payments.XPay;
using Pepay.Simulator;

namespace Nop.Plugin.Payments.Pepay.Tests.Views;

/// <summary>The administration's pages as a browser gets them.</summary>
public sealed class AdminViewTests
{
    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 0)]
    public async Task Configuration_HasTheSettingsAndTheChecklist_AndNoSecret(int scope, int settingsOfAllStores)
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        shop.State.Scope = scope;
        var shown = (ViewResult)await shop.AdministerAsync<PepayController, IActionResult>(static page => page.Configure());

        var page = await shop.RenderAsync(shown.ViewName!, shown.Model!);

        page.QuerySelector("body.admin form")!.GetAttribute("action").ShouldBe("/Admin/Pepay/Configure");
        page.QuerySelectorAll("nop-editor").Length.ShouldBe(6 + settingsOfAllStores);
        page.QuerySelectorAll<IHtmlInputElement>("input[type=password]").Select(static input => (input.Name, input.Value, input.Placeholder))
            .ShouldBe([("MerchantApiKey", "", "stored; enter a new one to replace it"), ("WebhookSecret", "", "stored; enter a new one to replace it")]);
        page.QuerySelectorAll("li strong").Select(static name => name.TextContent)
            .ShouldBe(((PepayConfigurationModel)shown.Model!).Checklist.Select(static check => check.Name + ":"));
        page.QuerySelector("p code")!.TextContent.ShouldContain(PepayDefaults.WebhookPath);
        page.QuerySelectorAll("button[formaction]").Select(static button => button.GetAttribute("formaction")).ShouldBe(["/Admin/This/CheckKeys", "/Admin/This/SendTestEvent"]);
    }

    [Fact]
    public async Task ConfigurationOfXPay_HasBothKeysAndRegistersItsWebhook()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var shown = (ViewResult)await shop.AdministerAsync<XPayController, IActionResult>(static page => page.Configure());

        var page = await shop.RenderAsync(shown.ViewName!, shown.Model!);

        page.QuerySelectorAll<IHtmlInputElement>("input[type=password]").Select(static input => input.Name).ShouldBe(["PublicKey", "PrivateKey", "WebhookSecret"]);
        page.QuerySelectorAll("li strong").ShouldNotBeEmpty();
        page.QuerySelectorAll("button[formaction$=RegisterWebhook]").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task InboxAndOrderPage_ShowWhatHappened()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);

        var inbox = await shop.RenderAsync(PepayDefaults.Views + "Inbox.cshtml", new InboxModel(
            [new InboxLine(5, "pepay", "invoice.paid", "evt", "pay", "Dead", DateTimeOffset.UnixEpoch, "<b>no</b>")], 2, 1, "Dead", 5));
        var order = await shop.RenderAsync(PepayDefaults.Views + "OrderPayments.cshtml", new List<OrderPaymentModel> { new("Pepay", "pay", "Paid", "20.00 USD", "<b>look</b>", ["first", "second"], CannotRefund: true) });

        inbox.QuerySelectorAll("button").Select(static button => button.GetAttribute("value")).ShouldBe([null, "5", "5"]);
        inbox.QuerySelector("button[formaction]")!.GetAttribute("formaction").ShouldBe("/Admin/This/Dismiss");
        inbox.QuerySelectorAll("a").Select(static link => link.GetAttribute("href")).ShouldBe(["/Admin/This/Inbox", "/Admin/This/Inbox?state=Dead", "/Admin/This/Inbox?state=Dead&before=5"]);
        inbox.QuerySelectorAll("b").ShouldBeEmpty();
        inbox.QuerySelectorAll("thead th").Select(static heading => heading.TextContent).ShouldBe(["#", "Received", "Provider", "Event", "Payment", "State", "Error"]);
        inbox.QuerySelector("thead tr")!.ChildElementCount.ShouldBe(inbox.QuerySelector("tbody tr")!.ChildElementCount);

        // Long ids are scrolled inside the card.
        inbox.QuerySelector("table")!.ParentElement!.ClassName.ShouldBe("table-responsive");
        order.QuerySelectorAll("p").Last().TextContent.ShouldStartWith("Pepay has no interface for refunds by the shop.");
        order.QuerySelector(".text-danger")!.TextContent.ShouldBe("<b>look</b>");
        order.QuerySelectorAll("li").Select(static line => line.TextContent).ShouldBe(["first", "second"]);
    }
}
