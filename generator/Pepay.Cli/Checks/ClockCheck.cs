using Pepay.Runtime.Integration;
using Pepay.Runtime.Providers;

namespace Pepay.Cli.Checks;

/// <summary>How far this machine's clock is from the provider's: a webhook that seems too old is refused.</summary>
internal sealed class ClockCheck(HttpClient http, TimeProvider time)
{
    private const string Name = "Clock";

    // Dates in headers have no fraction of a second, and the answer was on its way.
    private static readonly TimeSpan Noise = TimeSpan.FromSeconds(2);

    /// <summary>Null for a provider whose signatures carry no time.</summary>
    public async Task<IntegrationCheck?> CheckAsync(ProviderAccount account, Uri provider, CancellationToken cancellationToken)
    {
        if (account.Provider.Webhook?.Schemes.FirstOrDefault(static scheme => scheme.Timestamp is not null)?.Tolerance is not { } tolerance)
            return null;
        try
        {
            // Any answer has the time in it, a refusal as well.
            using var answer = await http.GetAsync(provider, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (answer.Headers.Date is not { } theirs)
                return new(Name, IntegrationState.Open, $"{account.Provider.DisplayName}'s answers do not say the time. Check that this machine takes its time from the network.");
            var skew = time.GetUtcNow() - theirs;
            var words = $"{Math.Abs(skew.TotalSeconds):0} s {(skew > TimeSpan.Zero ? "ahead of" : "behind")} {account.Provider.DisplayName}'s";
            if (skew.Duration() >= tolerance)
                return new(Name, IntegrationState.Wrong, $"It is {words}, and webhooks that seem more than {tolerance.TotalMinutes:0} minutes off are refused. Set the clock, and let it follow the network (NTP).");
            return skew.Duration() > tolerance / 5
                ? new(Name, IntegrationState.Open, $"It is {words}. Webhooks are taken up to {tolerance.TotalMinutes:0} minutes, but a clock that is off goes on drifting: let it follow the network (NTP).")
                : new(Name, IntegrationState.Done, skew.Duration() <= Noise ? $"It agrees with {account.Provider.DisplayName}'s." : $"It is {words}, which is well within {tolerance.TotalMinutes:0} minutes.");
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new(Name, IntegrationState.Open, $"{account.Provider.DisplayName} could not be asked for the time at {provider}.");
        }
    }
}
