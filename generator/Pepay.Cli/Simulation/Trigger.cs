using System.Text.Json.Nodes;
using Pepay.Runtime.Commerce;

namespace Pepay.Cli.Simulation;

/// <summary>Something that happens to a payment, with all that comes before it.</summary>
/// <param name="Name">What is typed.</param>
/// <param name="Provider">Whose events come of it.</param>
/// <param name="Says">What happens, in order.</param>
/// <param name="NeedsSimulator">Whether only a simulator can do it: the provider documents no call for it.</param>
/// <param name="PlayAsync">Does it.</param>
internal sealed record Trigger(string Name, string Provider, string Says, bool NeedsSimulator, Func<TriggerRun, CancellationToken, Task> PlayAsync)
{
    /// <summary>All that there are.</summary>
    public static IReadOnlyList<Trigger> All { get; } =
    [
        new("invoice.created", "pepay", "an invoice is made", false, static (run, token) => run.CreateInvoiceAsync(token)),
        Invoice("invoice.paid", "made, paid in full", "pay"),
        Invoice("invoice.settled", "made, paid, settled to the merchant", "pay", "settle", "settle"),
        Invoice("invoice.underpaid", "made, half of it paid", "underpay"),
        Invoice("invoice.paid_in_parts", "made, half of it paid, the rest paid", "underpay", "pay"),
        Invoice("invoice.overpaid", "made, a dollar too much paid", "overpay"),
        Invoice("invoice.expired", "made and expires unpaid", "expire"),
        Invoice("invoice.paid_late", "made, expires, and is paid all the same", "expire", "pay"),
        Invoice("invoice.canceled", "made, canceled", "cancel"),
        Order("order.created", "goods are estimated, addressed and ordered"),
        Order("order.paid", "goods are ordered, paid", CommerceStep.PaymentConfirmed),
        Order("order.settled", "goods are ordered, paid, settled", CommerceStep.PaymentConfirmed, CommerceStep.PaymentSettled),
        Order("order.placed", "goods are ordered, paid, settled, bought at the retailer", CommerceStep.PaymentConfirmed, CommerceStep.PaymentSettled, CommerceStep.Placed),
        Order("order.shipped", "goods are ordered, paid, settled, bought, sent", CommerceStep.PaymentConfirmed, CommerceStep.PaymentSettled, CommerceStep.Placed, CommerceStep.Shipped),
        Order("order.delivered", "goods are ordered, paid, settled, bought, sent, delivered", CommerceStep.PaymentConfirmed, CommerceStep.PaymentSettled, CommerceStep.Placed, CommerceStep.Shipped, CommerceStep.Delivered),
        Order("order.failed", "goods are ordered, paid, not to be had", CommerceStep.PaymentConfirmed, CommerceStep.Failed),
        Order("order.cancelled", "goods are ordered, paid, bought, cancelled", CommerceStep.PaymentConfirmed, CommerceStep.PaymentSettled, CommerceStep.Placed, CommerceStep.Cancelled),
        Order("order.refunded", "goods are ordered, paid, not to be had, paid back", CommerceStep.PaymentConfirmed, CommerceStep.Failed, CommerceStep.Refunded),
        new("test.ping", "pepay", "the dashboard's test of an endpoint", true, static (run, token) => run.PingAsync(token)),
        new("intent.created", "xpay", "an intent is made", false, static (run, token) => run.CreateIntentAsync(open: false, token)),
        new("intent.checkout_opened", "xpay", "made, its page opened", true, static (run, token) => run.CreateIntentAsync(open: true, token)),
        Intent("intent.success", "made, opened, paid by card", "pay"),
        Intent("intent.failed", "made, opened, the card declined", "decline"),
        Intent("intent.success_after_failure", "made, opened, one card declined, another accepted", "decline", "pay"),
        Intent("intent.refunded", "paid, all of it refunded", "pay", "refund"),
        new("intent.partially_refunded", "xpay", "paid, half of it refunded", true, static async (run, token) =>
        {
            await run.CreateIntentAsync(open: true, token);
            await run.MoveIntentAsync("pay", null, token);
            await run.MoveIntentAsync("refund", new JsonObject { ["amount"] = run.MinorUnits / 2 }, token);
        }),
        Intent("intent.disputed", "paid, disputed", "pay", "dispute"),
        Intent("intent.dispute_won", "paid, disputed, under review, won", "pay", "dispute", "review-dispute", "win-dispute"),
        Intent("intent.dispute_lost", "paid, disputed, under review, lost", "pay", "dispute", "review-dispute", "lose-dispute"),
        new("subscription.created", "xpay", "a subscription is made", false, static (run, token) => run.CreateSubscriptionAsync(token)),
        Subscription("subscription.active", "made, its first cycle charged", "start"),
        Subscription("subscription.cycle_charged", "made, two cycles charged", "start", "charge"),
        Subscription("subscription.unpaid", "made, the second cycle fails", "start", "fail"),
        Subscription("subscription.paused", "made, charged, paused", "start", "pause"),
        Subscription("subscription.cancelled", "made, charged, cancelled", "start", "cancel"),
        new("setup_method.success", "xpay", "a customer saves a card", true, static (run, token) => run.SaveCardAsync(token)),
    ];

    public static Trigger? Find(string name) => All.FirstOrDefault(trigger => trigger.Name == name);

    private static Trigger Invoice(string name, string says, params string[] actions) => new(name, "pepay", "an invoice is " + says, true, async (run, token) =>
    {
        await run.CreateInvoiceAsync(token);
        foreach (var action in actions)
            await run.MoveInvoiceAsync(action, token);
    });

    // Pepay's devnet simulator moves orders, so that the real devnet can do these.
    private static Trigger Order(string name, string says, params CommerceStep[] steps) => new(name, "pepay", says, false, async (run, token) =>
    {
        await run.PlaceOrderAsync(token);
        foreach (var step in steps)
            await run.MoveOrderAsync(step, token);
    });

    private static Trigger Intent(string name, string says, params string[] actions) => new(name, "xpay", "an intent is " + says, true, async (run, token) =>
    {
        await run.CreateIntentAsync(open: true, token);
        foreach (var action in actions)
            await run.MoveIntentAsync(action, null, token);
    });

    private static Trigger Subscription(string name, string says, params string[] actions) => new(name, "xpay", "a subscription is " + says, true, async (run, token) =>
    {
        await run.CreateSubscriptionAsync(token);
        foreach (var action in actions)
            await run.MoveSubscriptionAsync(action, token);
    });
}
