using System.Text.Json.Nodes;
using Pepay.Simulator.Http;
using Pepay.Simulator.State;

namespace Pepay.Simulator.XPay;

/// <summary>/webhook: where events go, and what signs them.</summary>
internal sealed class WebhookConfigEndpoints(SimulatorContext context)
{
    public IEnumerable<ApiRoute> Routes =>
    [
        new("POST", "/webhook", "", Create),
        new("GET", "/webhook", "", List),
        new("GET", "/webhook/{webhookConfigId}", "", request => ApiAnswer.Ok(Write(Find(request)))),
        new("PUT", "/webhook/{webhookConfigId}", "", Update, TakesKey: true),
    ];

    private List<WebhookTarget> Targets => context.State.XPay.Targets;

    private ApiAnswer Create(ApiRequest request)
    {
        var body = request.Json();
        var target = new WebhookTarget
        {
            Id = SimulatorContext.NewId("whc_"), Url = Endpoint(body), Secret = body.RequiredText("eventSigner"), Events = Types(body),
        };
        Targets.Add(target);
        return ApiAnswer.Ok(Body.Object(("webhookConfigId", target.Id)));
    }

    private ApiAnswer Update(ApiRequest request)
    {
        var body = request.Json();
        var target = Find(request);
        (target.Url, target.Secret, target.Events) = (Endpoint(body), body.RequiredText("eventSigner"), Types(body));
        return ApiAnswer.Ok();
    }

    private ApiAnswer List(ApiRequest request) =>
        ApiAnswer.Ok(Body.Object(("data", Body.Array(Targets.Where(target => target.Id != StateSeed.XPayTarget).Select(Write)))));

    private WebhookTarget Find(ApiRequest request)
    {
        var id = request.RouteValue("webhookConfigId");
        return Targets.Find(target => target.Id == id && id != StateSeed.XPayTarget) ?? throw ApiFailure.NotFound($"Webhook configuration {id}");
    }

    private static string Endpoint(JsonObject body)
    {
        var text = body.RequiredText("endpoint");
        // Public HTTPS only, except on loopback, where a developer's shop is.
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || url.IsLoopback)
            ? text
            : throw ApiFailure.Invalid("endpoint must be a public HTTPS URL.");
    }

    private static List<string> Types(JsonObject body)
    {
        var types = body.List("subscribedEventTypes") ?? throw ApiFailure.Invalid("subscribedEventTypes is required.");
        return types.Count == 0 ? throw ApiFailure.Invalid("subscribedEventTypes must name a type.") : [.. types.Select(type => type?.ToString() ?? "")];
    }

    private static JsonObject Write(WebhookTarget target) => Body.Copy("xpay/webhook-config",
        ("webhookConfigId", target.Id),
        ("webHookUrl", target.Url),
        ("eventSigner", target.Secret),
        ("subscribedEventTypes", Body.Array(target.Events.Select(type => (JsonNode?)type))));
}
