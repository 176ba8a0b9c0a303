using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Pepay.Simulator.Tests.Support;

/// <summary>A running simulator with plain HTTP clients for both providers: no generated code, no helper of the product.</summary>
internal sealed class Sim : IAsyncDisposable
{
    private Sim(SimulatorServer server, HttpClient http)
    {
        Server = server;
        Http = http;
    }

    public SimulatorServer Server { get; }

    public HttpClient Http { get; }

    public static async Task<Sim> StartAsync(SimulatorOptions? options = null)
    {
        var server = await SimulatorServer.StartAsync(options ?? new SimulatorOptions { Extras = SimulatorExtras.Never });
        return new Sim(server, new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }));
    }

    public Task<Answer> PepayAsync(string method, string path, JsonNode? body = null, string? idempotencyKey = null, string? key = null, string header = "x-api-key") =>
        SendAsync(new HttpMethod(method), Server.PepayUrl + path, body, request =>
        {
            request.Headers.Add(header, key ?? Server.Options.PepayMerchantKey);
            if (idempotencyKey is not null)
                request.Headers.Add("Idempotency-Key", idempotencyKey);
        });

    public Task<Answer> CommerceAsync(string method, string path, JsonNode? body = null, string? idempotencyKey = null) =>
        PepayAsync(method, path, body, idempotencyKey, Server.Options.PepayCommerceKey, "x-commerce-api-key");

    public Task<Answer> DashboardAsync(string method, string path, JsonNode? body = null) =>
        SendAsync(new HttpMethod(method), Server.PepayUrl + path, body, request =>
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Server.Options.PepayDashboardToken));

    public Task<Answer> PayorAsync(string method, string path, JsonNode session, JsonNode? body = null) =>
        SendAsync(new HttpMethod(method), Server.PepayUrl + path, body, request =>
        {
            request.Headers.Add("x-session-token", session["x-session-token"]!.GetValue<string>());
            request.Headers.Add("x-signature", session["x-signature"]!.GetValue<string>());
        });

    public Task<Answer> XPayAsync(string method, string path, JsonNode? body = null, string? idempotencyKey = null, string? password = null) =>
        SendAsync(new HttpMethod(method), Server.XPayUrl + path, body, request =>
        {
            var credentials = $"{Server.Options.XPayPublicKey}:{password ?? Server.Options.XPayPrivateKey}";
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
            if (idempotencyKey is not null)
                request.Headers.Add("Idempotency-Key", idempotencyKey);
        });

    public Task<Answer> ControlAsync(string method, string path, JsonNode? body = null) =>
        SendAsync(new HttpMethod(method), Server.ControlUrl + path, body, _ => { });

    /// <summary>Creates an invoice of 49.99 USD, with whatever else is given.</summary>
    public async Task<JsonObject> InvoiceAsync(JsonObject? more = null)
    {
        var body = new JsonObject { ["amount_usd"] = 49.99m };
        foreach (var (name, value) in more ?? [])
            body[name] = value?.DeepClone();
        var answer = await PepayAsync("POST", "/api/v1/invoices", body, Guid.NewGuid().ToString());
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return answer.Json.AsObject();
    }

    /// <summary>Creates an intent of USD 49.99, with whatever else is given.</summary>
    public async Task<JsonObject> IntentAsync(JsonObject? more = null)
    {
        var answer = await XPayAsync("POST", "/payments/create-intent", Sample.Intent(more));
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return answer.Json.AsObject();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
    }

    private async Task<Answer> SendAsync(HttpMethod method, string url, JsonNode? body, Action<HttpRequestMessage> prepare)
    {
        using var request = new HttpRequestMessage(method, url);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        prepare(request);
        using var response = await Http.SendAsync(request);
        var retryAfter = response.Headers.TryGetValues("Retry-After", out var values) ? values.Single() : null;
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), retryAfter);
    }
}

/// <summary>A read answer.</summary>
internal sealed record Answer(HttpStatusCode Status, string Text, string? RetryAfter)
{
    public JsonNode Json => JsonNode.Parse(Text) ?? throw new InvalidOperationException("The body is null.");

    public string? this[string path] => path.Split('.').Aggregate((JsonNode?)Json, (node, name) => node?[name])?.ToString();
}
