using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pepay.Runtime;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Merchant;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Sync;
using Pepay.Storefront.Components;

namespace Pepay.Storefront.Tests.Support;

/// <summary>A shop of a few lines around the library, with stores and provider in memory.</summary>
internal sealed class StorefrontApp : IAsyncDisposable
{
    private WebApplication app = null!;

    private StorefrontApp()
    {
    }

    public FakePaymentStore Payments { get; } = new();

    public FakeInbox Inbox { get; } = new();

    public FakeMerchantActions Actions { get; } = new();

    public FakeCheckout Provider { get; private init; } = new();

    public OrderBook Orders { get; } = new();

    public ManualTimeProvider Time { get; } = new();

    public IServiceProvider Services => app.Services;

    public Payment Payment => Payments.All[0];

    public static async Task<StorefrontApp> StartAsync(Action<StorefrontOptions>? configure = null, FakeCheckout? provider = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        var result = new StorefrontApp { Provider = provider ?? new FakeCheckout() };
        builder.Services.AddSingleton<TimeProvider>(result.Time);
        builder.Services.AddSingleton(result.Orders);
        builder.Services.AddSingleton<IPaymentStore>(result.Payments);
        builder.Services.AddSingleton<IInboxStore>(result.Inbox);
        builder.Services.AddSingleton<IMerchantActionStore>(result.Actions);
        builder.Services.AddSingleton<IPaymentProvider>(result.Provider);
        builder.Services.AddSingleton(result.Provider.Account);
        builder.Services.AddPepayRuntime();
        builder.Services.AddPepayStorefront<FakeShopOrders>(configure);
        builder.Services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        builder.Services.AddAuthentication(TestSignIn.Name).AddScheme<AuthenticationSchemeOptions, TestSignIn>(TestSignIn.Name, null);
        builder.Services.AddAuthorizationBuilder().AddPolicy("merchant", static policy => policy.RequireAuthenticatedUser());
        var app = result.app = builder.Build();
        app.MapPepayStorefront();
        app.MapGet("/pay/{order}", static async (string order, IShopOrders orders) =>
        {
            var known = await orders.FindAsync(order, CancellationToken.None) ?? FakeShopOrders.Order;
            return new RazorComponentResult<PaymentForm>(new Dictionary<string, object?>
            {
                [nameof(PaymentForm.OrderNumber)] = order,
                [nameof(PaymentForm.Amount)] = known.Total,
                [nameof(PaymentForm.Rates)] = known.Rates,
            });
        });
        await app.StartAsync();
        return result;
    }

    public Browser OpenBrowser(bool asMerchant = false)
    {
        var client = app.GetTestClient();
        if (asMerchant)
            client.DefaultRequestHeaders.Add(TestSignIn.Header, "yes");
        return new Browser(client);
    }

    /// <summary>A browser that has started to pay its order.</summary>
    public async Task<Browser> OpenPayingBrowserAsync(bool asMerchant = false)
    {
        var browser = OpenBrowser(asMerchant);
        var started = await browser.SubmitAsync(await browser.GetAsync("/pay/" + FakeShopOrders.Own), "form");
        started.Status.ShouldBe(303);
        return browser;
    }

    /// <summary>What a webhook does: the runtime asks the provider and moves the payment.</summary>
    public Task ReconcileAsync(Payment? payment = null) =>
        app.Services.GetRequiredService<PaymentReconciler>().ReconcileAsync((payment ?? Payment).AttemptId, "webhook", CancellationToken.None);

    public void BeginToStop() => app.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
