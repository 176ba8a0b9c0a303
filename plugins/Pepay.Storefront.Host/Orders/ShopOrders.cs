using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Sync;

namespace Pepay.Storefront.Host.Orders;

/// <summary>All that the payment pages need of this shop: find an order, know its shopper, move it when money comes.</summary>
internal sealed class ShopOrders(OrderStore orders, TimeProvider time) : IShopOrders
{
    /// <summary>The form field in which the order page proves that it was open.</summary>
    public const string KeyField = "key";

    public async Task<ShopOrder?> FindAsync(string orderNumber, CancellationToken cancellationToken) =>
        await orders.FindByNumberAsync(orderNumber, cancellationToken) is { } order
            ? new ShopOrder
            {
                Number = order.Number,
                Total = order.Total,
                Rates = order.Rates,
                Description = $"Order {order.Number} at {Shop.Name}",
                Name = order.Name,
                Email = order.Email,
                PagePath = order.PagePath,
            }
            : null;

    public async Task<bool> MayPayAsync(ShopOrder order, HttpContext context, CancellationToken cancellationToken)
    {
        var form = await context.Request.ReadFormAsync(cancellationToken);
        var path = Encoding.UTF8.GetBytes("/orders/" + form[KeyField]);
        return CryptographicOperations.FixedTimeEquals(path, Encoding.UTF8.GetBytes(order.PagePath ?? ""));
    }

    public async Task ApplyAsync(PaymentChange change, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        if (StateFor(change) is not { } state)
            return;
        var connection = transaction?.Connection
            ?? throw new InvalidOperationException("Orders and payments of this shop are in one database, but the payment store gave no transaction.");
        var order = new
        {
            State = (int)state,
            Number = change.After.OrderNumber,
            Live = change.After.Environment == PaymentEnvironment.Live,
            At = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        await connection.ExecuteAsync(new CommandDefinition(OrderTable.Advance, order, transaction, cancellationToken: cancellationToken));
    }

    // An expired, declined or cancelled attempt leaves the order where it is: it can be paid with another one.
    // One that was paid twice and given back once is still paid.
    private static OrderState? StateFor(PaymentChange change) => change.After.State switch
    {
        { WasPaid: true } when change.IsPaidByAnother => OrderState.Paid,
        { WasPaid: true, Label: PaymentLabel.Refunded } => OrderState.Refunded,
        { WasPaid: true, Label: PaymentLabel.PartiallyRefunded } => OrderState.PartlyRefunded,
        { WasPaid: true } => OrderState.Paid,
        { Received: var received, Refunded: var refunded } when received > refunded => OrderState.PartlyPaid,
        _ => null,
    };
}
