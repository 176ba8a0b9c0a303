using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pepay.Storefront.Host;
using Pepay.Storefront.Host.Configuration;
using Pepay.Storefront.Host.Merchant;
using Pepay.Storefront.Tests.Support;

namespace Pepay.Storefront.Tests;

/// <summary>Every address that changes something, whatever is added: none takes a form that another site made.</summary>
public sealed class FormTokenTests
{
    [Fact]
    public async Task Library_EveryPost_NeedsAFormToken()
    {
        await using var app = await StorefrontApp.StartAsync(
            static options =>
            {
                options.MerchantPolicy = "merchant";
                options.CommercePath = "/elsewhere";
            },
            new FakeCommerce());
        var addresses = PostsOf(app.Services);
        addresses.Count.ShouldBeGreaterThan(12);

        foreach (var address in addresses)
        {
            (await app.OpenBrowser(asMerchant: true).PostAsync(address)).Status.ShouldBe(400, address);
            if (address.StartsWith("/merchant", StringComparison.Ordinal))
                (await app.OpenBrowser().PostAsync(address)).Status.ShouldBe(401, address);
        }

        app.Payments.All.ShouldBeEmpty();
        app.Actions.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Host_EveryPost_NeedsAFormToken()
    {
        var folder = Directory.CreateTempSubdirectory("pepay-forms-");
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.AddShop(new ShopSettings { Mode = ShopMode.Test, DataDirectory = folder.FullName, MerchantPasswordHash = MerchantPassword.Hash("a long password") }, simulator: null);
        await using (var app = builder.Build())
        {
            app.MapShop();
            app.MapPepayStorefront();
            MerchantSignIn.Map(app);
            await app.StartAsync();
            var client = app.GetTestClient();

            foreach (var address in PostsOf(app.Services))
            {
                var answer = await client.PostAsync(address, new FormUrlEncodedContent([]));
                var isMerchants = address.StartsWith("/merchant", StringComparison.Ordinal) && !address.StartsWith("/merchant/sign-", StringComparison.Ordinal);
                ((int)answer.StatusCode).ShouldBe(isMerchants ? 403 : 400, address);
            }

            await app.StopAsync();
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }

    private static List<string> PostsOf(IServiceProvider services) =>
    [
        .. services.GetServices<EndpointDataSource>().SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(static endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("POST") == true)
            .Select(static endpoint => "/" + Regex.Replace(endpoint.RoutePattern.RawText!.TrimStart('/'), @"\{\w+(:long)?\??\}", "1"))
            .Where(static address => !address.StartsWith("/webhooks", StringComparison.Ordinal))
            .Distinct(),
    ];
}
