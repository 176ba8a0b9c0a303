using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Pepay.Simulator.Http;
using Pepay.Simulator.State;

namespace Pepay.Simulator.Pepay.Commerce;

/// <summary>Everything that happens to an order. Payment comes from its invoice; the rest from the devnet simulator or a cancellation.</summary>
internal sealed class OrderDesk
{
    private readonly SimulatorContext context;
    private readonly PepayEventLog events;
    private readonly InvoiceDesk invoices;

    public OrderDesk(SimulatorContext context, PepayEventLog events, InvoiceDesk invoices)
    {
        this.context = context;
        this.events = events;
        this.invoices = invoices;
        invoices.StatusChanged += OnInvoice;
    }

    public Order Get(string id) =>
        context.State.Pepay.Commerce.Orders.Find(order => order.Id == id) ?? throw ApiFailure.NotFound($"Order {id}");

    public Order New(Estimate estimate, SavedAddress address, string? refundWallet)
    {
        var order = new Order
        {
            Id = Guid.NewGuid().ToString(),
            InvoiceId = Guid.NewGuid().ToString(),
            Environment = estimate.Environment,
            Shopper = estimate.Shopper,
            Items = estimate.Items,
            Address = address.Address.DeepClone().AsObject(),
            Total = estimate.Total,
            Fee = estimate.Fee,
            RefundWallet = refundWallet,
            CreatedAt = context.Now,
            UpdatedAt = context.Now,
        };
        order.Timeline.Add(new OrderMoment(order.Status, context.Now, "Order created"));
        context.State.Pepay.Commerce.Orders.Add(order);
        return order;
    }

    public void Announce(Order order) => Emit("commerce.order.created", order, previous: null);

    /// <summary>The documented transitions of the devnet simulator.</summary>
    public void Simulate(Order order, string transition, JsonObject? tracking, string? walletNetwork, string? walletAddress)
    {
        switch (transition)
        {
            case "payment_confirmed":
                Demand(order, transition, "pending_payment");
                var invoice = invoices.Get(order.InvoiceId);
                var token = PepayTokens.All.FirstOrDefault(token => token.Network == walletNetwork) ?? PepayTokens.Get(1);
                invoices.Pay(invoice, invoice.Remaining, token.Id, walletAddress);
                break;
            case "payment_settled":
                Demand(order, transition, "processing");
                SettleAll(order);
                break;
            case "placed":
                Demand(order, transition, "processing");
                Move(order, "placed", "AWAITING_TRACKING", "Order placed with the retailer");
                break;
            case "shipped":
                Demand(order, transition, "placed");
                order.Tracking = Shipment(tracking, "in_transit");
                Move(order, "shipped", null, "Order shipped");
                break;
            case "delivery_confirmed":
                Demand(order, transition, "shipped");
                order.Tracking = Shipment(tracking ?? order.Tracking, "delivered");
                Move(order, "delivered", null, "Order delivered");
                break;
            default:
                SimulateEnd(order, transition);
                break;
        }
    }

    /// <summary>A cancellation by the merchant: an unpaid order falls with its invoice, a paid one needs somewhere to send the money back to.</summary>
    public void Cancel(Order order, string? refundWallet)
    {
        if (!OrderView.CanCancel(order))
            throw ApiFailure.Invalid($"Order {order.Id} is {order.Status} and cannot be cancelled.");
        order.RefundWallet = refundWallet ?? order.RefundWallet;
        if (order.Status != "pending_payment")
            DemandRefundWallet(order);
        order.CancellationStatus = "requested";
        if (order.Status == "pending_payment")
            invoices.Cancel(invoices.Get(order.InvoiceId));
        else
            Refunding(order);
    }

    private void SimulateEnd(Order order, string transition)
    {
        switch (transition)
        {
            case "failed":
                Demand(order, transition, "processing");
                Move(order, "failed", null, "The retailer did not take the order");
                break;
            case "cancelled":
                Demand(order, transition, "placed");
                Move(order, "cancelled", null, "Order cancelled");
                break;
            case "refunded":
                Demand(order, transition, "processing", "placed", "shipped", "delivered", "cancelled", "failed");
                DemandRefundWallet(order);
                order.RefundStatus = "REFUNDED";
                order.RefundTransactionHash = "0x" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
                Move(order, order.Status, order.Substatus, "Refund sent");
                break;
            default:
                throw ApiFailure.Invalid($"transitionTo '{transition}' is not known.");
        }
    }

    private void Refunding(Order order)
    {
        order.RefundStatus = "PENDING";
        Move(order, "cancelled", null, "Cancellation requested");
    }

    private void OnInvoice(Invoice invoice)
    {
        if (invoice.OrderId is null)
            return;
        var order = Get(invoice.OrderId);
        var payment = invoice.Payments.LastOrDefault();
        switch (invoice.Status)
        {
            case "paid" when order.Status == "pending_payment":
                (order.PaymentStatus, order.TransactionHash) = ("paid", payment?.TransactionHash);
                Move(order, "processing", null, "Payment confirmed");
                break;
            case "paid" when payment is not null && order.SettlementStatus != payment.SettlementStatus:
                order.SettlementStatus = payment.SettlementStatus;
                var settled = payment.SettlementStatus == "settled" && order.Status == "processing";
                Move(order, order.Status, settled ? "PROVIDER_PLACEMENT_SUBMITTED" : order.Substatus, $"Settlement {payment.SettlementStatus}");
                break;
            case "expired" or "canceled" when order.Status == "pending_payment":
                Move(order, "cancelled", null, $"The invoice is {invoice.Status}");
                break;
        }
    }

    private void SettleAll(Order order)
    {
        var invoice = invoices.Get(order.InvoiceId);
        if (order.SettlementStatus == "settled")
            Move(order, order.Status, order.Substatus, "Settlement settled");
        while (invoice.Payments.Exists(payment => payment.SettlementStatus is "pending" or "processing"))
            invoices.Settle(invoice);
    }

    private JsonObject Shipment(JsonObject? tracking, string deliveryStatus)
    {
        var shipment = Body.Copy("pepay/shipment", ("shipmentId", SimulatorContext.NewId("ship_")), ("deliveryStatus", deliveryStatus), ("obtainedAt", Json.Seconds(context.Now)));
        foreach (var (name, value) in tracking ?? [])
        {
            if (shipment.ContainsKey(name) && name is not ("deliveryStatus" or "obtainedAt"))
                shipment[name] = value?.DeepClone();
        }

        return shipment;
    }

    private void Move(Order order, string status, string? substatus, string message)
    {
        var previous = Body.Object(("status", order.Status), ("substatus", order.Substatus));
        (order.Status, order.Substatus, order.UpdatedAt) = (status, substatus, context.Now);
        order.Timeline.Add(new OrderMoment(status, context.Now, message));
        Emit("commerce.order.updated", order, previous);
    }

    private void Emit(string type, Order order, JsonObject? previous) =>
        events.Add(type, new EventSubject(order.Environment, invoices.Get(order.InvoiceId), order), OrderView.ForEvent(order), previous);

    private static void Demand(Order order, string transition, params ReadOnlySpan<string> statuses)
    {
        if (!statuses.Contains(order.Status))
            throw new ApiFailure(StatusCodes.Status400BadRequest, $"{transition} is not possible from {order.Status}.", "INVALID_TRANSITION");
    }

    private void DemandRefundWallet(Order order)
    {
        var invoice = invoices.Get(order.InvoiceId);
        order.RefundWallet ??= invoice.PayerWalletNetwork == "bsc" ? invoice.PayerWalletAddress : null;
        if (order.RefundWallet is null)
            throw ApiFailure.Invalid("A BSC refund destination is required.");
    }
}
