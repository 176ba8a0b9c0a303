using Pepay.Simulator.Http;
using Pepay.Simulator.State;

namespace Pepay.Simulator.Pepay.Streams;

/// <summary>/ws: the three streams, and the token that opens two of them without a header.</summary>
internal sealed class StreamEndpoints(SimulatorContext context, StreamHub hub, StreamTokens tokens, PepayAuthentication authentication, PepayFront front)
{
    private const long LongestToken = 3600;
    private static readonly string[] MerchantTypes = ["invoice.*", "invoice_payment.*"];

    public IEnumerable<ApiRoute> Routes => [new("POST", "/api/v1/ws/token", PepayAccess.AnyKey, MintToken)];

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/pepay/ws/merchant/events", http => OpenAsync(http, MerchantStream));
        endpoints.MapGet("/pepay/ws/commerce/events", http => OpenAsync(http, CommerceStream));
        endpoints.MapGet("/pepay/ws/payment", http => OpenAsync(http, PaymentStream));
    }

    private ApiAnswer MintToken(ApiRequest request)
    {
        var body = request.Json();
        var scope = body.Text("scope") ?? request.Key!.Scope;
        var ttl = body.Number("ttl_seconds") ?? 60;
        if (scope != request.Key!.Scope)
            throw ApiFailure.Invalid($"scope {scope} does not match the key's scope {request.Key.Scope}.");
        if (ttl is < 1 or > LongestToken)
            throw ApiFailure.Invalid($"ttl_seconds must be 1 to {LongestToken}, not {ttl}.");
        var expiresAt = context.Now + (ttl * 1000);
        var answer = Body.Copy("pepay/ws-token",
            ("token", tokens.Mint(scope, request.Key.Environment, invoiceId: null, expiresAt)),
            ("scope", scope),
            ("network_environment", request.Key.Environment),
            ("expires_at", Json.Seconds(expiresAt)),
            ("ws_url", $"{context.BaseUrl.Replace("http://", "ws://", StringComparison.Ordinal)}/pepay/ws/{scope}/events"));
        return ApiAnswer.Ok(Body.Copy("pepay/success", ("data", answer)));
    }

    private (StreamQuery Query, EventFilter Filter, bool IsPayor) MerchantStream(HttpContext http)
    {
        var query = new StreamQuery(http.Request.Query, "types", "invoice_type", "customer_id", "invoice_id", "environment");
        Admit(http, query, "merchant", PepayAccess.Merchant);
        return (query, new EventFilter
        {
            Types = query.List("types") ?? MerchantTypes,
            InvoiceTypes = query.List("invoice_type"),
            CustomerId = query["customer_id"],
            InvoiceId = query["invoice_id"],
            Environment = query.Environment(),
        }, false);
    }

    private (StreamQuery Query, EventFilter Filter, bool IsPayor) CommerceStream(HttpContext http)
    {
        var query = new StreamQuery(http.Request.Query, "types", "order_id", "invoice_id", "customer_id", "wallet_address", "wallet_network");
        if (query["wallet_address"] is null != query["wallet_network"] is null)
            throw ApiFailure.Invalid("wallet_address and wallet_network go together.");
        return (query, new EventFilter
        {
            Environment = Admit(http, query, "commerce", PepayAccess.Commerce),
            CommerceOnly = true,
            Types = query.List("types"),
            OrderId = query["order_id"],
            InvoiceId = query["invoice_id"],
            CustomerId = query["customer_id"],
            WalletAddress = query["wallet_address"],
            WalletNetwork = query["wallet_network"],
        }, false);
    }

    private (StreamQuery Query, EventFilter Filter, bool IsPayor) PaymentStream(HttpContext http)
    {
        var query = new StreamQuery(http.Request.Query);
        var token = query["token"] ?? throw new ApiFailure(StatusCodes.Status401Unauthorized, "token is required", "TOKEN_REQUIRED");
        var claims = tokens.Read(token, StreamTokens.PaymentScope);
        return (query, new EventFilter { InvoiceId = claims.Text("invoice_id") }, true);
    }

    // Gives the environment that the credential belongs to.
    private string Admit(HttpContext http, StreamQuery query, string scope, string access)
    {
        if (query["token"] is { } token)
            return tokens.Read(token, scope).RequiredText("env");
        var headers = http.Request.Headers;
        var value = headers.TryGetValue("x-api-key", out var key) ? key.ToString() : headers["x-commerce-api-key"].ToString();
        return authentication.Allowed(value, access).Environment;
    }

    private async Task OpenAsync(HttpContext http, Func<HttpContext, (StreamQuery Query, EventFilter Filter, bool IsPayor)> admit)
    {
        StreamConnection connection;
        (long, long)? since;
        try
        {
            if (!http.WebSockets.IsWebSocketRequest)
                throw ApiFailure.Invalid("This address takes WebSocket upgrades only.");
            var (query, filter, isPayor) = context.Store.Change(() => admit(http));
            connection = new StreamConnection(filter, isPayor);
            since = query.Since;
        }
        catch (ApiFailure failure)
        {
            var refusal = new ApiAnswer { Status = failure.Status, Body = front.Error(failure.Status, failure.Message, failure.Code) };
            await refusal.WriteAsync(http, SimulatorContext.NewId("req_"));
            return;
        }

        using (connection)
            await RunAsync(http, connection, since);
    }

    private async Task RunAsync(HttpContext http, StreamConnection connection, (long, long)? since)
    {
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        context.Store.Change(() =>
        {
            // Replay and join in one step: what happens meanwhile comes after, and nothing falls between.
            if (since is { } cursor)
                Replay(connection, cursor);
            hub.Join(connection);
        });
        try
        {
            await connection.RunAsync(socket, http.RequestAborted);
        }
        finally
        {
            context.Store.Change(() => hub.Leave(connection));
        }
    }

    private void Replay(StreamConnection connection, (long Ms, long Sequence) since)
    {
        var later = context.State.Pepay.Events.Where(item => StreamQuery.ReadId(item.Id) is { } id && id.CompareTo(since) > 0).ToList();
        var frames = later.TakeLast(context.Options.StreamReplayLimit).Where(connection.Wants).ToList();
        if (later.Count > context.Options.StreamReplayLimit)
        {
            connection.Enqueue(Body.Copy("pepay/ws-control",
                ("since", $"evt_{since.Ms}-{since.Sequence}"),
                ("oldest_event_id", frames.FirstOrDefault()?.Id),
                ("snapshot_count", frames.Count)).ToJsonString());
        }

        foreach (var frame in frames)
            connection.Enqueue(frame.Body);
    }
}
