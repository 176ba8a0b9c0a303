using System.Data.Common;
using Microsoft.Data.Sqlite;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Sync;
using Pepay.Storefront.Host.Basket;
using Pepay.Storefront.Host.Catalogue;
using Pepay.Storefront.Host.Configuration;
using Pepay.Storefront.Host.Orders;

namespace Pepay.Storefront.Tests.Host;

/// <summary>The shop's orders in a SQLite file of their own.</summary>
internal sealed class ShopDatabase : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pepay-orders-").FullName;

    private ShopDatabase(ShopMode mode)
    {
        Source = SqliteFactory.Instance.CreateDataSource($"Data Source={Path.Combine(folder, "shop.db")};Pooling=False");
        Store = new OrderStore(Source, new ShopSettings { Mode = mode, DataDirectory = folder }, Time);
        Orders = new SqliteShopOrders(Store, Time);
    }

    public static ShopBasket Basket => ShopBasket.Empty.With(ProductCatalogue.All[0], 2);

    public ManualTimeProvider Time { get; } = new();

    public DbDataSource Source { get; }

    public OrderStore Store { get; }

    public SqliteShopOrders Orders { get; }

    public static async Task<ShopDatabase> CreateAsync(ShopMode mode = ShopMode.Simulator)
    {
        var database = new ShopDatabase(mode);
        await database.Store.InitializeAsync(CancellationToken.None);
        return database;
    }

    public Task<Order> PlaceAsync(string checkoutId = "checkout-1") =>
        Store.PlaceAsync(checkoutId, "Ada", "ada@example.org", Basket, CancellationToken.None);

    public async Task<OrderState> StateOfAsync(Order order) =>
        (await Store.FindByNumberAsync(order.Number, CancellationToken.None)).ShouldNotBeNull().State;

    /// <summary>Applies a change as the runtime does: inside its transaction.</summary>
    public async Task ApplyAsync(Order order, PaymentState state, PaymentEnvironment environment = PaymentEnvironment.Test, bool commit = true, PaymentState? other = null)
    {
        var payment = new Payment
        {
            AttemptId = "a", OrderNumber = order.Number, Provider = "acme", Account = "default", Environment = environment, Amount = order.Total,
            IdempotencyKey = "k", State = state, CreatedAt = Time.GetUtcNow(), UpdatedAt = Time.GetUtcNow(),
        };
        await using var connection = await Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Orders.ApplyAsync(new PaymentChange(payment, payment) { Others = other is null ? [] : [payment with { AttemptId = "b", State = other }] }, transaction, CancellationToken.None);
        if (commit)
            await transaction.CommitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
