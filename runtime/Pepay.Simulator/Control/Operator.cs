using System.Text.Json.Nodes;
using Pepay.Simulator.Http;
using Pepay.Simulator.Pepay;
using Pepay.Simulator.State;

namespace Pepay.Simulator.Control;

/// <summary>
/// What a person or a test may do from outside: move payments, point webhooks, reset. Behind both the control API and the methods of
/// <see cref="SimulatorServer"/>. Throws <see cref="ApiFailure"/> for what is not possible.
/// </summary>
internal sealed class Operator(SimulatorParts parts)
{
    private SimulatorState State => parts.Context.State;

    public void PayInvoice(string id, decimal? usd) => OnInvoice(id, invoice =>
        Pay(invoice, usd is { } amount ? (long)decimal.Round(amount * 1000m, MidpointRounding.AwayFromZero) : invoice.Remaining));

    /// <summary>Pays less than what remains: the given amount, or half.</summary>
    public void UnderpayInvoice(string id, decimal? usd) => OnInvoice(id, invoice =>
    {
        var millis = usd is { } amount ? (long)decimal.Round(amount * 1000m) : invoice.Remaining / 2;
        if (millis >= invoice.Remaining)
            throw ApiFailure.Invalid($"{Json.Decimal(millis)} USD would pay invoice {id} in full.");
        Pay(invoice, millis);
    });

    /// <summary>Pays more than what remains: the given amount, or one dollar too much.</summary>
    public void OverpayInvoice(string id, decimal? usd) => OnInvoice(id, invoice =>
    {
        var millis = usd is { } amount ? (long)decimal.Round(amount * 1000m) : invoice.Remaining + 1000;
        if (millis <= invoice.Remaining)
            throw ApiFailure.Invalid($"{Json.Decimal(millis)} USD would not overpay invoice {id}.");
        Pay(invoice, millis);
    });

    public void ExpireInvoice(string id) => OnInvoice(id, parts.Invoices.Expire);

    public void CancelInvoice(string id) => OnInvoice(id, parts.Invoices.Cancel);

    public void SettleInvoice(string id) => OnInvoice(id, parts.Invoices.Settle);

    public void PayIntent(string id) => OnIntent(id, intent => parts.Intents.Succeed(intent));

    public void DeclineIntent(string id, string? errorCode) => OnIntent(id, intent => parts.Intents.Decline(intent, errorCode ?? "card_declined"));

    public void CancelIntent(string id) => OnIntent(id, intent => parts.Intents.Cancel(intent, alsoFailed: true));

    public void RefundIntent(string id, long? amount) => OnIntent(id, intent => parts.Intents.Refund(intent, amount));

    public void DisputeIntent(string id, DisputeStep step) => OnIntent(id, intent =>
    {
        switch (step)
        {
            case DisputeStep.Open:
                parts.Intents.Dispute(intent);
                break;
            case DisputeStep.Review:
                parts.Intents.ReviewDispute(intent);
                break;
            default:
                parts.Intents.CloseDispute(intent, step == DisputeStep.Won);
                break;
        }
    });

    public void MoveSubscription(string id, string action) => Change(() =>
    {
        var desk = parts.Subscriptions;
        Action<Subscription> move = action switch
        {
            "start" => desk.Start,
            "charge" => desk.ChargeCycle,
            "fail" => desk.FailCycle,
            "pause" => desk.Pause,
            "cancel" => desk.Cancel,
            _ => throw ApiFailure.Invalid($"A subscription cannot '{action}': use start, charge, fail, pause or cancel."),
        };
        move(desk.Get(id));
    });

    public void MoveSetupMethod(string id, string action) => Change(() =>
    {
        var method = parts.SetupMethods.Get(id);
        if (action == "succeed")
            parts.SetupMethods.Succeed(method);
        else if (action is "fail" or "cancel")
            parts.SetupMethods.End(method, action == "fail" ? "FAILED" : "CANCELLED");
        else
            throw ApiFailure.Invalid($"A setup method cannot '{action}': use succeed, fail or cancel.");
    });

    /// <summary>Sends test.ping, as the dashboard does to try an endpoint.</summary>
    public void Ping() => Change(() =>
        parts.PepayEvents.Add("test.ping", new EventSubject(parts.Context.Environment), Body.Copy("pepay/ping")));

    /// <summary>Sends an event that no document mentions: of an unknown type, or with an unknown object. It is not checked against the specification.</summary>
    public void SendUnknown(string provider, string type, JsonObject about) => Change(() =>
    {
        // The caller's stays the caller's: it may be part of a request's body.
        about = about.DeepClone().AsObject();
        if (provider == "pepay")
            parts.PepayEvents.AddUnchecked(type, new EventSubject(parts.Context.Environment), about);
        else
            parts.XPayEvents.AddUnchecked(type, about);
    });

    /// <summary>Gives an invoice a status that may be unknown, and says so.</summary>
    public void SetInvoiceStatus(string id, string status) => OnInvoice(id, invoice => parts.Invoices.Force(invoice, status));

    /// <summary>Gives an intent a status that may be unknown; nothing says so.</summary>
    public void SetIntentStatus(string id, string status) => OnIntent(id, intent => intent.Status = status);

    /// <summary>A further Pepay key; its value is its id.</summary>
    public string AddPepayKey(string scope, string environment) => parts.Context.Store.Change(() =>
    {
        var key = new PepayKey
        {
            Id = Guid.NewGuid().ToString(),
            Name = $"Added {scope} key",
            Scope = scope,
            Environment = environment,
            Value = SimulatorContext.NewId("sim-pepay-"),
            CreatedAt = parts.Context.Now,
        };
        State.Pepay.Keys.Add(key);
        return key.Value;
    });

    public void SetWebhookTarget(string provider, string? url, string? secret) => Change(() =>
    {
        var pepay = provider == "pepay";
        var targets = pepay ? State.Pepay.Targets : State.XPay.Targets;
        var id = pepay ? StateSeed.PepayTarget : StateSeed.XPayTarget;
        var options = parts.Context.Options;
        var kept = targets.Find(target => target.Id == id)?.Secret ?? (pepay ? options.PepayWebhookSecret : options.XPayWebhookSecret);
        StateSeed.PutTarget(targets, id, url, secret ?? kept);
        parts.Deliveries.RetryNow(id);
    });

    /// <summary>Gives Pepay's built-in target a new secret; until <see cref="EndRotation"/>, the old one signs too. xPay documents no overlap.</summary>
    public void Rotate(string provider, string secret) => Change(() =>
    {
        var target = Target(provider);
        target.PreviousSecret = provider == "pepay" ? target.Secret : null;
        target.Secret = secret;
    });

    public void EndRotation() => Change(() => Target("pepay").PreviousSecret = null);

    public void Release() => Change(parts.Deliveries.Release);

    public void Disconnect(string? errorCode) => Change(() => parts.Streams.Disconnect(errorCode));

    /// <summary>Forgets everything but the keys of the options and where webhooks go.</summary>
    public void Reset()
    {
        Change(() =>
        {
            parts.Streams.Disconnect(errorCode: null);
            parts.Deadlines.CancelAll();
            var fresh = new SimulatorState { Sequence = State.Sequence };
            fresh.Pepay.LastEventMs = State.Pepay.LastEventMs;
            fresh.Pepay.Targets.AddRange(State.Pepay.Targets.Where(target => target.Id == StateSeed.PepayTarget));
            fresh.XPay.Targets.AddRange(State.XPay.Targets.Where(target => target.Id == StateSeed.XPayTarget));
            fresh.XPay.EcdsaKey = State.XPay.EcdsaKey;
            parts.Context.Store.Replace_NeedsLock(fresh);
            parts.Seed.PlantKeys();
        });
        parts.Faults.Current = new SimulatorFaults();
        parts.Violations.Clear();
    }

    private void Pay(Invoice invoice, long millis) => parts.Invoices.Pay(invoice, millis, invoice.LockedTokenId ?? 1);

    private WebhookTarget Target(string provider) =>
        (provider == "pepay" ? State.Pepay.Targets.Find(target => target.Id == StateSeed.PepayTarget) : State.XPay.Targets.Find(target => target.Id == StateSeed.XPayTarget))
        ?? throw ApiFailure.Invalid($"No webhook target is set for {provider}.");

    private void OnInvoice(string id, Action<Invoice> act) => Change(() => act(parts.Invoices.Get(id)));

    private void OnIntent(string id, Action<Intent> act) => Change(() => act(parts.Intents.Get(id)));

    private void Change(Action act) => parts.Context.Store.Change(act);
}
