using System.Diagnostics;
using Pepay.Runtime.Http;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Payments;

namespace Pepay.Runtime.Telemetry;

/// <summary>
/// The runtime's traces. A handler's activity is linked to the request or connection that brought its event, even when another process handles it days later;
/// reconciling and calls to a provider are its children. Tags have ids and names, never bodies, secrets or personal data.
/// </summary>
public static class PepayTelemetry
{
    /// <summary>The activity source to listen to.</summary>
    public const string ActivitySourceName = "Pepay.Runtime";

    /// <summary>Under which name the trace of an event's acceptance is kept beside its headers (W3C).</summary>
    internal const string TraceHeader = "traceparent";

    private static readonly ActivitySource Source = new(ActivitySourceName);

    internal static Activity? StartHandler(Delivery delivery)
    {
        if (!Source.HasListeners())
            return null;
        ActivityLink[]? links = delivery.Event.Headers.TryGetValue(TraceHeader, out var accepted) && ActivityContext.TryParse(accepted, null, isRemote: true, out var context)
            ? [new ActivityLink(context)] : null;
        var activity = Source.StartActivity($"pepay.handle {delivery.Handler}", ActivityKind.Consumer, parentContext: default, links: links);
        return activity?
            .SetTag("pepay.handler", delivery.Handler).SetTag("pepay.attempt", delivery.Attempt)
            .SetTag("pepay.provider", delivery.Event.Provider).SetTag("pepay.account", delivery.Event.Account)
            .SetTag("pepay.event.id", delivery.Event.EventId).SetTag("pepay.event.type", delivery.Event.Type)
            .SetTag("pepay.payment.id", delivery.Event.OrderingKey);
    }

    internal static Activity? StartReconcile(Payment payment, string source) => Source.StartActivity("pepay.reconcile")?
        .SetTag("pepay.provider", payment.Provider).SetTag("pepay.account", payment.Account)
        .SetTag("pepay.order.number", payment.OrderNumber).SetTag("pepay.payment.id", payment.PaymentId).SetTag("pepay.source", source);

    internal static Activity? StartCall(string provider, ApiOperation operation) =>
        Source.StartActivity($"pepay.api {operation.Id}", ActivityKind.Client)?
            .SetTag("pepay.provider", provider).SetTag("pepay.operation", operation.Id).SetTag("http.request.method", operation.Method.Method);

    /// <summary>Notes the type of what went wrong; messages may have what a trace must not.</summary>
    internal static void Fail(this Activity? activity, string errorType) => activity?.SetTag("error.type", errorType).SetStatus(ActivityStatusCode.Error);
}
