using System.Data.Common;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pepay.Api;
using Pepay.Runtime;
using Pepay.Runtime.AspNetCore;
using Pepay.Runtime.Checkout;
using Pepay.Runtime.Http;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Sqlite;
using Pepay.Runtime.Sync;
using Pepay.Simulator;
using XPay.Api;

namespace Pepay.Model.Tests.Simulated;

/// <summary>A whole shop on a loopback port: endpoint, inbox, dispatcher, checkout, reconciler and sweep over a SQLite file that outlives it.</summary>
internal sealed class SimulatedShop : IAsyncDisposable, IPaymentChangeHandler
{
    private static readonly ApiRateLimit Unlimited = new(1_000_000, TimeSpan.FromSeconds(1));

    private readonly WebApplication app;

    private SimulatedShop(TemporaryDatabase file, SimulatorServer simulator, TimeProvider time, int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(time).AddPepayRuntime().AddPepaySqlite(file.Source);
        builder.Services.AddSingleton<IPaymentChangeHandler>(this);
        builder.Services.AddPepay(options =>
        {
            options.BaseUrl = new Uri(simulator.PepayUrl);
            options.MerchantApiKey = simulator.Options.PepayMerchantKey;
            options.RequestLimit = Unlimited;
            options.AddWebhookSecret(simulator.Options.PepayWebhookSecret);
        });
        builder.Services.AddXPay(options =>
        {
            options.BaseUrl = new Uri(simulator.XPayUrl);
            options.PublicKey = simulator.Options.XPayPublicKey;
            options.PrivateKey = simulator.Options.XPayPrivateKey;
            options.RequestLimit = Unlimited;
            options.AddWebhookSecret(simulator.Options.XPayWebhookSecret);
        });
        app = builder.Build();
        app.MapPepayWebhooks();
    }

    public IPaymentStore Payments => app.Services.GetRequiredService<IPaymentStore>();

    public PaymentSweep Sweep => app.Services.GetRequiredService<PaymentSweep>();

    public int Port => new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    public static async Task<SimulatedShop> StartAsync(TemporaryDatabase file, SimulatorServer simulator, TimeProvider time, int port = 0)
    {
        var shop = new SimulatedShop(file, simulator, time, port);
        await shop.app.StartAsync();
        return shop;
    }

    public Task<Payment> BuyAsync(string order, string provider) => app.Services.GetRequiredService<CheckoutService>().StartAsync(
        (IHostedCheckout)app.Services.GetRequiredService<PaymentProviders>().Find(provider)!,
        new CheckoutRequest
        {
            OrderNumber = order,
            Amount = new Money(100m, "USD"),
            Description = $"Order {order}",
            CustomerName = "Ada Example",
            CustomerEmail = "ada@example.com",
            ReturnUrl = static id => new Uri($"https://shop.example/return/{id}"),
            CancelUrl = static id => new Uri($"https://shop.example/cancel/{id}"),
        },
        default);

    /// <summary>The order moves in the transaction that stores the payment's change.</summary>
    public async Task ApplyAsync(PaymentChange change, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        await using var insert = transaction!.Connection!.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = $"INSERT INTO shop_move VALUES ('{change.After.AttemptId}', {change.After.Version}, '{change.Before.State.Label}', '{change.After.State.Label}')";
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
