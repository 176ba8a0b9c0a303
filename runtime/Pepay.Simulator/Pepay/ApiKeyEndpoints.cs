using System.Text.Json.Nodes;
using Pepay.Simulator.Http;
using Pepay.Simulator.State;

namespace Pepay.Simulator.Pepay;

/// <summary>/api/v1/api-keys: what the dashboard does.</summary>
internal sealed class ApiKeyEndpoints(SimulatorContext context)
{
    public IEnumerable<ApiRoute> Routes =>
    [
        new("POST", "/api/v1/api-keys", PepayAccess.Dashboard, Create),
        new("GET", "/api/v1/api-keys", PepayAccess.Dashboard, List),
        new("POST", "/api/v1/api-keys/{keyId}/revoke", PepayAccess.Dashboard, Revoke),
    ];

    private ApiAnswer Create(ApiRequest request)
    {
        var body = request.Json();
        var key = new PepayKey
        {
            Id = Guid.NewGuid().ToString(),
            Name = body.RequiredText("name"),
            Scope = body.RequiredText("scope"),
            Value = SimulatorContext.NewId("sim-pepay-"),
            Environment = context.State.Pepay.CurrentEnvironment,
            CreatedAt = context.Now,
            ExpiresAt = Moment(body["expires_at"]),
        };
        context.State.Pepay.Keys.Add(key);
        return ApiAnswer.Ok(Body.Copy("pepay/api-key-created",
            ("key_id", key.Id), ("name", key.Name), ("scope", key.Scope), ("api_key", key.Value), ("expires_at", Json.Seconds(key.ExpiresAt))));
    }

    private ApiAnswer List(ApiRequest request)
    {
        var scope = request.QueryValue("scope");
        return ApiAnswer.Ok(Body.Array(context.State.Pepay.Keys.Where(key => scope is null || key.Scope == scope).Select(Write)));
    }

    private ApiAnswer Revoke(ApiRequest request)
    {
        var id = request.RouteValue("keyId");
        var key = context.State.Pepay.Keys.Find(key => key.Id == id) ?? throw ApiFailure.NotFound($"API key {id}");
        key.RevokedAt ??= context.Now;
        return ApiAnswer.Ok(Body.Object(("message", "API key revoked")));
    }

    private static JsonObject Write(PepayKey key) => Body.Copy("pepay/api-key",
        ("key_id", key.Id),
        ("name", key.Name),
        ("scope", key.Scope),
        ("expires_at", Json.Seconds(key.ExpiresAt)),
        ("status", key.RevokedAt is null ? "active" : "revoked"),
        ("last_used_at", Json.Seconds(key.LastUsedAt)),
        ("created_at", Json.Seconds(key.CreatedAt)),
        ("revoked_at", Json.Seconds(key.RevokedAt)));

    // Both forms of a time are documented.
    private static long? Moment(JsonNode? node) => node switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out long seconds) => seconds * 1000,
        JsonValue value when value.TryGetValue(out DateTimeOffset moment) => moment.ToUnixTimeMilliseconds(),
        _ => throw ApiFailure.Invalid("expires_at must be epoch seconds or an ISO-8601 time."),
    };
}
