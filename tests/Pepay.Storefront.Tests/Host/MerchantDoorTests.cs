using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging;
using Pepay.Storefront.Host;
using Pepay.Storefront.Host.Configuration;
using Pepay.Storefront.Host.Merchant;
using Pepay.Storefront.Tests.Support;

namespace Pepay.Storefront.Tests.Host;

/// <summary>The door of the merchant area in a shop with a password.</summary>
public sealed class MerchantDoorTests : IAsyncLifetime
{
    private const string Password = "a long password";
    private const string AddressHeader = "X-Test-Address";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("pepay-door-");
    private WebApplication app = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.AddShop(new ShopSettings { Mode = ShopMode.Test, DataDirectory = folder.FullName, MerchantPasswordHash = MerchantPassword.Hash(Password) }, simulator: null);
        app = builder.Build();
        app.Use(static (context, next) =>
        {
            context.Connection.RemoteIpAddress = IPAddress.Parse(context.Request.Headers[AddressHeader].ToString());
            return next(context);
        });
        app.MapPepayStorefront();
        MerchantSignIn.Map(app);
        HealthReportJson.Map(app);
        await app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task SignIn_ManyGuessesFromOneAddress_LockThatOneOutAndNobodyElse()
    {
        var guesser = From("2001:db8::1");
        var form = await guesser.GetAsync(MerchantSignIn.Path);
        for (var guess = 0; guess < 10; guess++)
            (await guesser.SubmitAsync(form, "form[action$=sign-in]", ("password", "guess"))).Status.ShouldBe(403);

        (await guesser.SubmitAsync(form, "form[action$=sign-in]", ("password", Password))).Status.ShouldBe(429);
        var neighbour = From("2001:db8::2");
        (await neighbour.SubmitAsync(await neighbour.GetAsync(MerchantSignIn.Path), "form[action$=sign-in]", ("password", Password))).Status
            .ShouldBe(429, "of IPv6, one visitor has many addresses");
        await SignInAsync(From("192.0.2.7"));
    }

    [Fact]
    public async Task HealthReport_IsJsonWithEachPointItsStateAndWhatToDo()
    {
        var merchant = From("192.0.2.8");
        (await merchant.GetAsync("/merchant/health-report")).Status.ShouldBe(403);
        await SignInAsync(merchant);

        var answer = await merchant.GetAsync("/merchant/health-report");

        answer.ContentType.ShouldBe("application/json");
        using var report = JsonDocument.Parse(answer.Text);
        report.RootElement.GetProperty("status").GetString().ShouldNotBeNullOrEmpty();
        var checks = report.RootElement.GetProperty("checks");
        checks.GetProperty("pepay-inbox").GetProperty("status").GetString().ShouldBe("Healthy");
        checks.GetProperty("pepay-integration").TryGetProperty("points", out _).ShouldBeTrue();
    }

    private Browser From(string address)
    {
        var client = app.GetTestClient();
        client.DefaultRequestHeaders.Add(AddressHeader, address);
        return new Browser(client);
    }

    private static async Task SignInAsync(Browser browser) =>
        (await browser.SubmitAsync(await browser.GetAsync(MerchantSignIn.Path), "form[action$=sign-in]", ("password", Password))).Status.ShouldBe(303);
}
