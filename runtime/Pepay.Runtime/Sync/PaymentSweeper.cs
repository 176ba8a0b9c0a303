using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Telemetry;

namespace Pepay.Runtime.Sync;

/// <summary>Runs the sweep, four times a minute, for as long as the host runs.</summary>
internal sealed class PaymentSweeper : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly IPaymentStore store;
    private readonly PaymentSweep sweep;
    private readonly int batch;
    private readonly TimeProvider time;
    private readonly ILogger<PaymentSweeper> logger;
    private readonly OutageLog outage;

    public PaymentSweeper(
        IPaymentStore store, PaymentSweep sweep, IOptions<SweepOptions> options, TimeProvider time, ILogger<PaymentSweeper> logger)
    {
        options.Value.Check();
        this.store = store;
        this.sweep = sweep;
        batch = options.Value.PaymentsPerMinute / 4;
        this.time = time;
        this.logger = logger;
        outage = new OutageLog(time);
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not InboxConfigurationException && !cancellationToken.IsCancellationRequested)
        {
            // A database that is away is waited for; one that would forget is not used.
            NoteFailure(exception);
        }

        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await store.InitializeAsync(stoppingToken).ConfigureAwait(false);
                await sweep.RunAsync(batch, stoppingToken).ConfigureAwait(false);
                if (outage.Worked() is { } lasted)
                    Log.SweepWorks(logger, lasted);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                NoteFailure(exception);
            }

            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void NoteFailure(Exception exception)
    {
        if (outage.Failed())
            Log.SweepFailed(logger, exception);
    }
}
