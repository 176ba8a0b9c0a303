using Microsoft.Extensions.Logging;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Sync;

namespace Pepay.Runtime.Streams;

/// <summary>
/// Follows one stream into the inbox, in one process of the farm at a time. Duplicates are the inbox's business, so a takeover may repeat but not lose.
/// </summary>
internal sealed class StreamFollower(
    EventStream stream, IStreamStore store, InboxAcceptor inbox, PaymentSweep sweep, StreamStatus status, TimeProvider time, ILogger logger)
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private const int MaxBatch = 256;
    private static readonly TimeSpan RenewEvery = Lease / 3;
    private static readonly string Owner = $"{Environment.MachineName}:{Environment.ProcessId}";

    private readonly StreamState state = status.For(stream.Key);
    private int failures;

    /// <summary>Ends when it is cancelled, or when the provider refuses the stream.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var wait = RenewEvery;
            try
            {
                await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
                if (await store.TryAcquireAsync(stream.Key, Owner, Lease, cancellationToken).ConfigureAwait(false) is { } lease)
                    await FollowWithAsync(lease, cancellationToken).ConfigureAwait(false);
                else
                    StandBy();
                failures = 0;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }
            catch (StreamRefusedException exception)
            {
                StreamLog.Refused(logger, stream.Key, exception.Message);
                return;
            }
            catch (Exception exception)
            {
                wait = stream.Options.DelayAfter(++failures);
                state.Disconnected(exception.Message);
                StreamLog.Failed(logger, exception, stream.Key, wait);
            }

            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        state.Stopped();
    }

    private void StandBy()
    {
        if (state.Snapshot().Phase != StreamPhase.StandingBy)
            StreamLog.StandingBy(logger, stream.Key);
        state.StandingBy();
    }

    private async Task FollowWithAsync(StreamLease lease, CancellationToken cancellationToken)
    {
        using var held = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var renewing = RenewAsync(lease, held);
        try
        {
            await FollowAsync(lease, held).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (held.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            StreamLog.LeaseLost(logger, stream.Key);
        }
        finally
        {
            await held.CancelAsync().ConfigureAwait(false);
            await renewing.ConfigureAwait(false);
            await ReleaseAsync(lease).ConfigureAwait(false);
        }
    }

    private async Task FollowAsync(StreamLease lease, CancellationTokenSource held)
    {
        var cancellationToken = held.Token;
        var batch = new List<StreamEvent>();
        await using var items = stream.FollowAsync(lease.Cursor, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            var next = items.MoveNextAsync().AsTask();

            // Also when the stream has failed: what came before that is kept.
            if (batch.Count >= MaxBatch || (batch.Count > 0 && !next.IsCompletedSuccessfully))
                await StoreBeforeAsync(next, batch, cancellationToken).ConfigureAwait(false);
            if (!await next.ConfigureAwait(false))
                return;
            if (items.Current is StreamEvent streamEvent)
            {
                batch.Add(streamEvent);
                continue;
            }

            await StoreAsync(batch, cancellationToken).ConfigureAwait(false);
            if (items.Current is StreamGap gap)
                await sweep.BringForwardAsync(stream.Key.Provider, stream.Key.Account, cancellationToken).ConfigureAwait(false);

            // A crash before this line repeats what was stored, and the gap's sweep; after it, neither.
            if (items.Current is not StreamCheckpoint checkpoint)
                continue;
            if (!await store.SaveCursorAsync(lease, checkpoint.Cursor, cancellationToken).ConfigureAwait(false))
            {
                await held.CancelAsync().ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
            }

            // It gets on: what fails later is not the same failure for longer.
            if (checkpoint.Cursor != lease.Cursor)
                failures = 0;
        }
    }

    private async Task StoreBeforeAsync(Task next, List<StreamEvent> batch, CancellationToken cancellationToken)
    {
        try
        {
            await StoreAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The enumeration must not be disposed of while it moves; the same cancellation ends its move.
            await next.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    // Until it succeeds: to go on without it would leave a hole behind the next checkpoint. Meanwhile frames fill their buffer, and then the list has them.
    private async Task StoreAsync(List<StreamEvent> batch, CancellationToken cancellationToken)
    {
        for (var tries = 0; batch.Count > 0;)
        {
            try
            {
                await inbox.AcceptAsync([.. batch.Select(Incoming)]).WaitAsync(cancellationToken).ConfigureAwait(false);
                batch.Clear();
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                var delay = stream.Options.DelayAfter(++tries);
                state.Error(exception.Message);
                StreamLog.StoreFailed(logger, exception, stream.Key, delay);
                await Task.Delay(delay, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private IncomingEvent Incoming(StreamEvent item) => new()
    {
        Provider = stream.Key.Provider,
        Account = stream.Key.Account,
        EventId = item.Envelope.Id,
        Type = item.Envelope.Type,
        Environment = item.Envelope.Environment,
        OrderingKey = item.Envelope.OrderingKey,
        CreatedAt = item.Envelope.CreatedAt,
        ReceivedAt = time.GetUtcNow(),
        Source = item.Source,
        Body = item.Envelope.Body,
        Problem = item.Envelope.Problem,
    };

    private async Task RenewAsync(StreamLease lease, CancellationTokenSource held)
    {
        var validUntil = time.GetUtcNow() + Lease;
        while (!held.IsCancellationRequested)
        {
            await Task.Delay(RenewEvery, time, held.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                var now = time.GetUtcNow();
                if (!held.IsCancellationRequested && !await store.RenewAsync(lease, Lease, held.Token).ConfigureAwait(false))
                    await held.CancelAsync().ConfigureAwait(false);
                validUntil = now + Lease;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // A store that is away for less than the lease loses nothing; after that somebody else may follow.
                if (time.GetUtcNow() >= validUntil)
                    await held.CancelAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ReleaseAsync(StreamLease lease)
    {
        using var limit = new CancellationTokenSource(RenewEvery, time);
        try
        {
            await store.ReleaseAsync(lease, limit.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It runs out by itself.
        }
    }
}
