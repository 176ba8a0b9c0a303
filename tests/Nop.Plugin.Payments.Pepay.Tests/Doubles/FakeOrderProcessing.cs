using System.Collections.Concurrent;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.Routing;
using Nop.Core;
using Nop.Core.Domain.Orders;
using Nop.Core.Domain.Payments;
using Nop.Data;
using Nop.Services.Events;
using Nop.Services.Orders;
using Nop.Services.Payments;

namespace Nop.Plugin.Payments.Pepay.Tests.Doubles;

/// <summary>What happened to orders, over all nodes.</summary>
internal sealed class OrderEvents
{
    private readonly List<string> all = [];

    /// <summary>What the shop's mails link to, in the order in which they were written.</summary>
    public ConcurrentQueue<string> Links { get; } = new();

    /// <summary>The store that the shop took itself to be in when an order was paid.</summary>
    public ConcurrentQueue<int> Stores { get; } = new();

    public void Add(string what)
    {
        lock (all)
            all.Add(what);
    }

    public int Count(string what)
    {
        lock (all)
            return all.Count(one => one == what);
    }
}

/// <summary>The shop's order service: no lock, no version; an update writes the whole order.</summary>
internal sealed class FakeOrderService(IRepository<Order> orders, IRepository<OrderNote> notes) : IOrderService
{
    public async Task<Order?> GetOrderByIdAsync(int orderId) => (await orders.GetAllAsync(rows => rows.Where(order => order.Id == orderId))).FirstOrDefault();

    public async Task<Order?> GetOrderByGuidAsync(Guid orderGuid) => (await orders.GetAllAsync(rows => rows.Where(order => order.OrderGuid == orderGuid))).FirstOrDefault();

    public Task InsertOrderNoteAsync(OrderNote orderNote) => notes.InsertAsync(orderNote);
}

/// <summary>
/// The shop's order processing with its known weaknesses: what may be done is asked of the caller's copy of the order, a partly refunded order may
/// be marked as paid again, and between asking and writing anybody may come in between.
/// </summary>
internal sealed class FakeOrderProcessing(
    IRepository<Order> orders, IOrderService service, OrderEvents events, IEnumerable<IConsumer<OrderRefundedEvent>> refunded,
    IEnumerable<IConsumer<OrderStatusChangedEvent>> changed, IUrlHelperFactory urls, IActionContextAccessor actions, FakeShopState state, IStoreContext context) : IOrderProcessingService
{
    public bool CanCancelOrder(Order order) => order.OrderStatus != OrderStatus.Cancelled;

    public async Task CancelOrderAsync(Order order, bool notifyCustomer)
    {
        var before = order.OrderStatus;
        order.OrderStatus = OrderStatus.Cancelled;
        await orders.UpdateAsync(order);
        events.Add("cancelled");
        Mail(order);
        foreach (var consumer in changed)
            await consumer.HandleEventAsync(new OrderStatusChangedEvent(order, before));
    }

    public bool CanMarkOrderAsPaid(Order order) =>
        order.OrderStatus != OrderStatus.Cancelled && order.PaymentStatus is not (PaymentStatus.Paid or PaymentStatus.Refunded or PaymentStatus.Voided);

    public async Task MarkOrderAsPaidAsync(Order order)
    {
        if (!CanMarkOrderAsPaid(order))
            throw new InvalidOperationException("You can't mark this order as paid");
        order.PaymentStatus = PaymentStatus.Paid;
        order.PaidDateUtc = DateTime.UtcNow;
        if (order.OrderStatus == OrderStatus.Pending)
            order.OrderStatus = OrderStatus.Processing;
        await orders.UpdateAsync(order);
        await NoteAsync(order, "Order has been marked as paid");
        events.Add("paid");
        events.Stores.Enqueue(context.GetCurrentStore().Id);
        Mail(order);
    }

    public bool CanRefundOffline(Order order) => order is { OrderTotal: > 0, RefundedAmount: 0, PaymentStatus: PaymentStatus.Paid };

    public Task RefundOfflineAsync(Order order) => BookAsync(order, order.OrderTotal, PaymentStatus.Refunded);

    public bool CanPartiallyRefundOffline(Order order, decimal amountToRefund) =>
        order.OrderTotal > 0 && amountToRefund <= order.OrderTotal - order.RefundedAmount && order.PaymentStatus is PaymentStatus.Paid or PaymentStatus.PartiallyRefunded;

    public Task PartiallyRefundOfflineAsync(Order order, decimal amountToRefund) => BookAsync(
        order, amountToRefund, order.RefundedAmount + amountToRefund == order.OrderTotal ? PaymentStatus.Refunded : PaymentStatus.PartiallyRefunded);

    /// <summary>The refund button of the administration: asks the plugin, then books on the copy that it read before.</summary>
    public async Task<IList<string>> ClickRefundAsync(IPaymentMethod method, Guid orderGuid, decimal amount, Func<Task>? afterReading)
    {
        var order = (await service.GetOrderByGuidAsync(orderGuid))!;
        if (afterReading is not null)
            await afterReading();
        if (!CanPartiallyRefundOffline(order, amount))
            return ["Cannot do partial refund for order."];
        var result = await method.RefundAsync(new RefundPaymentRequest { Order = order, AmountToRefund = amount, IsPartialRefund = amount != order.OrderTotal });
        if (!result.Success)
            return result.Errors;
        await BookAsync(order, amount, result.NewPaymentStatus);
        return [];
    }

    private async Task BookAsync(Order order, decimal amount, PaymentStatus status)
    {
        order.RefundedAmount += amount;
        order.PaymentStatus = status;
        await orders.UpdateAsync(order);
        await NoteAsync(order, $"Order has been refunded. Amount = {amount}");
        events.Add("refunded");
        Mail(order);
        foreach (var consumer in refunded)
            await consumer.HandleEventAsync(new OrderRefundedEvent(order, amount));
    }

    /// <summary>The link of a mail, made as the shop makes it: from the request that is being served, and empty when that fails.</summary>
    private void Mail(Order order)
    {
        try
        {
            var path = urls.GetUrlHelper(actions.ActionContext!).RouteUrl("OrderDetails", new { orderId = order.Id });
            events.Links.Enqueue(new Uri(new Uri(state.Stores.Single(store => store.Id == order.StoreId).Url), path).AbsoluteUri);
        }
        catch (Exception)
        {
            events.Links.Enqueue("");
        }
    }

    private Task NoteAsync(Order order, string text) => service.InsertOrderNoteAsync(new OrderNote { OrderId = order.Id, Note = text, CreatedOnUtc = DateTime.UtcNow });
}
