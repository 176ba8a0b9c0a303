using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Pepay.Simulator.Http;

namespace Pepay.Simulator.Control;

/// <summary>/control: the same as the methods of <see cref="SimulatorServer"/>, for whoever is outside the process.</summary>
internal sealed class ControlEndpoints(SimulatorParts parts)
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public void Map(IEndpointRouteBuilder endpoints)
    {
        var control = endpoints.MapGroup("/control");
        control.MapGet("", () => Answer(Overview));
        control.MapGet("/violations", () => Answer(() => parts.Violations.All));
        control.MapDelete("/violations", () => Do(parts.Violations.Clear));
        control.MapGet("/deliveries", () => Answer(() => parts.Context.State.Deliveries.Select(SimulatedDelivery.Of).ToList()));
        control.MapGet("/faults", () => Answer(() => parts.Faults.Current));
        control.MapPost("/faults", Taking(body => parts.Faults.Current = Merge(parts.Faults.Current, body)));
        control.MapDelete("/faults", () => Do(() => parts.Faults.Current = new SimulatorFaults()));
        control.MapPost("/release", () => Do(parts.Operator.Release));
        control.MapPost("/reset", () => Do(parts.Operator.Reset));
        control.MapPost("/flush", FlushAsync);
        control.MapPost("/disconnect", Taking(body => parts.Operator.Disconnect(body.Text("error"))));
        control.MapPost("/webhooks", Taking(SetWebhooks));
        control.MapPost("/rotate", Taking(Rotate));
        control.MapPost("/pepay/ping", () => Do(parts.Operator.Ping));
        control.MapPost("/events", Taking(body => parts.Operator.SendUnknown(body.Text("provider") ?? "pepay", body.RequiredText("type"), body.Object("object") ?? [])));
        control.MapPost("/pepay/keys", (Delegate)((HttpContext http) => AnswerBody(http, AddKey)));
        control.MapPost("/pepay/invoices/{id}/{action}", (HttpContext http, string id, string action) => WithBody(http, body => MoveInvoice(id, action, body)));
        control.MapPost("/xpay/intents/{id}/{action}", (HttpContext http, string id, string action) => WithBody(http, body => MoveIntent(id, action, body)));
        control.MapPost("/xpay/subscriptions/{id}/{action}", (string id, string action) => Do(() => parts.Operator.MoveSubscription(id, action)));
        control.MapPost("/xpay/setup-methods/{id}/{action}", (string id, string action) => Do(() => parts.Operator.MoveSetupMethod(id, action)));
        control.Map("/{**rest}", (HttpContext http) => Problem(StatusCodes.Status404NotFound, $"{http.Request.Method} {http.Request.Path} is no operation of the control API."));
    }

    private object Overview()
    {
        var options = parts.Context.Options;
        var baseUrl = parts.Context.BaseUrl;
        return new
        {
            environment = parts.Context.Environment,
            pepay = new { url = baseUrl + "/pepay", merchantKey = options.PepayMerchantKey, commerceKey = options.PepayCommerceKey, dashboardToken = options.PepayDashboardToken },
            xpay = new { url = baseUrl + "/xpay", publicKey = options.XPayPublicKey, privateKey = options.XPayPrivateKey, ecdsaPublicKey = parts.Signer.XPayPublicKey },
            invoices = parts.Context.State.Pepay.Invoices.Select(invoice => new { invoice.Id, invoice.Status, url = parts.Invoices.PaymentUrl(invoice) }),
            intents = parts.Context.State.XPay.Intents.Select(intent => new { intent.Id, intent.Status, url = parts.Intents.CheckoutUrl(intent) }),
            streams = parts.Streams.Count,
            violations = parts.Violations.All.Count,
            faults = parts.Faults.Current,
        };
    }

    private async Task<IResult> FlushAsync(bool? retries, CancellationToken ct)
    {
        await parts.Deliveries.FlushAsync(retries ?? true, ct);
        return Done();
    }

    private void SetWebhooks(JsonObject body)
    {
        foreach (var provider in new[] { "pepay", "xpay" })
        {
            if (body.ContainsKey(provider + "Url"))
                parts.Operator.SetWebhookTarget(provider, body.Text(provider + "Url"), body.Text(provider + "Secret"));
        }
    }

    // Without a secret: the end of Pepay's overlap.
    private void Rotate(JsonObject body)
    {
        if (body.Text("secret") is { } secret)
            parts.Operator.Rotate(body.Text("provider") ?? "pepay", secret);
        else
            parts.Operator.EndRotation();
    }

    private JsonObject AddKey(JsonObject body) =>
        Body.Object(("key", parts.Operator.AddPepayKey(body.Text("scope") ?? "merchant", body.Text("environment") ?? parts.Context.Environment)));

    private void MoveInvoice(string id, string action, JsonObject body)
    {
        Action move = action switch
        {
            "pay" => () => parts.Operator.PayInvoice(id, body.Amount("usd")),
            "underpay" => () => parts.Operator.UnderpayInvoice(id, body.Amount("usd")),
            "overpay" => () => parts.Operator.OverpayInvoice(id, body.Amount("usd")),
            "expire" => () => parts.Operator.ExpireInvoice(id),
            "cancel" => () => parts.Operator.CancelInvoice(id),
            "settle" => () => parts.Operator.SettleInvoice(id),
            "status" => () => parts.Operator.SetInvoiceStatus(id, body.RequiredText("status")),
            _ => throw ApiFailure.Invalid($"An invoice cannot '{action}': use pay, underpay, overpay, expire, cancel, settle or status."),
        };
        move();
    }

    private void MoveIntent(string id, string action, JsonObject body)
    {
        Action move = action switch
        {
            "pay" => () => parts.Operator.PayIntent(id),
            "decline" => () => parts.Operator.DeclineIntent(id, body.Text("errorCode")),
            "cancel" => () => parts.Operator.CancelIntent(id),
            "refund" => () => parts.Operator.RefundIntent(id, body.Number("amount")),
            "dispute" => () => parts.Operator.DisputeIntent(id, DisputeStep.Open),
            "review-dispute" => () => parts.Operator.DisputeIntent(id, DisputeStep.Review),
            "win-dispute" => () => parts.Operator.DisputeIntent(id, DisputeStep.Won),
            "lose-dispute" => () => parts.Operator.DisputeIntent(id, DisputeStep.Lost),
            "status" => () => parts.Operator.SetIntentStatus(id, body.RequiredText("status")),
            _ => throw ApiFailure.Invalid(
                $"An intent cannot '{action}': use pay, decline, cancel, refund, dispute, review-dispute, win-dispute, lose-dispute or status."),
        };
        move();
    }

    private static SimulatorFaults Merge(SimulatorFaults current, JsonObject changes)
    {
        var merged = JsonSerializer.SerializeToNode(current, Strict)!.AsObject();
        foreach (var (name, value) in changes)
            merged[name] = value?.DeepClone();
        try
        {
            return merged.Deserialize<SimulatorFaults>(Strict)!;
        }
        catch (JsonException e)
        {
            throw ApiFailure.Invalid($"These are no faults: {e.Message}");
        }
    }

    private IResult Answer(Func<object> read) => Results.Json(parts.Context.Store.Read(() => JsonSerializer.SerializeToNode(read(), Strict)));

    private static IResult Do(Action act)
    {
        try
        {
            act();
            return Done();
        }
        catch (ApiFailure failure)
        {
            return Problem(failure.Status, failure.Message);
        }
    }

    // A lambda of HttpContext alone would be taken for one that writes its answer itself.
    private static Delegate Taking(Action<JsonObject> act) => (HttpContext http) => WithBody(http, act);

    private static Task<IResult> WithBody(HttpContext http, Action<JsonObject> act) => AnswerBody(http, body =>
    {
        act(body);
        return Body.Object(("ok", true));
    });

    private static async Task<IResult> AnswerBody(HttpContext http, Func<JsonObject, JsonObject> act)
    {
        try
        {
            using var reader = new StreamReader(http.Request.Body);
            var text = await reader.ReadToEndAsync(http.RequestAborted);
            var body = text.Length == 0 ? [] : JsonNode.Parse(text) as JsonObject ?? throw ApiFailure.Invalid("The body must be a JSON object.");
            return Results.Json(act(body));
        }
        catch (ApiFailure failure)
        {
            return Problem(failure.Status, failure.Message);
        }
        catch (JsonException e)
        {
            return Problem(StatusCodes.Status400BadRequest, $"The body is not JSON: {e.Message}");
        }
    }

    private static IResult Done() => Results.Json(Body.Object(("ok", true)));

    private static IResult Problem(int status, string message) => Results.Json(Body.Object(("ok", false), ("error", message)), statusCode: status);
}
