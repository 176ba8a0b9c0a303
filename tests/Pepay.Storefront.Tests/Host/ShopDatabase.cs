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
    private readonly Func<ValueTask> remove;

    private ShopDatabase(DbDataSource source, OrderTable table, ShopMode mode, Func<ValueTask> remove)
    {
        this.remove = remove;
        Source = source;
        Store = new OrderStore(source, table, new ShopSettings { Mode = mode, DataDirectory = "" }, Time);
        Orders = new ShopOrders(Store, Time);
    }

    public static ShopBasket Basket => ShopBasket.Empty.With(ProductCatalogue.All[0], 2);

    public ManualTimeProvider Time { get; } = new();

    public DbDataSource Source { get; }

    public OrderStore Store { get; }

    public ShopOrders Orders { get; }

    public static Task<ShopDatabase> OnSqliteAsync(ShopMode mode = ShopMode.Simulator)
    {
        var folder = Directory.CreateTempSubdirectory("pepay-orders-");
        var source = SqliteFactory.Instance.CreateDataSource($"Data Source={Path.Combine(folder.FullName, "shop.db")};Pooling=False");
        return OpenAsync(source, OrderTable.Sqlite, mode, async () =>
        {
            await source.DisposeAsync();
            folder.Delete(recursive: true);
        });
    }

    public static async Task<ShopDatabase> OnPostgreSqlAsync(ShopMode mode = ShopMode.Simulator)
    {
        var database = await TemporaryPostgreSql.CreateAsync();
        return await OpenAsync(database.Source, OrderTable.PostgreSql, mode, database.DisposeAsync);
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

    public ValueTask DisposeAsync() => remove();

    private static async Task<ShopDatabase> OpenAsync(DbDataSource source, OrderTable table, ShopMode mode, Func<ValueTask> remove)
    {
        var database = new ShopDatabase(source, table, mode, remove);
        await database.Store.InitializeAsync(CancellationToken.None);
        return database;
    }
}
