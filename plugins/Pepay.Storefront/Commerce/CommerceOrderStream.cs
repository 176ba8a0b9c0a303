using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Pepay.Runtime.Commerce;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Sync;

namespace Pepay.Storefront.Commerce;

/// <summary>Tells an open order page, by server-sent events, that its order changed: at once when an event of the provider says so, else by asking now and then.</summary>
internal sealed class CommerceOrderStream(CommerceDesk desk, CommerceOrderPages orders, PaymentChangeSignal signal, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>The browser connects again by itself when a stream ends.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>A browser that left is noticed within this time.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LongestBetweenLooks = TimeSpan.FromMinutes(1);

    public async Task SendAsync(HttpContext context, string orderId, string? seen)
    {
        // A stream is the longest request of all; a stopping host must not wait for it.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            if (await FindAsync(context, orderId, ending.Token).ConfigureAwait(false) is not { } order)
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            context.Response.ContentType = "text/event-stream";
            context.Response.Headers["X-Accel-Buffering"] = "no";
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            await WriteAsync(context, "retry: 2000\n\n", ending.Token).ConfigureAwait(false);
            await FollowAsync(context, order, seen, ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The shopper closed the page, or the host stops.
        }
    }

    private async Task FollowAsync(HttpContext context, CommerceOrder order, string? seen, CancellationToken cancellationToken)
    {
        var started = time.GetUtcNow();
        var (pause, nextLook) = (Beat, started);
        PaymentSnapshot? payment = null;
        while (time.GetUtcNow() - started < Longest)
        {
            // Listens before it looks, so that no event falls in between.
            var woken = signal.WaitAsync(order.PaymentId ?? order.Id, Beat, cancellationToken);
            if (time.GetUtcNow() >= nextLook)
            {
                // A provider that is silent for once is asked again the next time.
                order = await FindAsync(context, order.Id, cancellationToken).ConfigureAwait(false) ?? order;
                payment = await orders.FindPaymentAsync(order, cancellationToken).ConfigureAwait(false) ?? (order.State == CommerceOrderState.AwaitingPayment ? payment : null);
                nextLook = time.GetUtcNow() + pause;
                pause = pause * 2 < LongestBetweenLooks ? pause * 2 : LongestBetweenLooks;
            }

            var state = CommerceOrderView.StateName(order, payment);
            await WriteAsync(context, state == seen ? ": waiting\n\n" : $"event: state\ndata: {state}\n\n", cancellationToken).ConfigureAwait(false);
            seen = state;
            if (CommerceOrderView.IsOver(order))
            {
                await WriteAsync(context, "event: end\ndata: over\n\n", cancellationToken).ConfigureAwait(false);
                return;
            }

            if (await woken.ConfigureAwait(false))
                (pause, nextLook) = (Beat, time.GetUtcNow());
        }
    }

    private async Task<CommerceOrder?> FindAsync(HttpContext context, string orderId, CancellationToken cancellationToken) =>
        desk.Visitor(context) is { } visitor
            ? await desk.AskAsync(() => orders.FindAsync(visitor, orderId, cancellationToken)).ConfigureAwait(false)
            : null;

    private static async Task WriteAsync(HttpContext context, string text, CancellationToken cancellationToken)
    {
        await context.Response.WriteAsync(text, cancellationToken).ConfigureAwait(false);
        await context.Response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
