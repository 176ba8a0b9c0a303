using Pepay.Runtime.Inbox;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Storefront.Tests.Support;

namespace Pepay.Storefront.Tests;

/// <summary>The charts of the merchant area, read through their tables.</summary>
public sealed class FiguresTests : IAsyncLifetime
{
    private StorefrontApp app = null!;

    private DateTimeOffset Now => app.Time.GetUtcNow();

    public async Task InitializeAsync()
    {
        app = await StorefrontApp.StartAsync(static options => options.MerchantPolicy = "merchant");
        app.Time.Advance(TimeSpan.FromHours(12));
    }

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task States_EachPaymentIsCountedWhereItBegan()
    {
        await AddAsync("A", Now, received: 50m);
        await AddAsync("B", Now, received: 60m);
        await AddAsync("C", Now, received: 20m);
        await AddAsync("D", Now.AddDays(-3), closing: ClosingReason.Expired);
        await AddAsync("E", Now.AddDays(-3), received: 50m, refunded: 50m);
        await AddAsync("F", Now.AddDays(-8), received: 50m);

        var page = await OpenAsync("week");

        Table(page, "states").ShouldBe([[Day(-3), "0", "0", "1", "1"], [Day(0), "2", "1", "0", "0"]]);
        page.Document.QuerySelector("#states-chart-text")!.TextContent.ShouldBe("Payments begun in this time, as they are now: 5, of which 2 paid.");
        page.Document.QuerySelectorAll("section:has(#states) rect.pp-layer").Length.ShouldBe(4 + 4, "a rectangle for each layer, and the legend");
    }

    [Fact]
    public async Task Conversion_AnOrderCountsOnceHoweverOftenItWasTried()
    {
        await AddAsync("A", Now.AddMinutes(-2), closing: ClosingReason.Failed);
        await AddAsync("A", Now.AddMinutes(-1), closing: ClosingReason.Failed);
        await AddAsync("A", Now, received: 50m, refunded: 50m);
        await AddAsync("B", Now);

        var page = await OpenAsync("week");

        Table(page, "conversion").ShouldBe([[Day(0), "2", "1", "50 %"]]);
    }

    [Fact]
    public async Task States_MoneyOfAnotherEnvironment_IsLeftOut()
    {
        await AddAsync("A", Now, received: 50m, environment: PaymentEnvironment.Live);

        (await OpenAsync("week")).Document.QuerySelector("#states-chart-text")!.TextContent.ShouldBe("Nothing happened in this time.");
    }

    [Fact]
    public async Task Lag_IsFromTheProvidersEventToItsArrival()
    {
        foreach (var seconds in (double[])[0.5, 1, 300])
            Receive(EventSource.Webhook, Now.AddHours(-2), seconds);
        Receive(EventSource.Stream, Now.AddHours(-2), 4000);
        Receive(EventSource.Webhook, Now.AddDays(-2), 4000);
        Receive(EventSource.Webhook, Now, -3);

        var page = await OpenAsync("day");

        Table(page, "lag").Select(static row => row[1..]).ShouldBe([["3", "1 s", "5 min"], ["1", "0 s", "0 s"]]);
        page.Document.QuerySelectorAll("section:has(#lag) polyline").Length.ShouldBe(4, "two lines, each with a gap");
    }

    [Theory]
    [InlineData("day", 24)]
    [InlineData("week", 7)]
    [InlineData("month", 30)]
    [InlineData("quarter", 13)]
    [InlineData("<script>", 7)]
    public async Task Range_IsChosenByALink(string span, int parts)
    {
        await AddAsync("A", Now, received: 50m);

        var page = await OpenAsync(span);

        page.Document.QuerySelectorAll("nav.pp-tabs a[aria-current=page]").ShouldHaveSingleItem();
        var width = double.Parse(page.Document.QuerySelector("section:has(#conversion) rect.pp-layer")!.GetAttribute("x")!, System.Globalization.CultureInfo.InvariantCulture);
        width.ShouldBeGreaterThan(720 - 720d / parts, "the newest part is the last one");
    }

    [Fact]
    public async Task Charts_OfNothing_SayThatThereWasNothing()
    {
        var page = await OpenAsync("week");

        page.Document.QuerySelectorAll("svg").ShouldBeEmpty();
        page.Document.QuerySelectorAll("p[id$=chart-text]").Select(static text => text.TextContent).ShouldBe(Enumerable.Repeat("Nothing happened in this time.", 3));
    }

    [Fact]
    public async Task Charts_HaveANameADescriptionAndATable()
    {
        await AddAsync("A", Now, received: 50m);
        Receive(EventSource.Webhook, Now, 1);

        var page = await OpenAsync("month");

        var charts = page.Document.QuerySelectorAll("svg.pp-chart");
        charts.Length.ShouldBe(3);
        charts.ShouldAllBe(chart => page.Document.GetElementById(chart.GetAttribute("aria-describedby")!)!.TextContent.Length > 0);
        charts.ShouldAllBe(static chart => chart.QuerySelector("title")!.TextContent.Length > 0 && chart.QuerySelector("desc")!.TextContent.Length > 0);
        page.Document.QuerySelectorAll("details.pp-figures table").Length.ShouldBe(3);
    }

    [Fact]
    public async Task Payments_MoreThanOnePageOfTheStore_AreAllCounted()
    {
        for (var number = 0; number < 1203; number++)
            await AddAsync("N-" + number, Now.AddSeconds(number), received: 50m);

        (await OpenAsync("month")).Document.QuerySelector("#conversion-chart-text")!.TextContent.ShouldBe("Of the orders that went to pay, 1203 of 1203 were paid: 100 %.");
    }

    private Task<Page> OpenAsync(string span) => app.OpenBrowser(asMerchant: true).GetAsync("/merchant/figures?span=" + Uri.EscapeDataString(span));

    private static string[][] Table(Page page, string section) =>
        [.. page.Document.QuerySelectorAll($"section:has(#{section}) tbody tr").Select(static row => row.Children.Select(static cell => cell.TextContent).ToArray())];

    private string Day(int days) => Now.AddDays(days).UtcDateTime.ToString("d MMM", System.Globalization.CultureInfo.InvariantCulture);

    private Task AddAsync(
        string order, DateTimeOffset at, decimal received = 0, decimal refunded = 0, ClosingReason closing = ClosingReason.None, PaymentEnvironment environment = PaymentEnvironment.Test) =>
        app.Payments.TryAddAsync(
            new Payment
            {
                AttemptId = Guid.NewGuid().ToString("N"), OrderNumber = order, Provider = FakeCheckout.ProviderName, Account = "default", Environment = environment,
                Amount = new Money(50m, "USD"), IdempotencyKey = "k", IsCurrent = false, CreatedAt = at, UpdatedAt = at,
                State = new PaymentState { Due = 50m, Received = received, Refunded = refunded, Closing = closing },
            },
            new PaymentHistoryEntry(at, "checkout", "made"),
            CancellationToken.None);

    private void Receive(EventSource source, DateTimeOffset at, double lag) => app.Inbox.Receive(source, at.AddSeconds(-lag), at);
}
