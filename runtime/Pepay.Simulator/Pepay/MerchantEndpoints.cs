using System.Text.Json.Nodes;
using Pepay.Simulator.Http;
using Pepay.Simulator.State;

namespace Pepay.Simulator.Pepay;

/// <summary>Tokens, settlement and access of the merchant's account.</summary>
internal sealed class MerchantEndpoints(SimulatorContext context)
{
    private const int DefaultSettlementToken = 1;

    public IEnumerable<ApiRoute> Routes =>
    [
        new("GET", "/api/v1/merchant/tokens", PepayAccess.Merchant, Tokens),
        new("GET", "/api/v1/merchant/tokens/search", PepayAccess.Merchant, Search),
        new("POST", "/api/v1/merchant/tokens/{tokenId}/block", PepayAccess.Merchant, Block),
        new("GET", "/api/v1/merchant/settlement-preference", PepayAccess.Dashboard, Settlement),
        new("PUT", "/api/v1/merchant/settlement-token", PepayAccess.Dashboard, SetSettlement),
        new("GET", "/api/v1/user/mainnet-access/status", PepayAccess.Merchant, Access),
        new("POST", "/api/v1/user/mainnet-access/activate", PepayAccess.Merchant, _ => ApiAnswer.Ok(Body.Object(("success", true)))),
        new("PUT", "/api/v1/user/environment", PepayAccess.Merchant, SetEnvironment),
    ];

    private PepayState State => context.State.Pepay;

    private string Policy => State.BlockedTokens.Count == 0 ? "accept_all" : "selective";

    private ApiAnswer Tokens(ApiRequest request)
    {
        var environment = request.QueryValue("environment") ?? State.CurrentEnvironment;
        return ApiAnswer.Ok(Body.Copy("pepay/merchant-tokens",
            ("acceptance_policy", Policy), ("environment", environment), ("tokens", Body.Array(PepayTokens.All.Select(token => Write(token, environment))))));
    }

    private ApiAnswer Search(ApiRequest request)
    {
        var environment = request.QueryValue("environment") ?? State.CurrentEnvironment;
        var limit = request.Limit("limit", 50, 200);
        var offset = (int)(request.QueryNumber("offset") ?? 0);
        var found = PepayTokens.All.Where(token => Fits(token, request)).ToList();
        return ApiAnswer.Ok(Body.Copy("pepay/merchant-token-page",
            ("acceptance_policy", Policy),
            ("environment", environment),
            ("tokens", Body.Array(found.Skip(offset).Take(limit).Select(token => Write(token, environment)))),
            ("total", found.Count),
            ("limit", limit),
            ("offset", offset)));
    }

    private bool Fits(PepayToken token, ApiRequest request)
    {
        var search = request.QueryValue("search");
        return (search is null || new[] { token.Symbol, token.Name, token.Address }.Any(text => text?.Contains(search, StringComparison.OrdinalIgnoreCase) == true))
            && (request.QueryValue("network") is not { } network || token.Network == network)
            && (request.QueryValue("token_type") is not { } type || token.Type == type)
            && request.QueryFlag("is_active") != false
            && (request.QueryFlag("supports_stable_settlement") is not { } stable || token.Stable == stable)
            && (request.QueryFlag("blocked") is not { } blocked || State.BlockedTokens.Contains(token.Id) == blocked);
    }

    private JsonObject Write(PepayToken token, string environment) => Body.Copy("pepay/merchant-token",
        ("id", token.Id),
        ("token_symbol", token.Symbol),
        ("token_name", token.Name),
        ("token_address", token.Address),
        ("token_decimals", token.Decimals),
        ("network", token.Network),
        ("network_environment", environment),
        ("token_type", token.Type),
        ("supports_stable_settlement", token.Stable),
        ("is_blocked", State.BlockedTokens.Contains(token.Id)),
        ("price", environment == "devnet" ? null : Body.Object(("usd", token.UsdPrice), ("last_updated_at", Json.Seconds(context.Now)), ("provider_type", "simulator"))));

    private ApiAnswer Block(ApiRequest request)
    {
        var token = long.TryParse(request.RouteValue("tokenId"), out var id) ? PepayTokens.Find(id) : null;
        if (token is null)
            throw ApiFailure.Invalid($"There is no token {request.RouteValue("tokenId")}.");
        var blocked = request.Json().Flag("blocked") ?? true;
        if (blocked)
            State.BlockedTokens.Add(token.Id);
        else
            State.BlockedTokens.Remove(token.Id);
        return ApiAnswer.Ok(Body.Object(("success", true), ("blocked", blocked)));
    }

    private ApiAnswer Settlement(ApiRequest request) => ApiAnswer.Ok(Body.Copy("pepay/settlement-preference",
        ("selected_settlement_token", SettlementToken(PepayTokens.Get(State.SettlementTokenId ?? DefaultSettlementToken), "is_default")),
        ("available_stable_tokens", Body.Array(PepayTokens.All.Where(token => token.Stable).Select(token => SettlementToken(token, "is_default_settlement")))),
        ("updated_at", Json.Seconds(context.Now))));

    private static JsonObject SettlementToken(PepayToken token, string flag) => Body.Object(
        ("id", token.Id),
        ("token_symbol", token.Symbol),
        ("token_name", token.Name),
        ("network", token.Network),
        ("token_address", token.Address),
        ("token_decimals", token.Decimals),
        ("photo_uri", ""),
        (flag, token.Id == DefaultSettlementToken));

    private ApiAnswer SetSettlement(ApiRequest request)
    {
        var id = request.Json().Number("settlement_token_id");
        var token = PepayTokens.Find(id ?? DefaultSettlementToken);
        if (token is not { Stable: true })
            throw ApiFailure.Invalid($"Token {id} cannot be settled in.");
        State.SettlementTokenId = id is null ? null : token.Id;
        return ApiAnswer.Ok(Body.Copy("pepay/settlement-token-updated",
            ("settlement_token", Body.Object(("id", token.Id), ("token_symbol", token.Symbol), ("token_name", token.Name), ("network", token.Network))),
            ("updated_at", Json.Seconds(context.Now))));
    }

    private ApiAnswer Access(ApiRequest request) => ApiAnswer.Ok(Body.Object(
        ("has_mainnet_access", context.Options.Environment == SimulatorEnvironment.Mainnet), ("current_environment", State.CurrentEnvironment)));

    private ApiAnswer SetEnvironment(ApiRequest request)
    {
        var environment = request.Json().RequiredText("environment");
        if (environment is not ("devnet" or "mainnet"))
            throw ApiFailure.Invalid($"environment '{environment}' is neither devnet nor mainnet.");
        if (environment == "mainnet" && context.Options.Environment != SimulatorEnvironment.Mainnet)
            throw new ApiFailure(StatusCodes.Status403Forbidden, "Mainnet is not enabled for this account", "FORBIDDEN");
        State.CurrentEnvironment = environment;
        return ApiAnswer.Ok(Body.Object(("success", true), ("environment", environment)));
    }
}
