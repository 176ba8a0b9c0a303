using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Pepay.Runtime.Http;
using Pepay.Runtime.Payments;

namespace Pepay.Runtime.Sync;

/// <summary>
/// Asks the provider about a payment because its payer is looking, but not more often than the provider likes: a page that is reloaded
/// all day costs one question per payment and interval. Thread safe.
/// </summary>
public sealed class PaymentHints(PaymentReconciler reconciler, TimeProvider time, ILogger<PaymentHints> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(4);

    /// <summary>A page is shown with what is known when the provider takes longer than this.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, DateTimeOffset> asked = new(StringComparer.Ordinal);

    /// <summary>The payment as it is after the hint; null when it was asked about a moment ago, or nothing could be learned.</summary>
    /// <param name="attemptId">Our id of the attempt.</param>
    /// <param name="source">What hinted, for the time line.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Payment?> GiveAsync(string attemptId, string source, CancellationToken cancellationToken) =>
        IsDue(attemptId) ? await AskAsync(attemptId, source, cancellationToken).ConfigureAwait(false) : null;

    /// <summary>Asks at once, because the provider itself said that something happened.</summary>
    /// <param name="attemptId">Our id of the attempt.</param>
    /// <param name="source">What hinted, for the time line.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<Payment?> GiveNewsAsync(string attemptId, string source, CancellationToken cancellationToken)
    {
        asked[attemptId] = time.GetUtcNow();
        return AskAsync(attemptId, source, cancellationToken);
    }

    private async Task<Payment?> AskAsync(string attemptId, string source, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = time.CreateTimer(static state => Cancel((CancellationTokenSource)state!), patience, Patience, Timeout.InfiniteTimeSpan);
        try
        {
            return await reconciler.ReconcileAsync(attemptId, source, patience.Token).ConfigureAwait(false);
        }
        catch (ApiException exception)
        {
            Log.ProviderSilent(logger, attemptId, exception.Message);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Log.ProviderSilent(logger, attemptId, "no answer in time");
            return null;
        }
    }

    private bool IsDue(string attemptId)
    {
        var now = time.GetUtcNow();
        if (asked.Count > 1000)
            Forget(now);
        if (asked.TryGetValue(attemptId, out var last))
            return now - last >= Interval && asked.TryUpdate(attemptId, now, last);
        return asked.TryAdd(attemptId, now);
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var old in asked.Where(pair => now - pair.Value >= Interval))
            asked.TryRemove(old);
    }

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The answer came in the same moment.
        }
    }
}
