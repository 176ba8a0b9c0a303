using System.Text.Json.Nodes;
using Pepay.Simulator.Http;
using Pepay.Simulator.State;

namespace Pepay.Simulator.XPay;

/// <summary>/subscription.</summary>
internal sealed class SubscriptionEndpoints(SimulatorContext context, SubscriptionDesk desk, IntentDesk intents)
{
    public IEnumerable<ApiRoute> Routes =>
    [
        new("POST", "/subscription/create", "", Create),
        new("GET", "/subscription/get-subscription/{subscriptionId}", "", request => ApiAnswer.Ok(Write(desk.Get(request.RouteValue("subscriptionId"))))),
        new("POST", "/subscription/edit", "", Edit),
        new("POST", "/subscription/merchant/cancel", "", request => Done(() => desk.Cancel(Named(request)))),
        new("POST", "/subscription/merchant/pause", "", request => Done(() => desk.Pause(Named(request))), TakesKey: true),
        new("POST", "/subscription/merchant/unpause", "", request => Done(() => desk.Unpause(Named(request), request.Json().RequiredNumber("newNextPaymentDate")))),
        new("POST", "/subscription/merchant/one-time-charge", "", OneTimeCharge, TakesKey: true),
    ];

    private string CheckoutUrl(Subscription subscription) => $"{context.BaseUrl}/xpay/checkout/subscription?subscription_id={subscription.Id}";

    private ApiAnswer Create(ApiRequest request)
    {
        var body = request.Json();
        var cycles = body.RequiredNumber("cycleCount");
        if (cycles < 1 || body.RequiredNumber("intervalCount") < 1)
            throw ApiFailure.Invalid("cycleCount and intervalCount must be at least 1.");
        var subscription = desk.Open(new Subscription
        {
            Id = SimulatorContext.NewId("sub_"),
            Request = body.DeepClone().AsObject(),
            Amount = IntentEndpoints.ReadAmount(body),
            CycleCount = (int)cycles,
            CreatedAt = context.Now,
        });
        return ApiAnswer.Ok(Body.Object(
            ("subscriptionId", subscription.Id), ("createdAt", Json.Iso(subscription.CreatedAt)), ("fwdUrl", CheckoutUrl(subscription))));
    }

    private ApiAnswer Edit(ApiRequest request)
    {
        var body = request.Json();
        var subscription = Named(request);
        if (body.Number("newCycleCount") is { } cycles && cycles < subscription.Charged)
            throw ApiFailure.Invalid($"newCycleCount {cycles} is less than the {subscription.Charged} cycles charged already.");
        subscription.Amount = body.Number("newAmount") ?? subscription.Amount;
        subscription.CycleCount = (int)(body.Number("newCycleCount") ?? subscription.CycleCount);
        if (body.Number("newTrialPeriodEndTime") is { } end)
        {
            if (subscription.Status != "TRIALING")
                throw ApiFailure.Invalid($"Subscription {subscription.Id} is {subscription.Status}, not in its trial.");
            (subscription.TrialEndsAt, subscription.NextPaymentAt) = (end, end);
        }

        return ApiAnswer.Ok();
    }

    private ApiAnswer OneTimeCharge(ApiRequest request)
    {
        var body = request.Json();
        var subscription = Named(request);
        if (subscription.Status is not ("ACTIVE" or "TRIALING" or "PAUSED"))
            throw ApiFailure.Invalid($"Subscription {subscription.Id} is {subscription.Status} and cannot be charged.");
        var intent = intents.Open(new Intent
        {
            Id = SimulatorContext.NewId("in_"),
            Amount = IntentEndpoints.ReadAmount(body),
            Currency = body.RequiredText("currency"),
            Description = body.Text("comments"),
            CustomerDetails = subscription.Request.Object("customerDetails")?.DeepClone().AsObject(),
            CreatedAt = context.Now,
        });
        intents.Succeed(intent);
        return ApiAnswer.Ok(Body.Copy("xpay/one-time-charge", ("intentId", intent.Id), ("status", intent.Status)));
    }

    private JsonObject Write(Subscription subscription)
    {
        var request = subscription.Request;
        var body = Body.Copy("xpay/subscription",
            ("subscriptionId", subscription.Id),
            ("interval", request.Text("interval")),
            ("intervalCount", request.Number("intervalCount")),
            ("cycleCount", subscription.CycleCount),
            ("remainingCycleCount", subscription.RemainingCycles),
            ("currency", request.Text("currency")),
            ("amount", subscription.Amount),
            ("presentmentCurrency", request.Text("currency")),
            ("mode", context.Options.Environment == SimulatorEnvironment.Mainnet ? "LIVE" : "TEST"),
            ("createdAt", Json.Iso(subscription.CreatedAt)),
            ("status", subscription.Status));
        foreach (var name in new[] { "description", "upfrontAmount", "metadata" })
        {
            if (request[name] is { } value)
                body[name] = value.DeepClone();
        }

        return body;
    }

    private Subscription Named(ApiRequest request) => desk.Get(request.Json().RequiredText("subscriptionId"));

    private static ApiAnswer Done(Action act)
    {
        act();
        return ApiAnswer.Ok();
    }
}
