using Pepay.Simulator.Http;
using Pepay.Simulator.State;

namespace Pepay.Simulator.XPay;

/// <summary>Everything that happens to a subscription. Cycles are charged when somebody says so, not by the calendar. Called with the state locked.</summary>
internal sealed class SubscriptionDesk(SimulatorContext context, XPayEventLog events)
{
    public Subscription Get(string id) =>
        context.State.XPay.Subscriptions.Find(subscription => subscription.Id == id) ?? throw ApiFailure.NotFound($"Subscription {id}");

    public Subscription Open(Subscription subscription)
    {
        context.State.XPay.Subscriptions.Add(subscription);
        events.Add("subscription.created", subscription);
        return subscription;
    }

    /// <summary>The customer finished the checkout: a trial begins, or the first cycle is charged.</summary>
    public void Start(Subscription subscription)
    {
        Demand(subscription, "start", "CREATED");
        if (subscription.Request.Number("trialPeriodCount") is > 0 and var count)
        {
            subscription.TrialEndsAt = After(context.Now, subscription.Request.Text("trialPeriodInterval") ?? "DAY", count);
            subscription.NextPaymentAt = subscription.TrialEndsAt;
            Move(subscription, "TRIALING", "subscription.trialing");
            return;
        }

        Move(subscription, "ACTIVE", "subscription.active");
        ChargeCycle(subscription);
    }

    /// <summary>Charges the next cycle; the last one ends the subscription.</summary>
    public void ChargeCycle(Subscription subscription)
    {
        Demand(subscription, "be charged", "ACTIVE", "TRIALING", "UNPAID");
        if (subscription.Status != "ACTIVE")
            Move(subscription, "ACTIVE", "subscription.active");
        subscription.Charged++;
        subscription.NextPaymentAt = subscription.RemainingCycles == 0 ? null : After(context.Now, subscription.Request.RequiredText("interval"), subscription.Request.RequiredNumber("intervalCount"));
        events.Add("subscription.cycle_charged", subscription);
        if (subscription.RemainingCycles == 0)
            Move(subscription, "ENDED", "subscription.ended");
    }

    public void FailCycle(Subscription subscription)
    {
        Demand(subscription, "fail", "ACTIVE", "TRIALING");
        Move(subscription, "UNPAID", "subscription.unpaid");
    }

    public void Cancel(Subscription subscription)
    {
        Demand(subscription, "be cancelled", "CREATED", "TRIALING", "ACTIVE", "PAUSED", "UNPAID");
        subscription.NextPaymentAt = null;
        Move(subscription, "CANCELLED", "subscription.cancelled");
    }

    public void Pause(Subscription subscription)
    {
        Demand(subscription, "be paused", "TRIALING", "ACTIVE");
        subscription.NextPaymentAt = null;
        Move(subscription, "PAUSED", "subscription.paused");
    }

    public void Unpause(Subscription subscription, long nextPaymentAt)
    {
        Demand(subscription, "be unpaused", "PAUSED");
        if (nextPaymentAt <= context.Now)
            throw ApiFailure.Invalid("newNextPaymentDate must be in the future.");
        subscription.NextPaymentAt = nextPaymentAt;
        Move(subscription, "ACTIVE", "subscription.active");
    }

    private void Move(Subscription subscription, string status, string type)
    {
        subscription.Status = status;
        events.Add(type, subscription);
    }

    private static long After(long start, string interval, long count)
    {
        var from = DateTimeOffset.FromUnixTimeMilliseconds(start);
        var end = interval switch
        {
            "DAY" => from.AddDays(count),
            "WEEK" => from.AddDays(7 * count),
            "MONTH" => from.AddMonths((int)count),
            "YEAR" => from.AddYears((int)count),
            _ => throw ApiFailure.Invalid($"interval '{interval}' is not DAY, WEEK, MONTH or YEAR."),
        };
        return end.ToUnixTimeMilliseconds();
    }

    private static void Demand(Subscription subscription, string what, params ReadOnlySpan<string> statuses)
    {
        if (!statuses.Contains(subscription.Status))
            throw ApiFailure.Invalid($"Subscription {subscription.Id} is {subscription.Status} and cannot {what}.");
    }
}
