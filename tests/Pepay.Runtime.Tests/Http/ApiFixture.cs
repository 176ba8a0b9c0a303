using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using Pepay.Runtime.Http;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Tests.Http;

/// <summary>A transport over a scripted server, a clock that a test moves, and a log that a test reads.</summary>
internal sealed class ApiFixture : HttpMessageHandler, ILogger<ApiTransport>
{
    // Waits between tries are shorter than this, time-outs of a try are longer.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    public static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(100);

    private readonly ConcurrentQueue<Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>> answers = [];

    public static ApiIdempotencyRule Key { get; } = new() { Header = "Idempotency-Key", InProgress = [400, 409] };

    public ManualTimeProvider Clock { get; } = new();

    /// <summary>What was sent, as "METHOD path?query", headers and body.</summary>
    public List<(string Line, Dictionary<string, string> Headers, string Body)> Sent { get; } = [];

    public List<string> Log { get; } = [];

    public ProviderDescriptor Provider { get; init; } = new()
    {
        Name = "pepay",
        DisplayName = "Pepay",
        Retry = new ApiRetryRule { Timeout = TryTimeout },
        SecuritySchemes =
        [
            new("merchantKey", ApiSecurityKind.Header, "x-api-key"),
            new("dashboard", ApiSecurityKind.Bearer),
            new("basic", ApiSecurityKind.Basic),
            new("sessionToken", ApiSecurityKind.Header, "x-session-token"),
            new("sessionSignature", ApiSecurityKind.Header, "x-signature"),
            new("wsToken", ApiSecurityKind.Query, "token"),
            new("cookie", ApiSecurityKind.Cookie, "sid"),
        ],
    };

    public ApiCredentials Credentials { get; init; } = ApiCredentials.None.With("merchantKey", "sk_live_secret");

    public ApiTransportOptions Options { get; init; } = new();

    public Uri BaseUrl { get; init; } = new("https://api.example/base/");

    public ApiTransport Transport => field ??= new ApiTransport(new HttpClient(this) { Timeout = Timeout.InfiniteTimeSpan }, BaseUrl, Provider, Credentials, Options, Clock, this);

    public static ApiRequest Request(HttpMethod method, ApiIdempotencyRule? rule = null, string? key = null, params string[][] security) =>
        new(new ApiOperation { Id = "doIt", Method = method, Path = "/things", Security = security, Idempotency = rule }) { IdempotencyKey = key };

    public ApiFixture Answers(int status, string body = "", params (string Name, string Value)[] headers) => Does((_, _) =>
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
            answer.Headers.TryAddWithoutValidation(name, value);
        return Task.FromResult(answer);
    });

    public ApiFixture Breaks(Exception exception) => Does((_, _) => Task.FromException<HttpResponseMessage>(exception));

    /// <summary>Does not answer for that long, and gives up when it is cancelled meanwhile.</summary>
    public ApiFixture HangsFor(TimeSpan time) => Does(async (_, token) =>
    {
        Clock.Advance(time);
        await Task.Delay(Timeout.Infinite, token);
        throw new InvalidOperationException("unreachable");
    });

    public ApiFixture Does(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer)
    {
        answers.Enqueue(answer);
        return this;
    }

    /// <summary>Sends, moving the clock over every wait between tries.</summary>
    /// <returns>The waits.</returns>
    public async Task<(ApiResponse Response, List<TimeSpan> Waits)> SendAsync(ApiRequest request)
    {
        var waits = new List<TimeSpan>();
        var sending = Transport.SendAsync(request, CancellationToken.None);
        await Eventually.TrueAsync(() => sending.IsCompleted, () =>
        {
            var wait = Clock.NextDue - Clock.GetUtcNow();
            if (!(wait <= LongestWait))
                return;
            waits.Add(wait.Value);
            Clock.Advance(wait.Value);
        });
        return (await sending, waits);
    }

    public async Task<ApiException> FailAsync(ApiRequest request) => await Should.ThrowAsync<ApiException>(() => SendAsync(request));

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Log.Add($"{formatter(state, exception)} {exception}");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var headers = request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? []).ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase);
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Sent.Add(($"{request.Method} {request.RequestUri!.PathAndQuery}", headers, body));
        return answers.TryDequeue(out var answer)
            ? await answer(request, cancellationToken)
            : throw new InvalidOperationException($"Request {Sent.Count} was not expected.");
    }
}
