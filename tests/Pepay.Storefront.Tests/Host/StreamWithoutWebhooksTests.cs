using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Pepay.Runtime.Checkout;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Streams;
using Pepay.Simulator;
using Pepay.Storefront.Host;
using Pepay.Storefront.Host.Configuration;
using Pepay.Storefront.Host.Orders;

namespace Pepay.Storefront.Tests.Host;

/// <summary>The demo shop in simulator mode, with webhooks that never arrive.</summary>
public sealed class StreamWithoutWebhooksTests
{
    [Fact]
    public async Task Order_PaidWhileNoWebhookArrives_IsPaidOverTheStream()
    {
        var folder = Directory.CreateTempSubdirectory("pepay-stream-");
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions
        {
            PepayWebhookUrl = "http://127.0.0.1:9/never", Faults = new SimulatorFaults { DropPercent = 100 },
        });
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.AddShop(new ShopSettings { Mode = ShopMode.Simulator, DataDirectory = folder.FullName }, simulator);
        await using (var app = builder.Build())
        {
            var orders = app.Services.GetRequiredService<OrderStore>();
            await orders.InitializeAsync(default);
            await app.StartAsync();
            await Eventually.TrueAsync(() => app.Services.GetRequiredService<StreamStatus>().Streams is [{ Phase: StreamPhase.Connected, VerifiedAt: not null }, { Phase: StreamPhase.Connected, VerifiedAt: not null }]);
            var order = await orders.PlaceAsync("checkout-1", "Ada", "ada@example.org", ShopDatabase.Basket, default);
            var payment = await PayAsync(app.Services, order, simulator);

            await Eventually.TrueAsync(async () => (await orders.FindByNumberAsync(order.Number, default))!.State == OrderState.Paid);

            var events = await app.Services.GetRequiredService<IInboxStore>().ListAsync(new InboxQuery { OrderingKey = payment.PaymentId }, default);
            events.ShouldNotBeEmpty();
            events.ShouldAllBe(e => e.Source != EventSource.Webhook);
            var points = (await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["pepay-integration"].Data;
            points["pepay/default: A second channel beside webhooks"].ShouldBe("Done: The event stream is followed.");
            points["pepay/default: A test payment went through"].ShouldBe("Done: At least one was paid with test money.");
            points["pepay/default: Webhooks arrive and are verified"].ShouldBeOfType<string>().ShouldStartWith("Open: None has arrived lately");
            simulator.Violations.ShouldBeEmpty();
            await app.StopAsync();
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }

    private static async Task<Payment> PayAsync(IServiceProvider services, Order order, SimulatorServer simulator)
    {
        var pepay = services.GetServices<IPaymentProvider>().OfType<IHostedCheckout>().Single(provider => provider.Account.Provider.Name == "pepay");
        var payment = await services.GetRequiredService<CheckoutService>().StartAsync(
            pepay,
            new CheckoutRequest
            {
                OrderNumber = order.Number,
                Amount = order.Total,
                Description = order.Number,
                CustomerId = "customer-1",
                CustomerName = "Ada",
                CustomerEmail = "ada@example.org",
                ReturnUrl = static id => new Uri($"https://shop.example/return/{id}"),
                CancelUrl = static id => new Uri($"https://shop.example/cancel/{id}"),
            },
            default);
        simulator.PayInvoice(payment.PaymentId!);
        return payment;
    }
}
