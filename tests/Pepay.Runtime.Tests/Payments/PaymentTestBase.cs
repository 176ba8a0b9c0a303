using Microsoft.Extensions.Logging.Abstractions;
using Pepay.Runtime.Checkout;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Sqlite;
using Pepay.Runtime.Sqlite.Payments;
using Pepay.Runtime.Tests.Checkout;

namespace Pepay.Runtime.Tests.Payments;

/// <summary>A payment store on a file of its own, a clock, and an order of 49 US dollars to pay.</summary>
public abstract class PaymentTestBase : IAsyncLifetime
{
    private readonly SqliteDatabase database;

    protected PaymentTestBase()
    {
        database = new SqliteDatabase(File.Source);
        Store = new SqlitePaymentStore(database);
    }

    internal TemporaryDatabase File { get; } = new();

    protected ManualTimeProvider Time { get; } = new();

    protected SqlitePaymentStore Store { get; }

    public Task InitializeAsync() => Store.InitializeAsync(default);

    public Task DisposeAsync()
    {
        database.Dispose();
        File.Dispose();
        return Task.CompletedTask;
    }

    protected static CheckoutRequest Request(string order = "1001", string scheme = "https") => new()
    {
        OrderNumber = order,
        Amount = new Money(49m, "USD"),
        Description = $"Order {order}",
        ReturnUrl = id => new Uri($"{scheme}://shop.example/return/{id}"),
        CancelUrl = id => new Uri($"{scheme}://shop.example/cancel/{id}"),
    };

    internal Task<Payment> StartAsync(FakeProvider provider, CheckoutRequest? request = null) =>
        new CheckoutService(Store, Time, NullLogger<CheckoutService>.Instance).StartAsync(provider, request ?? Request(), default);
}
