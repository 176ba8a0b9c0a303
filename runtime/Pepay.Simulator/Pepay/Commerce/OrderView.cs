using System.Globalization;
using System.Text.Json.Nodes;
using Pepay.Simulator.Http;
using Pepay.Simulator.State;

namespace Pepay.Simulator.Pepay.Commerce;

/// <summary>Orders as Pepay Commerce writes them.</summary>
internal static class OrderView
{
    public static bool CanCancel(Order order) => order.Status is "pending_payment" or "processing" or "placed";

    public static JsonObject Snapshot(Order order) => Body.Copy("pepay/order",
        ("orderId", order.Id),
        ("invoiceId", order.InvoiceId),
        ("networkEnvironment", order.Environment),
        ("retailer", order.Items[0].Retailer),
        ("createdAt", Json.Seconds(order.CreatedAt)),
        ("updatedAt", Json.Seconds(order.UpdatedAt)),
        ("customerId", order.Shopper.CustomerId),
        ("walletAddress", order.Shopper.WalletAddress),
        ("walletNetwork", order.Shopper.WalletNetwork),
        ("status", order.Status),
        ("substatus", order.Substatus),
        ("actions", Body.Object(("canCancel", CanCancel(order)))),
        ("timeline", Body.Array(order.Timeline.Select(moment => Body.Object(
            ("status", moment.Status), ("timestamp", Json.Seconds(moment.At)), ("message", moment.Message))))),
        ("payment", Payment(order)),
        ("fulfillment", Body.Object(("shipments", order.Tracking is { } shipment ? new JsonArray(shipment.DeepClone()) : new JsonArray()))),
        ("lineItems", Body.Array(order.Items.Select(item => Line(order, item)))),
        ("shippingAddress", order.Address?.DeepClone()),
        ("cancellationStatus", order.CancellationStatus),
        ("refundStatus", order.RefundStatus),
        ("totalAmountUsd", Text(order.Total)),
        ("commerceFeeUsd", Text(order.Fee)),
        ("refund", Refund(order)));

    public static JsonObject Row(Order order) => Body.Copy("pepay/order-row",
        ("orderId", order.Id),
        ("invoiceId", order.InvoiceId),
        ("networkEnvironment", order.Environment),
        ("status", order.Status),
        ("substatus", order.Substatus),
        ("actions", Body.Object(("canCancel", CanCancel(order)))),
        ("shipmentsSummary", Body.Object(
            ("shipmentCount", order.Tracking is null ? 0 : 1),
            ("hasTracking", order.Tracking is not null),
            ("lastTrackingAt", order.Tracking?["obtainedAt"]?.DeepClone()),
            ("isDelivered", order.Status == "delivered"))),
        ("retailer", order.Items[0].Retailer),
        ("walletAddress", order.Shopper.WalletAddress),
        ("walletNetwork", order.Shopper.WalletNetwork),
        ("customerId", order.Shopper.CustomerId),
        ("total", order.Total),
        ("createdAt", Json.Seconds(order.CreatedAt)),
        ("updatedAt", Json.Seconds(order.UpdatedAt)),
        ("itemCount", order.Items.Sum(item => item.Quantity)));

    /// <summary>The snapshot, with the members by which an event tells what it is about.</summary>
    public static JsonObject ForEvent(Order order)
    {
        var body = Snapshot(order);
        body["object"] = "commerce_order";
        body["id"] = order.Id;
        body["invoice_id"] = order.InvoiceId;
        return body;
    }

    private static JsonObject Payment(Order order) => Body.Object(
        ("status", order.PaymentStatus),
        ("txHash", order.TransactionHash),
        ("settlement", Body.Object(
            ("status", order.SettlementStatus), ("txHash", order.SettlementStatus == "settled" ? order.TransactionHash : null), ("network", "base"))));

    private static JsonObject Line(Order order, CartItem item) => Body.Object(
        ("productId", item.ProductId),
        ("title", item.Title),
        ("imageUrl", item.ImageUrl ?? ""),
        ("quantity", item.Quantity),
        ("price", Text(item.Price)),
        ("status", order.Status));

    private static JsonObject Refund(Order order)
    {
        var refunded = order.RefundStatus != "NONE";
        return Body.Object(
            ("status", order.RefundStatus),
            ("amountUsd", refunded ? Text(order.Total - order.Fee) : null),
            ("feeUsd", refunded ? Text(order.Fee) : null),
            ("destinationWalletAddressBsc", order.RefundWallet),
            ("txHash", order.RefundTransactionHash));
    }

    private static string Text(decimal usd) => usd.ToString("0.00", CultureInfo.InvariantCulture);
}
