using System.Net.Sockets;
using System.Net.WebSockets;
using System.Threading.Channels;
using Pepay.Runtime.Http;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Webhooks;

namespace Pepay.Runtime.Streams;

/// <summary>
/// One enumeration of a stream: connect, fill from the list while live frames wait, then go live and compare with the list again and again.
/// The cursor that it gives out moves only along the list, never with a live frame: a hole inside a live connection is then before no cursor.
/// </summary>
internal sealed class StreamSession(EventStream stream, StreamState state, ChannelWriter<StreamItem> output, string? cursor)
{
    private const int Remembered = 20_000;

    private readonly EventStreamOptions options = stream.Options;
    private readonly EventListReader? list = stream.List;
    private readonly TimeProvider time = stream.Time;
    private readonly CredentialCache credentials = stream.Credentials();
    private readonly JsonPointerScan kindOf = new([stream.Stream.Frames.Discriminator]);
    private readonly RecentIds seen = new(Remembered);
    private List<string> live = [];
    private string? verified = cursor;
    private string? last = string.IsNullOrEmpty(cursor) ? null : cursor;
    private DateTimeOffset nextWalk;
    private int walkFailures;
    private bool filled;
    private bool withoutSince;
    private bool resumed = !string.IsNullOrEmpty(cursor);
    private long frames;

    /// <exception cref="StreamRefusedException">Trying again would not help.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (list is null)
        {
            state.RecoveryOff(stream.WhyNoRecovery);
            StreamLog.RecoveryOff(stream.Logger, stream.Key, stream.WhyNoRecovery);
            await output.WriteAsync(new StreamRecoveryOff(stream.WhyNoRecovery), cancellationToken).ConfigureAwait(false);
        }

        var failures = 0;
        while (true)
        {
            var (began, before) = (time.GetTimestamp(), frames);
            var reason = await TryFollowAsync(cancellationToken).ConfigureAwait(false);
            failures = frames > before || time.GetElapsedTime(began) >= options.MaxRetryDelay ? 1 : failures + 1;
            state.Disconnected(reason);
            var delay = options.DelayAfter(failures);
            StreamLog.Disconnected(stream.Logger, stream.Key, reason, delay);
            await Task.Delay(delay, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<string> TryFollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (list is not null && verified is null)
                await StartFromNowAsync(cancellationToken).ConfigureAwait(false);
            return await FollowAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException exception) when (exception.StatusCode is 400 or 401 or 403)
        {
            throw Refused(exception.StatusCode.Value, $"operation {exception.OperationId}", exception);
        }
        catch (Exception exception) when (exception is ApiException or WebSocketException or SocketException or TimeoutException or StreamUpgradeException or IOException)
        {
            return exception.Message;
        }
    }

    // Before the connection: what happens between this look and the first frame is then filled like any other hole.
    private async Task StartFromNowAsync(CancellationToken cancellationToken)
    {
        var newest = await list!.ReadNewestAsync(cancellationToken).ConfigureAwait(false);
        if (newest.Length > 0)
            seen.Add(newest);
        await CheckpointAsync(newest, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string> FollowAsync(CancellationToken cancellationToken)
    {
        using var socket = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        state.Connected(last);
        StreamLog.Connected(stream.Logger, stream.Key, string.IsNullOrEmpty(last) ? "from now on" : $"since event {last}");
        if (list is null && resumed)
            await UnprovedAsync(StreamGapReason.Reconnected, cancellationToken).ConfigureAwait(false);
        resumed = true;
        filled = list is null;
        nextWalk = DateTimeOffset.MinValue;
        while (true)
        {
            if (list is not null && time.GetUtcNow() >= nextWalk)
                await WalkAsync(cancellationToken).ConfigureAwait(false);
            if (filled && socket.Frames.TryRead(out var frame))
                await TakeAsync(frame, cancellationToken).ConfigureAwait(false);
            else if (filled && socket.TakeOverflow())
                await ResynchroniseAsync(StreamGapReason.Overflow, cancellationToken).ConfigureAwait(false);
            else if (socket.Frames.Completion.IsCompleted || (!filled && socket.Reading.IsCompleted))
                return socket.EndReason;
            else if (options.IdleTimeout - socket.SinceLastFrame is var left && left <= TimeSpan.Zero)
                return $"no frame came for {options.IdleTimeout.TotalSeconds:0} s";
            else
                await WaitAsync(socket, left, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<StreamSocket> ConnectAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var credential = await credentials.GetAsync(cancellationToken).ConfigureAwait(false);
            var since = withoutSince ? null : last;
            try
            {
                return await StreamSocket.ConnectAsync(stream.Address(since, credential), credential, options, time, cancellationToken).ConfigureAwait(false);
            }
            catch (StreamUpgradeException exception) when (exception.StatusCode is 400 && since is not null && !withoutSince)
            {
                // It may be the cursor that the server does not take. The list fills what it does not replay.
                withoutSince = true;
            }
            catch (StreamUpgradeException exception) when (exception.StatusCode is 401 or 403 && credentials.ForgetRefused())
            {
                // A token that ran out on the way, or by another clock. One new one is tried.
            }
            catch (StreamUpgradeException exception) when (exception.StatusCode is 400 or 401 or 403)
            {
                throw Refused(exception.StatusCode, stream.PublicAddress, exception);
            }
        }
    }

    private async Task WaitAsync(StreamSocket socket, TimeSpan atMost, CancellationToken cancellationToken)
    {
        var untilWalk = nextWalk - time.GetUtcNow();
        var wait = list is not null && untilWalk < atMost ? untilWalk : atMost;
        using var timer = new CancellationTokenSource(wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(1), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            // While the list is being waited for, frames stay in the buffer; only the end of the connection matters.
            if (filled)
                await socket.Frames.WaitToReadAsync(either.Token).ConfigureAwait(false);
            else
                await socket.Reading.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Time for the list, or idle for too long.
        }
    }

    private async Task TakeAsync(StreamFrame frame, CancellationToken cancellationToken)
    {
        frames++;
        var kind = new PointerValue[1];
        var names = stream.Stream.Frames;
        var problem = frame.TooLarge ? $"It is larger than {options.MaxFrameBytes} bytes."
            : !kindOf.TryScan(frame.Body.Span, kind) ? "It is not JSON."
            : null;
        if (problem is null && kind[0].Text == names.Event)
        {
            var envelope = stream.Reader.Read(frame.Body)[0];
            if (envelope.Type != EventEnvelope.UnreadableType)
            {
                await TakeAsync(envelope, cancellationToken).ConfigureAwait(false);
                return;
            }

            problem = envelope.Problem;
        }

        StreamItem item = problem is null && kind[0].Text == names.Control ? new StreamControl(frame.Body)
            : problem is null && kind[0].Text == names.Error ? new StreamError(frame.Body)
            : new StreamUnknownFrame(frame.Body, problem ?? $"It says at '{names.Discriminator}' that it is no event and no known kind of frame.");
        state.Frame(item);
        StreamLog.Frame(stream.Logger, stream.Key, item.GetType().Name, (item as StreamUnknownFrame)?.Problem);
        await output.WriteAsync(item, cancellationToken).ConfigureAwait(false);
        if (item is not StreamError)
            await ResynchroniseAsync(StreamGapReason.Resynchronised, cancellationToken).ConfigureAwait(false);
    }

    private async Task TakeAsync(EventEnvelope envelope, CancellationToken cancellationToken)
    {
        if (!seen.Add(envelope.Id))
        {
            state.Duplicate();
            return;
        }

        if (list is not null)
            live.Add(envelope.Id);
        if (live.Count >= options.MaxBackfill)
            WalkWithin(TimeSpan.Zero);

        // Of a list that stays away for long the oldest are not asked for any more.
        if (live.Count - options.MaxBackfill > options.MaxBackfill)
            live.RemoveRange(0, options.MaxBackfill);
        await DeliverAsync(envelope, EventSource.Stream, cancellationToken).ConfigureAwait(false);
    }

    // A list that fails is left alone for as long as its back-off says, whatever asks for it.
    private void WalkWithin(TimeSpan wait)
    {
        var at = time.GetUtcNow() + wait;
        if (walkFailures == 0 && at < nextWalk)
            nextWalk = at;
    }

    // What may be missing is asked of the list, soon but not for every frame of a flood; without a list it is a gap.
    private async Task ResynchroniseAsync(StreamGapReason reason, CancellationToken cancellationToken)
    {
        if (list is null)
        {
            await UnprovedAsync(reason, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (reason == StreamGapReason.Overflow)
        {
            state.Overflow();
            filled = false;
            WalkWithin(TimeSpan.Zero);
        }
        else
        {
            WalkWithin(options.RetryDelay);
        }
    }

    private async Task WalkAsync(CancellationToken cancellationToken)
    {
        ListedEvents listed;
        try
        {
            listed = await list!.ReadBackToAsync(envelope => envelope.Id == verified, options.MaxBackfill, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException exception) when (exception.StatusCode is not (401 or 403))
        {
            var delay = options.DelayAfter(++walkFailures);
            nextWalk = time.GetUtcNow() + delay;
            state.Error(exception.Message);
            StreamLog.ListFailed(stream.Logger, stream.Key, exception.Message, delay);
            return;
        }

        walkFailures = 0;

        // A server may join a connection to its events only after it has answered the upgrade; what happened in between is in the list, and soon looked for.
        nextWalk = time.GetUtcNow() + (filled ? options.AuditInterval : options.RetryDelay);
        filled = true;
        var walk = ListWalk.Compare(listed, verified!, live, seen, stream.Filter);
        foreach (var gap in walk.Gaps)
            await GapAsync(gap, cancellationToken).ConfigureAwait(false);
        foreach (var envelope in walk.Events)
        {
            // Only what is delivered counts as seen: the server's own filter may let through what ours did not.
            if (seen.Add(envelope.Id))
                await DeliverAsync(envelope, EventSource.Backfill, cancellationToken).ConfigureAwait(false);
        }

        live = [.. walk.Unlisted.TakeLast(options.MaxBackfill / 2)];
        state.Verified(time.GetUtcNow());

        // A cursor that an empty list no longer has is given up with the gap that told of it: the next event of the list is its first.
        if (listed.Events is [.., var newest])
            await CheckpointAsync(newest.Id, cancellationToken).ConfigureAwait(false);
        else if (!listed.Found && verified!.Length > 0)
            await CheckpointAsync("", cancellationToken).ConfigureAwait(false);
    }

    private async Task CheckpointAsync(string listedUpTo, CancellationToken cancellationToken)
    {
        verified = listedUpTo;
        await output.WriteAsync(new StreamCheckpoint(listedUpTo), cancellationToken).ConfigureAwait(false);
    }

    private async Task DeliverAsync(EventEnvelope envelope, EventSource source, CancellationToken cancellationToken)
    {
        last = envelope.Id;
        state.Event(envelope, source);
        await output.WriteAsync(new StreamEvent(envelope, source), cancellationToken).ConfigureAwait(false);
    }

    private Task UnprovedAsync(StreamGapReason reason, CancellationToken cancellationToken) =>
        GapAsync(StreamGaps.Unproved(reason, last, stream.WhyNoRecovery), cancellationToken);

    private async Task GapAsync(StreamGap gap, CancellationToken cancellationToken)
    {
        state.Gap(gap);
        StreamLog.Gap(stream.Logger, stream.Key, gap.Reason, gap.After ?? "(none yet)", gap.Detail);
        await output.WriteAsync(gap, cancellationToken).ConfigureAwait(false);
    }

    private StreamRefusedException Refused(int statusCode, string what, Exception exception)
    {
        var advice = statusCode switch
        {
            400 => "A filter or the address is not what the provider takes: check the stream's filter",
            401 => "The credential is missing or wrong: check the configured key of this account",
            _ => "The credential may not do this: check the key's scope and environment",
        };
        var refused = new StreamRefusedException(
            $"Stream {stream.Key} was refused by {stream.Account.Provider.DisplayName} at {what} with status {statusCode}. {advice}, then restart the program, " +
            "or begin your own enumeration again: nothing tries again by itself.", statusCode, exception);
        state.Refused(refused.Message);
        return refused;
    }
}
