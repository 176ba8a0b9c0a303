using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Sqlite;
using Pepay.Storefront.Host.Basket;
using Pepay.Storefront.Host.Configuration;

namespace Pepay.Storefront.Host.Orders;

/// <summary>Places and reads orders.</summary>
internal sealed class OrderStore(DbDataSource database, OrderTable table, ShopSettings settings, TimeProvider time, SqliteDatabase? sqlite = null)
{
    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(table.Create, cancellationToken: cancellationToken));
        if (table.LacksRate is { } lacksRate && await connection.ExecuteScalarAsync<bool>(new CommandDefinition(lacksRate, cancellationToken: cancellationToken)))
            await connection.ExecuteAsync(new CommandDefinition(OrderTable.AddRate, cancellationToken: cancellationToken));
    }

    /// <summary>Stores an order. The same checkout form sent twice gives the same order.</summary>
    public async Task<Order> PlaceAsync(string checkoutId, string name, string email, ShopBasket basket, CancellationToken cancellationToken)
    {
        var order = new
        {
            AccessKey = Convert.ToHexString(RandomNumberGenerator.GetBytes(16)).ToLowerInvariant(),
            CheckoutId = checkoutId,
            Name = name,
            Email = email,
            Lines = JsonSerializer.Serialize(basket.Lines.Select(static line =>
                new OrderLine(line.Product.Id, line.Product.Name, line.Quantity, line.Product.PriceInCents))),
            ShippingCents = basket.Shipping.ToMinorUnits(),
            TotalCents = basket.Total.ToMinorUnits(),
            basket.Currency,
            UsdRate = settings.UsdRate?.ToString(CultureInfo.InvariantCulture),
            Live = settings.IsLive,
            PlacedAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        await InsertAsync(order, cancellationToken);
        return await FindByCheckoutAsync(checkoutId, cancellationToken)
            ?? throw new InvalidOperationException("An order that was just placed cannot be found; another program deletes from shop_orders.");
    }

    public Task<Order?> FindByNumberAsync(string number, CancellationToken cancellationToken) => FindAsync("number", number, cancellationToken);

    public Task<Order?> FindByAccessKeyAsync(string key, CancellationToken cancellationToken) => FindAsync("access_key", key, cancellationToken);

    public Task<Order?> FindByCheckoutAsync(string checkoutId, CancellationToken cancellationToken) => FindAsync("checkout_id", checkoutId, cancellationToken);

    /// <summary>The orders that these keys open, newest first.</summary>
    public async Task<IReadOnlyList<Order>> ListByAccessKeysAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        var sql = $"SELECT {OrderTable.Columns} FROM shop_orders WHERE {table.HasKey} AND live = @live ORDER BY id DESC";
        var rows = await connection.QueryAsync<OrderRow>(
            new CommandDefinition(sql, new { keys, live = settings.IsLive }, cancellationToken: cancellationToken));
        return [.. rows.Select(static row => row.ToOrder())];
    }

    // A SQLite file has one writer: whoever queues with the inbox and the payments gets its turn; whoever only tries the file's lock again and again hardly does.
    private async Task InsertAsync(object order, CancellationToken cancellationToken)
    {
        if (sqlite is null)
        {
            await using var connection = await OpenAsync(cancellationToken);
            await connection.ExecuteAsync(new CommandDefinition(table.Insert, order, cancellationToken: cancellationToken));
            return;
        }

        await using var write = await sqlite.BeginWriteAsync(cancellationToken);
        await write.Connection.ExecuteAsync(new CommandDefinition(table.Insert, order, write.Transaction, cancellationToken: cancellationToken));
        await write.CommitAsync(cancellationToken);
    }

    private async Task<Order?> FindAsync(string column, string value, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        var sql = $"SELECT {OrderTable.Columns} FROM shop_orders WHERE {column} = @value AND live = @live";
        var row = await connection.QuerySingleOrDefaultAsync<OrderRow>(
            new CommandDefinition(sql, new { value, live = settings.IsLive }, cancellationToken: cancellationToken));
        return row?.ToOrder();
    }

    private async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        if (table.Open is { } first)
            await connection.ExecuteAsync(new CommandDefinition(first, cancellationToken: cancellationToken));
        return connection;
    }

    private sealed class OrderRow
    {
        public string Number { get; init; } = "";
        public string AccessKey { get; init; } = "";
        public string Name { get; init; } = "";
        public string Email { get; init; } = "";
        public string Lines { get; init; } = "";
        public long ShippingCents { get; init; }
        public long TotalCents { get; init; }
        public string Currency { get; init; } = "";
        public string? UsdRate { get; init; }
        public long State { get; init; }
        public long PlacedAt { get; init; }
        public long? PaidAt { get; init; }

        public Order ToOrder() => new()
        {
            Number = Number,
            AccessKey = AccessKey,
            Name = Name,
            Email = Email,
            Lines = JsonSerializer.Deserialize<List<OrderLine>>(Lines) ?? [],
            Shipping = Money.FromMinorUnits(ShippingCents, Currency),
            Total = Money.FromMinorUnits(TotalCents, Currency),
            UsdRate = UsdRate is null ? null : decimal.Parse(UsdRate, CultureInfo.InvariantCulture),
            State = (OrderState)State,
            PlacedAt = DateTimeOffset.FromUnixTimeMilliseconds(PlacedAt),
            PaidAt = PaidAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
        };
    }
}
