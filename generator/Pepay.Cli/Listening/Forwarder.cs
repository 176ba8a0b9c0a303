using System.Globalization;
using System.Text;
using System.Text.Json;
using Pepay.Cli.Output;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Webhooks;

namespace Pepay.Cli.Listening;

/// <summary>Sends events to a webhook one after the other, as the provider would, until each is answered; tells of every try.</summary>
internal sealed class Forwarder(ProviderAccount account, Uri address, IReadOnlyList<string> types, bool printBody, ListenState state, Screen screen, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = account.Provider.Webhook!.SenderDeadline ?? UsualPatience };
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>Forwards an event that is asked for and was not forwarded before. Returns when the shop has answered.</summary>
    public async Task ForwardAsync(EventEnvelope envelope, IEnumerable<(string Name, string Value)> beside, CancellationToken cancellationToken)
    {
        if (!IsAskedFor(envelope.Type))
            return;
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (state.WasForwarded(envelope.Id))
                return;
            for (var attempt = 1; !await TryAsync(envelope, beside, attempt, cancellationToken); attempt++)
                await Task.Delay(Wait(attempt), time, cancellationToken);
            state.SetForwarded(envelope.Id);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose()
    {
        http.Dispose();
        turn.Dispose();
    }

    private bool IsAskedFor(string type) => types.Count == 0 || types.Any(asked =>
        asked.EndsWith(".*", StringComparison.Ordinal) ? type.StartsWith(asked[..^1], StringComparison.Ordinal) : type == asked);

    private async Task<bool> TryAsync(EventEnvelope envelope, IEnumerable<(string Name, string Value)> beside, int attempt, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        int? status = null;
        string? error = null;
        try
        {
            status = await SignedWebhook.Create(account, envelope.Body, time.GetUtcNow(), beside).SendAsync(http, address, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            error = exception is HttpRequestException ? exception.Message : $"no answer within {http.Timeout.TotalSeconds:0} s";
        }

        // What a provider would repeat, too. Another refusal will not change by repetition; the person reads why.
        var isDone = status is not (null or 408 or 429 or >= 500);
        Tell(envelope, status, error, time.GetElapsedTime(began), attempt, isDone);
        return isDone;
    }

    private void Tell(EventEnvelope envelope, int? status, string? error, TimeSpan took, int attempt, bool isDone)
    {
        var milliseconds = (long)took.TotalMilliseconds;
        screen.Record(new
        {
            Time = time.GetUtcNow(), Provider = account.Provider.Name, envelope.Type, EventId = envelope.Id, About = envelope.OrderingKey, Attempt = attempt, Status = status, Error = error,
            Milliseconds = milliseconds, Body = JsonSerializer.Deserialize<JsonElement>(envelope.Body.Span),
        });
        var now = time.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        var answer = error ?? $"{status} in {milliseconds} ms";
        var next = isDone ? Advice(status!.Value) : $"; again in {Wait(attempt).TotalSeconds:0} s";
        screen.Say($"{now}  {envelope.Type}  {envelope.Id}  ->  {answer}{next}");
        if (printBody && attempt == 1)
            screen.Say(Encoding.UTF8.GetString(envelope.Body.Span));
    }

    private static string Advice(int status) => status switch
    {
        < 300 => "",
        401 or 400 => ": the shop refuses the signature. Does it have the secret that this listener signs with?",
        404 or 405 => ": nothing takes webhooks there. Is the address of --forward-to right?",
        < 400 => ": redirects are not followed. Give the address that they lead to.",
        _ => ": refused; not sent again.",
    };

    private static TimeSpan Wait(int attempt) => TimeSpan.FromSeconds(Math.Min(Math.Pow(2, attempt - 1), LongestWait.TotalSeconds));
}
