using Microsoft.Extensions.Hosting;

namespace Nop.Plugin.Payments.Pepay.Engine;

/// <summary>Starts the engine with the shop, and follows settings that were changed on another node.</summary>
internal sealed class PaymentEngineService(PaymentEngines engines, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The shop's own start is not held up by a provider or a database.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await engines.ReloadAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }

            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await engines.StopAsync().ConfigureAwait(false);
    }
}
