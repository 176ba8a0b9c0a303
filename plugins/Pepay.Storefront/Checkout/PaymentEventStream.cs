using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pepay.Runtime.Checkout;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Sync;

namespace Pepay.Storefront.Checkout;

/// <summary>
/// Tells a waiting page, by server-sent events, that its payment's state changed. An event carries the state's name only; the page reads
/// itself again.
/// </summary>
internal sealed partial class PaymentEventStream(
    IPaymentStore payments,
    PaymentChangeSignal signal,
    PaymentHints hints,
    PaymentProviders providers,
    TransferQuoteCookie quotes,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<PaymentEventStream> logger)
{
    /// <summary>How many pages of one payment have a live channel each. The news of one wakes them all; this many so that one page can be closed.</summary>
    private const int MostChannels = 2;

    /// <summary>Changes made by another process are seen within this time, and a browser that left is noticed.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(3);

    /// <summary>The browser connects again by itself when a stream ends.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan FirstHint = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestBetweenHints = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, int> channels = new(StringComparer.Ordinal);

    public async Task SendAsync(HttpContext context, string attemptId, string? seen)
    {
        // A stream is the longest request of all; a stopping host must not wait for it.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            await WriteAsync(context, "retry: 2000\n\n", ending.Token).ConfigureAwait(false);
            var listening = ListenAsync(context, attemptId, ending.Token);
            try
            {
                await FollowAsync(context, attemptId, seen, ending.Token).ConfigureAwait(false);
            }
            finally
            {
                // However the page's stream ends, the channel to the provider ends with it.
                await ending.CancelAsync().ConfigureAwait(false);
                await listening.ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The payer closed the page, or the host stops.
        }
    }

    /// <summary>Where the provider has a live channel for this payer, its news are hints; polling goes on beside it and takes over when it fails.</summary>
    private async Task ListenAsync(HttpContext context, string attemptId, CancellationToken cancellationToken)
    {
        if (quotes.ReadLiveToken(context, attemptId) is not { Length: > 0 } token)
            return;
        try
        {
            if (channels.AddOrUpdate(attemptId, 1, static (_, count) => count + 1) <= MostChannels
                && await payments.FindAsync(attemptId, cancellationToken).ConfigureAwait(false) is { } payment
                && providers.Find(payment.Provider, payment.Account) is ILivePayment live)
            {
                await live.ListenAsync(token, stop => hints.GiveNewsAsync(attemptId, PaymentView.ReturnSource, stop), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The page's stream ended.
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            ChannelBroke(logger, attemptId, exception);
        }
        finally
        {
            if (channels.AddOrUpdate(attemptId, 0, static (_, count) => count - 1) == 0)
                channels.TryRemove(KeyValuePair.Create(attemptId, 0));
        }
    }

    private async Task FollowAsync(HttpContext context, string attemptId, string? seen, CancellationToken cancellationToken)
    {
        var started = time.GetUtcNow();
        var untilHint = FirstHint;
        var nextHint = started + untilHint;
        while (time.GetUtcNow() - started < Longest)
        {
            if (await payments.FindAsync(attemptId, cancellationToken).ConfigureAwait(false) is not { } payment)
                return;
            var state = PaymentView.StateName(payment);
            var message = state == seen ? ": waiting\n\n" : $"event: state\ndata: {state}\n\n";
            await WriteAsync(context, message, cancellationToken).ConfigureAwait(false);
            seen = state;
            if (PaymentView.IsSettledForPayer(payment))
            {
                await WriteAsync(context, "event: end\ndata: settled\n\n", cancellationToken).ConfigureAwait(false);
                return;
            }

            await signal.WaitAsync(attemptId, Beat, cancellationToken).ConfigureAwait(false);
            if (time.GetUtcNow() < nextHint)
                continue;
            await hints.GiveAsync(attemptId, PaymentView.ReturnSource, cancellationToken).ConfigureAwait(false);
            untilHint = untilHint * 2 < LongestBetweenHints ? untilHint * 2 : LongestBetweenHints;
            nextHint = time.GetUtcNow() + untilHint;
        }
    }

    private static async Task WriteAsync(HttpContext context, string text, CancellationToken cancellationToken)
    {
        await context.Response.WriteAsync(text, cancellationToken).ConfigureAwait(false);
        await context.Response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(1, LogLevel.Warning, "The live channel of payment {AttemptId} ended. Its page asks by itself from now on.")]
    private static partial void ChannelBroke(ILogger logger, string attemptId, Exception exception);
}
