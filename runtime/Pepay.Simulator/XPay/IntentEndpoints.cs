using System.Text.Json.Nodes;
using Pepay.Simulator.Http;
using Pepay.Simulator.State;

namespace Pepay.Simulator.XPay;

/// <summary>/payments: intents and refunds.</summary>
internal sealed class IntentEndpoints(SimulatorContext context, IntentDesk desk)
{
    private const long SmallestAmount = 100;

    public IEnumerable<ApiRoute> Routes =>
    [
        new("POST", "/payments/create-intent", "", Create, TakesKey: true),
        new("GET", "/payments/v2/get-intent/{xIntentId}", "", Get),
        new("GET", "/payments/intents", "", List),
        new("POST", "/payments/cancel/{xIntentId}", "", Cancel),
        new("POST", "/payments/merchant/refund", "", Refund, TakesKey: true),
        new("GET", "/payments/refund/{refundId}", "", GetRefund),
        new("GET", "/payments/refunds/{intentId}", "", ListRefunds),
    ];

    /// <summary>The page adds that USD 1 must be exceeded; its own example is exactly that, so that is accepted.</summary>
    public static long ReadAmount(JsonObject body)
    {
        var amount = body.RequiredNumber("amount");
        return amount >= SmallestAmount ? amount : throw ApiFailure.Invalid($"amount must be at least {SmallestAmount}, not {amount}.");
    }

    private ApiAnswer Create(ApiRequest request)
    {
        var body = request.Json();
        var intent = desk.Open(new Intent
        {
            Id = SimulatorContext.NewId("in_"),
            Amount = ReadAmount(body),
            Currency = body.RequiredText("currency"),
            CustomerDetails = body.Object("customerDetails")?.DeepClone().AsObject() ?? throw ApiFailure.Invalid("customerDetails is required."),
            CallbackUrl = body.RequiredText("callbackUrl"),
            CancelUrl = body.Text("cancelUrl"),
            ReceiptId = body.Text("receiptId"),
            Description = body.Text("description"),
            Metadata = ReadMetadata(body),
            CustomerId = body.Text("customerId"),
            Tokenise = body.Flag("tokenise") ?? false,
            CreatedAt = context.Now,
        });
        var answer = Write(intent);
        answer["fwdUrl"] = desk.CheckoutUrl(intent);
        return ApiAnswer.Ok(answer);
    }

    private ApiAnswer Get(ApiRequest request)
    {
        var intent = desk.Get(request.RouteValue("xIntentId"));
        var expand = request.QueryList("expand") ?? [];
        var body = Write(intent);
        if (intent.SucceededAt is not null)
            body["succeededAt"] = intent.SucceededAt;
        if (expand.Contains("charge_attempts"))
            body["chargeAttempts"] = Body.Array(intent.Charges.Select(IntentView.Write));
        if (expand.Contains("succeeded_charge") && intent.Charges.Find(charge => charge.Status == "SUCCESS") is { } charge)
            body["succeededCharge"] = IntentView.Write(charge);
        return ApiAnswer.Ok(body);
    }

    private ApiAnswer List(ApiRequest request)
    {
        var from = request.QueryNumber("startTime");
        var to = request.QueryNumber("endTime");
        var statuses = request.QueryList("statuses");
        return ApiAnswer.Ok(OffsetPage.Write(
            context.State.XPay.Intents.Where(intent => (from is null || intent.CreatedAt >= from) && (to is null || intent.CreatedAt <= to)
                && (statuses is null || statuses.Contains(intent.Status))),
            request, intent => intent.Id, IntentView.Summary));
    }

    private ApiAnswer Cancel(ApiRequest request)
    {
        var id = request.RouteValue("xIntentId");
        if (request.Json().Text("xIntentId") is { } inBody && inBody != id)
            throw ApiFailure.Invalid($"The body names intent {inBody}, the path {id}.");
        desk.Cancel(desk.Get(id), alsoFailed: false);
        return ApiAnswer.Ok();
    }

    private ApiAnswer Refund(ApiRequest request)
    {
        var body = request.Json();
        var intent = desk.Get(body.RequiredText("xIntentId"));
        // A string of minor units, unlike every other amount of this API.
        long? amount = body.Text("amount") is not { } text ? null
            : long.TryParse(text, out var number) ? number
            : throw ApiFailure.Invalid($"amount must be a string of digits, not '{text}'.");
        return ApiAnswer.Ok(Write(desk.Refund(intent, amount)));
    }

    private ApiAnswer GetRefund(ApiRequest request)
    {
        var id = request.RouteValue("refundId");
        return ApiAnswer.Ok(Write(context.State.XPay.Refunds.Find(refund => refund.Id == id) ?? throw ApiFailure.NotFound($"Refund {id}")));
    }

    private ApiAnswer ListRefunds(ApiRequest request)
    {
        var intent = desk.Get(request.RouteValue("intentId"));
        return ApiAnswer.Ok(Body.Array(context.State.XPay.Refunds.Where(refund => refund.IntentId == intent.Id).Select(Write)));
    }

    private JsonObject Write(Intent intent)
    {
        var body = IntentView.Write(intent);
        if (context.Options.XPayShowsMode)
            body["mode"] = context.Options.Environment == SimulatorEnvironment.Mainnet ? "LIVE" : "TEST";
        return body;
    }

    private static JsonObject Write(Refund refund) => Body.Copy("xpay/refund",
        ("refundId", refund.Id), ("intentId", refund.IntentId), ("amount", refund.Amount), ("currency", refund.Currency), ("refundedAt", refund.At));

    private static JsonObject? ReadMetadata(JsonObject body)
    {
        var metadata = body.Object("metadata");
        if (metadata is { Count: > 50 })
            throw ApiFailure.Invalid("metadata may have 50 pairs.");
        foreach (var (key, value) in metadata ?? [])
        {
            if (key.Length > 40 || value is not JsonValue text || !text.TryGetValue(out string? written) || written.Length > 500)
                throw ApiFailure.Invalid($"metadata '{key}': keys have at most 40 characters, values are strings of at most 500.");
        }

        return metadata?.DeepClone().AsObject();
    }
}
