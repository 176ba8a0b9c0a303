using System.Text.Json.Nodes;
using Pepay.Simulator.Delivery;
using Pepay.Simulator.Http;
using Pepay.Simulator.State;
using Pepay.Simulator.Validation;

namespace Pepay.Simulator.XPay;

/// <summary>xPay's webhooks: flat objects, in no list. Called with the state locked.</summary>
internal sealed class XPayEventLog(
    SimulatorContext context, DeliveryQueue deliveries, SpecValidator validator, ViolationLog violations, Extras extras)
{
    public void Add(string type, Intent intent)
    {
        var body = Body.Copy("xpay/intent-event",
            ("intentId", intent.Id),
            ("receiptId", intent.ReceiptId),
            ("status", intent.Status),
            ("amount", intent.Amount),
            ("currency", intent.Currency));
        if (intent.Charges.LastOrDefault() is { } charge)
        {
            body["paymentMethod"] = "CARD";
            body["card"] = IntentView.Card(charge);
            if (charge.ErrorCode is not null)
                body["errorCode"] = charge.ErrorCode;
        }

        if (intent.CustomerDetails is { } details)
            body["customerDetails"] = details.DeepClone();
        if (intent.Metadata is { } metadata)
            body["metadata"] = metadata.DeepClone();
        Send(type, body);
    }

    public void Add(string type, Subscription subscription) => Send(type, Body.Copy("xpay/subscription-event",
        ("subscriptionId", subscription.Id),
        ("status", subscription.Status),
        ("nextPaymentDate", subscription.NextPaymentAt),
        ("remainingCycleCount", subscription.RemainingCycles),
        ("metadata", subscription.Request["metadata"]?.DeepClone())));

    public void Add(string type, CardToken token) =>
        Send(type, Body.Copy("xpay/token-event", ("pmId", token.Id), ("customerId", token.CustomerId)));

    /// <summary>An event that the specification may not know.</summary>
    public void AddUnchecked(string type, JsonObject about)
    {
        var body = about.DeepClone().AsObject();
        Deliver(type, body, Stamp(type, body));
    }

    private void Send(string type, JsonObject body)
    {
        var id = Stamp(type, body);
        if (extras.Take())
        {
            Extras.Mix(body, ("brand", null, "x_sim_brand"));
            RenameIntentId(body);
        }

        if (validator.CheckEvent(type, body) is { } problem)
            violations.Add(new Violation("xpay", "event", problem.Operation, id, problem.Message));
        Deliver(type, body, id);
    }

    private string Stamp(string type, JsonObject body)
    {
        var id = SimulatorContext.NewId("evt_");
        body["eventId"] = id;
        body["eventType"] = type;
        body["eventTime"] = context.Now;
        return id;
    }

    private void Deliver(string type, JsonObject body, string id) =>
        deliveries.Add("xpay", context.State.XPay.Targets, id, type, context.Environment, body.ToJsonString());

    // The integration guide calls it xIntentId, receivers in the field read intentId: both are sent now and then.
    private static void RenameIntentId(JsonObject body)
    {
        if (body["intentId"] is not { } intentId)
            return;
        body.Remove("intentId");
        body["xIntentId"] = intentId;
    }
}
