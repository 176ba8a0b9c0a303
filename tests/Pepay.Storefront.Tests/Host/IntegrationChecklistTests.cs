using System.Net;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Pepay.Runtime;
using Pepay.Runtime.AspNetCore;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Merchant;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Streams;
using Pepay.Simulator;
using Pepay.Storefront.Tests.Support;
using Pepay.Api;
using XPay.Api;

namespace Pepay.Storefront.Tests.Host;

/// <summary>The integration checklist over the real adapters, with the simulator as the providers.</summary>
public sealed class IntegrationChecklistTests : IAsyncLifetime
{
    private readonly DirectoryInfo webRoot = Directory.CreateTempSubdirectory("pepay-web-");
    private SimulatorServer simulator = null!;

    public async Task InitializeAsync() => simulator = await SimulatorServer.StartAsync(new SimulatorOptions());

    public async Task DisposeAsync()
    {
        await simulator.DisposeAsync();
        webRoot.Delete(recursive: true);
    }

    [Fact]
    public async Task Checklist_FreshTestShop_SaysWhatIsDoneAndWhatIsStillToDo()
    {
        await using var app = await StartAsync(simulator.Options.PepayMerchantKey);

        var points = await PointsAsync(app);

        points["Merchant API key"].ShouldStartWith("Done");
        points["Commerce API key"].ShouldStartWith("Done");
        points["Key pair"].ShouldStartWith("Done");
        points["Mainnet access"].ShouldStartWith("To do");
        points["Keys stay on the server"].ShouldStartWith("Done");
        points["Webhooks arrive and are verified"].ShouldStartWith("To do");
        points["A test payment went through"].ShouldStartWith("To do");
        points["Payments are compared with the provider"].ShouldStartWith("Done");
        points["A second channel beside webhooks"].ShouldStartWith("Done Open payments are asked about in turn");
        points["Events of orders of foreign goods arrive"].ShouldStartWith("To do Pepay has no order of this account yet");
        points["A test order of foreign goods was delivered"].ShouldStartWith("To do");
        (await HealthAsync(app)).Status.ShouldBe(HealthStatus.Healthy);
        simulator.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Checklist_KeyIsOfTheOtherScope_IsWrong()
    {
        await using var app = await StartAsync(simulator.Options.PepayCommerceKey);

        (await PointsAsync(app))["Merchant API key"].ShouldStartWith("Wrong");

        var health = await HealthAsync(app);
        health.Status.ShouldBe(HealthStatus.Degraded);
        health.Description.ShouldNotBeNull().ShouldContain("pepay/default: Merchant API key");
        health.Description!.ShouldNotContain(simulator.Options.PepayCommerceKey);
    }

    [Theory]
    [InlineData("xpay")]
    [InlineData("pepay")]
    public async Task Checklist_KeyStandsInAPublicFile_IsWrong(string provider)
    {
        var secret = provider == "xpay" ? simulator.Options.XPayPrivateKey : simulator.Options.PepayMerchantKey;
        await File.WriteAllTextAsync(Path.Combine(webRoot.CreateSubdirectory("js").FullName, "shop.js"), $"const key = '{secret}';");
        await using var app = await StartAsync(simulator.Options.PepayMerchantKey);

        (await HealthAsync(app)).Description.ShouldNotBeNull().ShouldContain("/js/shop.js");
    }

    [Theory]
    [InlineData("evt_1", "Done The last verified one arrived at")]
    [InlineData("test-1", "To do")]
    public async Task Checklist_AWebhookCame_IsDoneUnlessTheShopSentItItself(string eventId, string expected)
    {
        await using var app = await StartAsync(simulator.Options.PepayMerchantKey);
        ((FakeInbox)app.Services.GetRequiredService<IInboxStore>()).Receive("pepay", eventId);

        (await PointsAsync(app))["Webhooks arrive and are verified"].ShouldStartWith(expected);
    }

    [Theory]
    [InlineData("", "its signature, or a part of what is signed, was missing or malformed")]
    [InlineData("eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eA==", "its signature does not fit")]
    public async Task Checklist_AWebhookWasRefused_SaysWhenAndWhy(string signature, string why)
    {
        await using var app = await StartAsync(simulator.Options.PepayMerchantKey);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/xpay") { Content = new StringContent("{}") };
        request.Headers.Add("xpay-signature", signature);

        (await app.GetTestClient().SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        const string point = "Webhooks arrive and are verified";
        (await XPayPointsAsync())[point].ShouldStartWith("To do None was let in lately. The last one was refused at");
        (await XPayPointsAsync())[point].ShouldContain(why);
        ((FakeInbox)app.Services.GetRequiredService<IInboxStore>()).Receive("xpay", "evt_1");
        (await XPayPointsAsync())[point].ShouldStartWith("Done The last verified one arrived at");
        (await XPayPointsAsync())[point].ShouldContain("Since then one was refused, at");

        Task<Dictionary<string, string>> XPayPointsAsync() => PointsAsync(app, last: true);
    }

    [Fact]
    public async Task Checklist_NoWebhookSecret_IsWrong()
    {
        await using var app = await StartAsync(simulator.Options.PepayMerchantKey, hasSecret: false);

        (await PointsAsync(app))["Webhooks arrive and are verified"].ShouldStartWith("Wrong No webhook secret");
        (await HealthAsync(app)).Data["pepay/default: Webhooks arrive and are verified"].ShouldBeOfType<string>().ShouldStartWith("Wrong: No webhook secret is configured");
    }

    [Fact]
    public async Task Checklist_TheSweepIsBehind_IsWrongAndNoSecondChannel()
    {
        await using var app = await StartAsync(simulator.Options.PepayMerchantKey);
        var store = (FakePaymentStore)app.Services.GetRequiredService<IPaymentStore>();
        store.RefusesChanges = true;
        await store.TryAddAsync(Payment(received: 0) with { NextCheckAt = DateTimeOffset.UtcNow.AddHours(-1) }, new(default, "checkout", ""), default);

        var points = await PointsAsync(app);

        points["Payments are compared with the provider"].ShouldStartWith("Wrong");
        points["A second channel beside webhooks"].ShouldStartWith("Wrong No event stream is followed");
    }

    [Fact]
    public async Task Checklist_StreamOfThisProcess_IsDoneOnlyWhileItIsConnected()
    {
        const string point = "A second channel beside webhooks";
        await using var app = await StartAsync(simulator.Options.PepayMerchantKey);
        var stream = app.Services.GetRequiredKeyedService<PepayStreams>("default").Merchant();

        await foreach (var item in stream.FollowAsync())
        {
            if (item is not StreamCheckpoint)
                continue;
            await Eventually.TrueAsync(async () => (await PointsAsync(app))[point] == "Done The event stream is followed.");
            break;
        }

        (await PointsAsync(app))[point].ShouldStartWith("To do The event stream has no connection right now");
    }

    [Fact]
    public async Task Checklist_StreamIsRefused_IsWrong()
    {
        await using var app = await StartAsync("mistyped");
        var stream = app.Services.GetRequiredKeyedService<PepayStreams>("default").Merchant();

        await Should.ThrowAsync<StreamRefusedException>(async () => await stream.FollowAsync().GetAsyncEnumerator().MoveNextAsync());

        (await PointsAsync(app))["A second channel beside webhooks"].ShouldStartWith("Wrong The event stream has no connection right now");
    }

    [Fact]
    public async Task Checklist_ATestPaymentLongAgo_IsDone()
    {
        await using var app = await StartAsync(simulator.Options.PepayMerchantKey);
        var store = app.Services.GetRequiredService<IPaymentStore>();
        await store.TryAddAsync(Payment(received: 5m), new(default, "checkout", ""), default);
        for (var count = 0; count < 600; count++)
        {
            var newer = Payment(received: 0) with { CreatedAt = DateTimeOffset.UnixEpoch.AddDays(1 + count) };
            await store.TryAddAsync(newer with { AttemptId = $"newer-{count}", OrderNumber = $"B-{count}" }, new(default, "checkout", ""), default);
        }

        (await PointsAsync(app))["A test payment went through"].ShouldStartWith("Done");
    }

    [Fact]
    public async Task Checklist_APublicFileIsTooLargeToBeRead_IsSaid()
    {
        await File.WriteAllTextAsync(Path.Combine(webRoot.FullName, "film.bin"), new string('x', 1_100_000));
        await using var app = await StartAsync(simulator.Options.PepayMerchantKey);

        (await PointsAsync(app))["Keys stay on the server"].ShouldContain("1 of more than 1 MB were not");
    }

    private static Payment Payment(decimal received) => new()
    {
        AttemptId = "old", OrderNumber = "A-1", Provider = "pepay", Account = "default", Environment = PaymentEnvironment.Test, Amount = new Money(5m, "USD"),
        IdempotencyKey = "key", State = new PaymentState { Due = 5m, Received = received }, CreatedAt = DateTimeOffset.UnixEpoch, UpdatedAt = DateTimeOffset.UnixEpoch,
    };

    private static async Task<HealthReportEntry> HealthAsync(WebApplication app) =>
        (await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["pepay-integration"];

    // Both accounts have most points; the first account is Pepay's, the last xPay's.
    private static async Task<Dictionary<string, string>> PointsAsync(WebApplication app, bool last = false)
    {
        var client = app.GetTestClient();
        client.DefaultRequestHeaders.Add(TestSignIn.Header, "yes");
        var page = await new HtmlParser().ParseDocumentAsync(await client.GetStringAsync("/merchant/checklist"));
        var points = page.QuerySelectorAll(".pp-checks li").AsEnumerable();
        return (last ? points.Reverse() : points).DistinctBy(static point => point.QuerySelector("strong")!.TextContent)
            .ToDictionary(static point => point.QuerySelector("strong")!.TextContent, static point => $"{point.QuerySelector(".pp-badge")!.TextContent.Trim()} {point.QuerySelector(".pp-sub")!.TextContent.Trim()}");
    }

    private async Task<WebApplication> StartAsync(string merchantKey, bool hasSecret = true)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { WebRootPath = webRoot.FullName });
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Services.AddSingleton<IPaymentStore, FakePaymentStore>();
        builder.Services.AddSingleton<IInboxStore, FakeInbox>();
        builder.Services.AddSingleton<IMerchantActionStore, FakeMerchantActions>();
        builder.Services.AddPepayRuntime();
        builder.Services.AddPepay(options =>
        {
            options.BaseUrl = new Uri(simulator.PepayUrl);
            options.MerchantApiKey = merchantKey;
            options.CommerceApiKey = simulator.Options.PepayCommerceKey;
            if (hasSecret)
                options.AddWebhookSecret(simulator.Options.PepayWebhookSecret);
        });
        builder.Services.AddXPay(options =>
        {
            options.BaseUrl = new Uri(simulator.XPayUrl);
            options.PublicKey = simulator.Options.XPayPublicKey;
            options.PrivateKey = simulator.Options.XPayPrivateKey;
            options.AddWebhookSecret(simulator.Options.XPayWebhookSecret);
        });
        builder.Services.AddSingleton<OrderBook>();
        builder.Services.AddPepayStorefront<FakeShopOrders>(static options => options.MerchantPolicy = "merchant");
        builder.Services.AddHealthChecks().AddPepay().AddPepayIntegration();
        builder.Services.AddAuthentication(TestSignIn.Name).AddScheme<Microsoft.AspNetCore.Authentication.AuthenticationSchemeOptions, TestSignIn>(TestSignIn.Name, null);
        builder.Services.AddAuthorizationBuilder().AddPolicy("merchant", static policy => policy.RequireAuthenticatedUser());
        var app = builder.Build();
        app.MapPepayStorefront();
        await app.StartAsync();
        return app;
    }
}
