using System.Text.Json.Nodes;
using Pepay.Simulator.Http;
using Pepay.Simulator.State;

namespace Pepay.Simulator;

/// <content>What the control API does, without HTTP.</content>
public sealed partial class SimulatorServer
{
    /// <summary>Every departure from the specification so far, oldest first. A test that ends with one has found a mistake.</summary>
    public IReadOnlyList<Violation> Violations => parts.Violations.All;

    /// <summary>The faults in force; counters show what is left of them.</summary>
    public SimulatorFaults Faults
    {
        get => parts.Faults.Current;
        set => parts.Faults.Current = value;
    }

    /// <summary>Public half of the P-256 key that stands for xPay's own, as base64 of its SubjectPublicKeyInfo.</summary>
    public string XPayEcdsaPublicKey => parts.Signer.XPayPublicKey;

    /// <summary>The webhooks that were or are on their way, oldest first, with what became of each.</summary>
    public IReadOnlyList<SimulatedDelivery> Deliveries =>
        parts.Context.Store.Read(() => parts.Context.State.Deliveries.Select(SimulatedDelivery.Of).ToList());

    /// <summary>How many sockets are open.</summary>
    public int OpenStreams => parts.Context.Store.Read(() => parts.Streams.Count);

    /// <summary>Forgets the violations so far.</summary>
    public void ClearViolations() => parts.Violations.Clear();

    /// <summary>Points the built-in webhook targets elsewhere; null sends none. Secrets stay, and what failed before is sent again at once.</summary>
    public void SetWebhookTargets(string? pepayUrl, string? xpayUrl)
    {
        parts.Operator.SetWebhookTarget("pepay", pepayUrl, secret: null);
        parts.Operator.SetWebhookTarget("xpay", xpayUrl, secret: null);
    }

    /// <summary>Signs Pepay webhooks with a new secret; the old one signs a second header until <see cref="EndPepaySecretRotation"/>.</summary>
    public void RotatePepaySecret(string secret) => Try(() => parts.Operator.Rotate("pepay", secret));

    /// <summary>Lets go of Pepay's old webhook secret.</summary>
    public void EndPepaySecretRotation() => Try(parts.Operator.EndRotation);

    /// <summary>Adds a Pepay key and gives its value.</summary>
    /// <param name="scope">merchant or commerce.</param>
    /// <param name="environment">The environment that the key moves.</param>
    public string AddPepayKey(string scope, SimulatorEnvironment environment) =>
        parts.Operator.AddPepayKey(scope, SimulatorContext.EnvironmentName(environment));

    /// <summary>Waits until no webhook is on its way and none is due.</summary>
    /// <param name="retries">True: also until none waits for a retry or a delay. With a clock that stands still that needs someone to move it.</param>
    /// <param name="ct">Gives up waiting.</param>
    public Task FlushAsync(bool retries = true, CancellationToken ct = default) => parts.Deliveries.FlushAsync(retries, ct);

    /// <summary>Frees the webhooks that a reorder fault holds, newest first.</summary>
    public void ReleaseHeld() => parts.Operator.Release();

    /// <summary>Cuts every socket; with an error code, each gets a ws_error frame and an orderly close first.</summary>
    public void DisconnectStreams(string? errorCode = null) => parts.Operator.Disconnect(errorCode);

    /// <summary>Forgets invoices, intents, events, faults and violations; keys and webhook targets stay.</summary>
    public void Reset() => parts.Operator.Reset();

    /// <summary>Sends Pepay's test.ping.</summary>
    public void SendPing() => Try(parts.Operator.Ping);

    /// <summary>Sends an event that no document mentions; it is not checked against the specification.</summary>
    /// <param name="provider">pepay or xpay.</param>
    /// <param name="type">The event type.</param>
    /// <param name="about">Pepay: the event's object. xPay: the members beside id, type and time.</param>
    public void SendUnknownEvent(string provider, string type, JsonObject about) => Try(() => parts.Operator.SendUnknown(provider, type, about));

    /// <summary>Gives a Pepay invoice a status that may be unknown, with its event.</summary>
    public void SetInvoiceStatus(string id, string status) => Try(() => parts.Operator.SetInvoiceStatus(id, status));

    /// <summary>Gives an xPay intent a status that may be unknown, without an event.</summary>
    public void SetIntentStatus(string id, string status) => Try(() => parts.Operator.SetIntentStatus(id, status));

    /// <summary>Pays a Pepay invoice: all that remains, or an amount in USD that may be too little or too much. An expired one, too.</summary>
    public void PayInvoice(string id, decimal? usd = null) => Try(() => parts.Operator.PayInvoice(id, usd));

    /// <summary>Lets a Pepay invoice expire now.</summary>
    public void ExpireInvoice(string id) => Try(() => parts.Operator.ExpireInvoice(id));

    /// <summary>Cancels a Pepay invoice; no endpoint of Pepay does.</summary>
    public void CancelInvoice(string id) => Try(() => parts.Operator.CancelInvoice(id));

    /// <summary>Moves the settlement of a paid Pepay invoice on by one step: processing, then settled.</summary>
    public void SettleInvoice(string id) => Try(() => parts.Operator.SettleInvoice(id));

    /// <summary>Pays an xPay intent, also one that was declined.</summary>
    public void PayIntent(string id) => Try(() => parts.Operator.PayIntent(id));

    /// <summary>Declines an xPay intent.</summary>
    public void DeclineIntent(string id, string errorCode = "card_declined") => Try(() => parts.Operator.DeclineIntent(id, errorCode));

    /// <summary>Cancels an xPay intent.</summary>
    public void CancelIntent(string id) => Try(() => parts.Operator.CancelIntent(id));

    /// <summary>Refunds an xPay intent from the dashboard: an amount in minor units, or all that is left.</summary>
    public void RefundIntent(string id, long? amount = null) => Try(() => parts.Operator.RefundIntent(id, amount));

    /// <summary>Moves the dispute of an xPay intent on.</summary>
    public void DisputeIntent(string id, DisputeStep step = DisputeStep.Open) => Try(() => parts.Operator.DisputeIntent(id, step));

    /// <summary>Moves an xPay subscription on.</summary>
    /// <param name="id">The subscription.</param>
    /// <param name="action">start (the customer finished the checkout), charge, fail, pause or cancel.</param>
    public void MoveSubscription(string id, string action) => Try(() => parts.Operator.MoveSubscription(id, action));

    /// <summary>Ends an xPay setup method.</summary>
    /// <param name="id">The setup method.</param>
    /// <param name="action">succeed, fail or cancel.</param>
    public void MoveSetupMethod(string id, string action) => Try(() => parts.Operator.MoveSetupMethod(id, action));

    private static void Try(Action act)
    {
        try
        {
            act();
        }
        catch (ApiFailure failure)
        {
            throw new InvalidOperationException(failure.Message, failure);
        }
    }
}
