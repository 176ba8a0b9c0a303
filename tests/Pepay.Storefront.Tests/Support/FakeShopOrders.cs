using System.Data.Common;
using Microsoft.AspNetCore.Http;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Sync;

namespace Pepay.Storefront.Tests.Support;

/// <summary>What a test changes about the orders, and what the shop was told.</summary>
internal sealed class OrderBook
{
    /// <summary>The present total of this shopper's order; null for an order that is gone.</summary>
    public Money? OwnTotal { get; set; } = FakeShopOrders.Order.Total;

    public List<PaymentChange> Told { get; } = [];
}

/// <summary>Two orders: one of this shopper, one of somebody else.</summary>
internal sealed class FakeShopOrders(OrderBook book) : IShopOrders
{
    public const string Own = "A-1";
    public const string Foreign = "B-2";
    public const string InEuros = "C-3";
    public const string InEurosWithRate = "D-4";

    public static ShopOrder Order { get; } = new()
    {
        Number = Own,
        Total = new Money(50m, "USD"),
        Description = "<script>alert('description')</script>",
        Name = "<b>Ada</b>",
        Email = "ada@example.org",
        PagePath = "/orders/key-of-a-1",
    };

    public Task<ShopOrder?> FindAsync(string orderNumber, CancellationToken cancellationToken) => Task.FromResult(orderNumber switch
    {
        Own => book.OwnTotal is { } total ? Order with { Total = total } : null,
        Foreign => Order with { Number = Foreign },
        InEuros => Order with { Number = InEuros, Total = new Money(50m, "EUR") },
        InEurosWithRate => Order with { Number = InEurosWithRate, Total = new Money(49.99m, "EUR"), Rates = new Dictionary<string, decimal> { ["USD"] = 1.0835m } },
        _ => null,
    });

    public Task<bool> MayPayAsync(ShopOrder order, HttpContext context, CancellationToken cancellationToken) => Task.FromResult(order.Number != Foreign);

    public Task ApplyAsync(PaymentChange change, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        book.Told.Add(change);
        return Task.CompletedTask;
    }
}
