using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Pepay.Runtime.Checkout;
using Pepay.Runtime.Http;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Sync;
using Pepay.Runtime.Telemetry;
using Pepay.Simulator;

namespace Pepay.Api.Tests;

/// <summary>What a shop's monitoring sees of one purchase: names that others build on, a trace from webhook to provider, and no secret anywhere.</summary>
public sealed class TelemetryTests : IAsyncLifetime
{
    private const string WebhookSecret = "whsec-very-secret-0123456789";

    private readonly ConcurrentQueue<Activity> activities = new();
    private readonly ConcurrentDictionary<string, string[]> instruments = new();
    private readonly MeterListener meters = new();
    private readonly ActivityListener traces;
    private SimulatorServer simulator = null!;
    private TestShop shop = null!;

    public TelemetryTests() => traces = new ActivityListener
    {
        ShouldListenTo = static source => source.Name is PepayTelemetry.ActivitySourceName or "test",
        Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        ActivityStopped = activities.Enqueue,
    };

    public async Task InitializeAsync()
    {
        ActivitySource.AddActivityListener(traces);
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == InboxMetrics.MeterName)
                listener.EnableMeasurementEvents(instrument);
        };
        meters.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument, tags));
        meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
        meters.Start();
        simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        shop = await TestShop.StartAsync(services => services.AddPepay(options =>
        {
            options.BaseUrl = new Uri(simulator.PepayUrl);
            options.MerchantApiKey = simulator.Options.PepayMerchantKey;
            options.AddWebhookSecret(WebhookSecret);
        }));
    }

    public async Task DisposeAsync()
    {
        await shop.DisposeAsync();
        await simulator.DisposeAsync();
        traces.Dispose();
        meters.Dispose();
    }

    [Fact]
    public async Task Webhook_to_provider_is_one_linked_trace()
    {
        using var source = new ActivitySource("test");
        var payment = await shop.StartCheckoutAsync(new Money(49.90m, "USD"));
        simulator.PayInvoice(payment.PaymentId!);

        ActivityTraceId accepted;
        using (var request = source.StartActivity("request"))
        {
            accepted = request!.TraceId;
            await PostAsync(payment, WebhookSecret);
        }

        await shop.DrainAsync();
        // The mark is set before the activity ends.
        bool IsHandling(Activity activity) => activity.OperationName == "pepay.handle payment-sync" && activity.Links.Any(link => link.Context.TraceId == accepted);
        await Eventually.TrueAsync(() => activities.Any(IsHandling));
        var handling = activities.Single(IsHandling);
        var reconcile = activities.Single(activity => activity.OperationName == "pepay.reconcile" && activity.ParentSpanId == handling.SpanId);
        var call = activities.Single(activity => activity.OperationName == "pepay.api getInvoice" && activity.ParentSpanId == reconcile.SpanId);
        handling.TagObjects.Select(static tag => tag.Key).Order(StringComparer.Ordinal).ShouldBe([
            "pepay.account", "pepay.attempt", "pepay.event.id", "pepay.event.type", "pepay.handler", "pepay.payment.id", "pepay.provider"]);
        reconcile.TagObjects.Select(static tag => tag.Key).Order(StringComparer.Ordinal).ShouldBe([
            "pepay.account", "pepay.order.number", "pepay.payment.id", "pepay.provider", "pepay.source"]);
        call.TagObjects.Select(static tag => tag.Key).Order(StringComparer.Ordinal).ShouldBe([
            "http.request.method", "http.response.status_code", "pepay.operation", "pepay.provider"]);
        handling.GetTagItem("pepay.payment.id").ShouldBe(payment.PaymentId);
    }

    [Fact]
    public async Task Log_lines_of_checkout_webhook_and_reconcile_carry_the_payment()
    {
        var payment = await shop.StartCheckoutAsync(new Money(49.90m, "USD"));
        simulator.PayInvoice(payment.PaymentId!);
        await PostAsync(payment, WebhookSecret);
        await shop.DrainAsync();

        foreach (var part in (string[])["made payment", "Webhook of pepay/default Accepted", "moved from Pending to Paid"])
            shop.Logs.Lines.ShouldContain(line => line.Contains(part) && line.Contains($"PaymentId={payment.PaymentId}"), part);
        shop.Logs.Lines.Single(static line => line.Contains("moved from Pending to Paid")).ShouldContain("Handler=payment-sync");
    }

    [Fact]
    public async Task Instruments_are_those_that_dashboards_know()
    {
        var payment = await shop.StartCheckoutAsync(new Money(49.90m, "USD"));
        await PostAsync(payment, WebhookSecret);
        await shop.DrainAsync();
        await Eventually.TrueAsync(
            () => instruments.ContainsKey("pepay.dispatch.claim.age") && instruments.ContainsKey("pepay.inbox.oldest"), meters.RecordObservableInstruments);

        instruments.Where(static found => found.Key.StartsWith("pepay.webhook", StringComparison.Ordinal)
                || found.Key.StartsWith("pepay.inbox", StringComparison.Ordinal) || found.Key.StartsWith("pepay.dispatch", StringComparison.Ordinal))
            .Select(static found => $"{found.Key}: {string.Join(' ', found.Value)}").Order(StringComparer.Ordinal).ShouldBe([
                "pepay.dispatch.attempts: handler outcome",
                "pepay.dispatch.claim.age: handler outcome",
                "pepay.dispatch.lag: handler",
                "pepay.inbox.dead: ",
                "pepay.inbox.events: account provider result source",
                "pepay.inbox.oldest: ",
                "pepay.inbox.waiting: ",
                "pepay.webhook.requests: account provider verdict"]);
    }

    [Fact]
    public async Task A_purchase_with_every_kind_of_failure_shows_no_secret()
    {
        var payment = await shop.StartCheckoutAsync(new Money(49.90m, "USD"));
        var session = payment.PaymentUrl!.Query;
        await PostAsync(payment, WebhookSecret);
        await PostAsync(payment, "wrong-secret-of-somebody");
        simulator.Faults = new SimulatorFaults { AnswerNext = new AnswerFault { Count = 8, Status = 500 } };
        var refused = await Should.ThrowAsync<ApiException>(() => shop.ReconcileAsync(payment));
        await simulator.DisposeAsync();
        var unreachable = await Should.ThrowAsync<CheckoutException>(() => shop.StartCheckoutAsync(new Money(10m, "USD"), "1002"));
        await shop.Services.GetRequiredService<PaymentSweep>().RunAsync(5, default);

        var shown = new StringBuilder(shop.Logs.Text).AppendLine(refused.ToString()).AppendLine(unreachable.ToString());
        foreach (var activity in activities)
            shown.AppendLine($"{activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.SelectMany(static e => e.Tags))}");
        var text = shown.ToString();
        text.ShouldContain("webhook", Case.Insensitive);
        foreach (var secret in (string[])[simulator.Options.PepayMerchantKey, WebhookSecret, "wrong-secret", "ada@example.com", "Ada Example", session, "signature=", .. Signed])
            text.ShouldNotContain(secret, Case.Sensitive);
    }

    private List<string> Signed { get; } = [];

    private void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var names = new List<string>();
        foreach (var tag in tags)
            names.Add(tag.Key);
        instruments[instrument.Name] = [.. names.Order(StringComparer.Ordinal)];
    }

    private async Task PostAsync(Payment payment, string secret)
    {
        var body = Encoding.UTF8.GetBytes(
            $$"""{"id":"evt_{{Guid.NewGuid():N}}","object":"event","type":"invoice.updated","created":1700000000,"data":{"object":{"object":"invoice","id":"{{payment.PaymentId}}","environment":"devnet","status":"paid","customer_email":"ada@example.com"} } }""");
        var timestamp = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), (byte[])[.. Encoding.UTF8.GetBytes(timestamp + "."), .. body]));
        Signed.Add(signature);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/pepay") { Content = new ByteArrayContent(body) };
        request.Headers.Add("X-Pepay-Timestamp", timestamp);
        request.Headers.Add("X-Pepay-Signature", signature);
        if (Activity.Current?.Id is { } trace)
            request.Headers.Add("traceparent", trace);
        using var answer = await shop.Client.SendAsync(request);
    }
}
