using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pepay.Runtime.Http;
using Pepay.Runtime.Payments;

namespace Pepay.Runtime.Sync;

/// <summary>Repairs what no event told: looks again at payments whose check is due.</summary>
internal sealed class PaymentSweeper(
    IPaymentStore store, PaymentReconciler reconciler, TimeProvider time, ILogger<PaymentSweeper> logger) : BackgroundService
{
    // Ten in fifteen seconds stays below 60 requests a minute, the tightest limit that a provider documents for an account.
    private const int BatchSize = 10;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WithoutProvider = TimeSpan.FromHours(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await SweepAsync(stoppingToken).ConfigureAwait(false);
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        try
        {
            foreach (var payment in await store.ListDueAsync(time.GetUtcNow(), BatchSize, stoppingToken).ConfigureAwait(false))
                await SweepOneAsync(payment, stoppingToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.SweepFailed(logger, exception);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; what was due stays due.
        }
    }

    private async Task SweepOneAsync(Payment payment, CancellationToken stoppingToken)
    {
        try
        {
            var after = await reconciler.ReconcileAsync(payment.AttemptId, "sweep", stoppingToken).ConfigureAwait(false);
            if (after?.NextCheckAt is { } next && next <= time.GetUtcNow())
                await PostponeAsync(after, WithoutProvider, stoppingToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // One payment that cannot be looked at must not keep the others waiting at the head of the line.
            Log.SweepCouldNotLook(logger, exception is ApiException ? null : exception, payment.Provider, payment.PaymentId, exception.Message);
            await PostponeAsync(payment, AfterFailure, stoppingToken).ConfigureAwait(false);
        }
    }

    private Task PostponeAsync(Payment payment, TimeSpan by, CancellationToken stoppingToken) =>
        store.TryUpdateAsync(payment with { NextCheckAt = time.GetUtcNow() + by }, [], null, stoppingToken);
}
