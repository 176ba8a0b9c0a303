using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pepay.Cli.Output;

namespace Pepay.Cli.Providers;

/// <summary>A running simulator, over its control API.</summary>
/// <param name="address">Where it is.</param>
/// <param name="patience">How long an answer may take.</param>
internal sealed class SimulatorControl(Uri address, TimeSpan patience) : IDisposable
{
    public static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(30);

    private readonly HttpClient http = new() { Timeout = patience };

    public Uri Address => address;

    /// <summary>Addresses and keys.</summary>
    public Task<JsonObject> ReadAsync(CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, "/control", null, cancellationToken);

    /// <summary>Does something to a payment, as its payer or the provider would.</summary>
    /// <exception cref="CommandException">The simulator refuses, or does not answer.</exception>
    public Task PostAsync(string path, JsonObject? body, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, path, body ?? [], cancellationToken);

    /// <summary>Opens a page as a browser would.</summary>
    /// <exception cref="CommandException">It does not open.</exception>
    public async Task OpenAsync(string page, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(page, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }
        catch (Exception exception) when (exception is UriFormatException or InvalidOperationException || IsNoAnswer(exception, cancellationToken))
        {
            throw new CommandException(ExitCodes.Failed, $"The simulator's page {page} does not open: {exception.Message}", exception);
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<JsonObject> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, address.GetLeftPart(UriPartial.Authority) + path) { Content = body is null ? null : JsonContent.Create(body) };
            using var answer = await http.SendAsync(request, cancellationToken);
            var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellationToken)) as JsonObject;
            if (answer.IsSuccessStatusCode && json is not null)
                return json;

            // A simulator says why in one text.
            throw json?["error"] is JsonValue error && error.TryGetValue(out string? reason)
                ? new CommandException(ExitCodes.Failed, $"The simulator refuses {path}: {reason}")
                : NoSimulator(null);
        }
        catch (JsonException exception)
        {
            throw NoSimulator(exception);
        }
        catch (Exception exception) when (IsNoAnswer(exception, cancellationToken))
        {
            throw new CommandException(
                ExitCodes.Failed,
                $"No simulator answers at {address} ({exception.Message}). Start one with 'pepay simulate' and give its address with --simulator, or configure a provider's keys (Pepay__MerchantApiKey, XPay__PublicKey, XPay__PrivateKey, or a shop's folder with --settings).",
                exception);
        }
    }

    private static bool IsNoAnswer(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private CommandException NoSimulator(Exception? exception) => new(
        ExitCodes.Failed, $"What answers at {address} is no simulator. Start one with 'pepay simulate', or give its address with --simulator.", exception);
}
