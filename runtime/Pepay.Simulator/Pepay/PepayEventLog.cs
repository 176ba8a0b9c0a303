using System.Text.Json.Nodes;
using Pepay.Simulator.Delivery;
using Pepay.Simulator.Http;
using Pepay.Simulator.Pepay.Streams;
using Pepay.Simulator.State;
using Pepay.Simulator.Validation;

namespace Pepay.Simulator.Pepay;

/// <summary>What an event is about, as filters ask for it.</summary>
internal sealed record EventSubject(string Environment, Invoice? Invoice = null, Order? Order = null);

/// <summary>Writes each event once, and hands the same text to the list, the webhooks and the streams. Called with the state locked.</summary>
internal sealed class PepayEventLog(
    SimulatorContext context, DeliveryQueue deliveries, StreamHub streams, SpecValidator validator, ViolationLog violations, Extras extras, CurrentCall call)
{
    public void Add(string type, EventSubject subject, JsonObject about, JsonObject? previous = null) =>
        Send(Record(Check(Write(type, subject, about, previous)), type, subject));

    /// <summary>An event that the specification may not know.</summary>
    public void AddUnchecked(string type, EventSubject subject, JsonObject about)
    {
        var pepayEvent = Record(Write(type, subject, about, previous: null), type, subject);
        pepayEvent.IsUnknown = true;
        Send(pepayEvent);
    }

    /// <summary>An event that only the payor's own stream carries; it is in no list.</summary>
    public void AddForPayor(string type, EventSubject subject, JsonObject about) =>
        streams.PublishToPayor(Record(Check(Write(type, subject, about, previous: null)), type, subject));

    private void Send(PepayEvent pepayEvent)
    {
        context.State.Pepay.Events.Add(pepayEvent);
        deliveries.Add("pepay", context.State.Pepay.Targets, pepayEvent.Id, pepayEvent.Type, pepayEvent.Environment, pepayEvent.Body);
        streams.Publish(pepayEvent);
    }

    private JsonObject Write(string type, EventSubject subject, JsonObject about, JsonObject? previous)
    {
        var state = context.State;
        // Ids sort by time even when the clock is set back.
        state.Pepay.LastEventMs = Math.Max(state.Pepay.LastEventMs, context.Now);
        var targets = state.Pepay.Targets.Count(target => DeliveryQueue.Wants(target, type, subject.Environment));
        var body = Body.Copy("pepay/event",
            ("id", $"evt_{state.Pepay.LastEventMs}-{state.Next()}"),
            ("created", state.Pepay.LastEventMs / 1000),
            ("type", type),
            ("livemode", subject.Environment == "mainnet"),
            ("pending_webhooks", targets),
            ("request", call.Write()),
            ("data", Body.Object(("object", about), ("previous_attributes", previous ?? []))));
        if (extras.Take())
            PepayExtras.Mix(body);
        return body;
    }

    private JsonObject Check(JsonObject body)
    {
        if (validator.CheckEvent(body.RequiredText("type"), body) is { } problem)
            violations.Add(new Violation("pepay", "event", problem.Operation, body.RequiredText("id"), problem.Message));
        return body;
    }

    private PepayEvent Record(JsonObject body, string type, EventSubject subject)
    {
        var shopper = subject.Order?.Shopper;
        return new PepayEvent
        {
            Id = body.RequiredText("id"),
            Type = type,
            Environment = subject.Environment,
            Created = context.State.Pepay.LastEventMs / 1000,
            InvoiceId = subject.Invoice?.Id,
            InvoiceType = subject.Invoice?.Type,
            OrderId = subject.Order?.Id ?? subject.Invoice?.OrderId,
            CustomerId = shopper?.CustomerId ?? subject.Invoice?.CustomerId,
            WalletAddress = shopper?.WalletAddress,
            WalletNetwork = shopper?.WalletNetwork,
            Body = body.ToJsonString(),
        };
    }
}
