using Pepay.Simulator.Control;
using Pepay.Simulator.Pepay;
using Pepay.Simulator.State;

namespace Pepay.Simulator.Delivery;

/// <summary>
/// Webhooks on their way. Each target gets one at a time, in order; what fails comes again with doubling waits until it is answered
/// with a 2xx. The queue is part of the state, so nothing that was promised is lost by a restart.
/// </summary>
internal sealed class DeliveryQueue(SimulatorContext context, WebhookSender sender, FaultPlan faults) : IAsyncDisposable
{
    private const int KeptWhenDone = 2000;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource stopping = new();
    private readonly Dictionary<string, Task> busy = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? wake;

    /// <summary>Whether a target takes an event.</summary>
    public static bool Wants(WebhookTarget target, string type, string environment) =>
        (target.Events.Count == 0 || EventFilter.Matches(target.Events, type)) && (target.Environment is null || target.Environment == environment);

    /// <summary>Queues an event for every target that wants it. Called with the state locked.</summary>
    public void Add(string provider, IEnumerable<WebhookTarget> targets, string eventId, string type, string environment, string body)
    {
        foreach (var target in targets.Where(target => Wants(target, type, environment)).ToList())
        {
            var number = context.State.Next();
            var delivery = new WebhookDelivery
            {
                Id = number,
                Order = number,
                Provider = provider,
                TargetId = target.Id,
                EventId = eventId,
                EventType = type,
                Environment = environment,
                Body = body,
                DueAt = context.Now + faults.Current.DelayMs,
            };
            context.State.Deliveries.Add(delivery);
            Place(delivery);
        }

        Pump_NeedsLock();
    }

    /// <summary>Frees what is held, newest first. Called with the state locked.</summary>
    public void Release()
    {
        foreach (var delivery in context.State.Deliveries.Where(delivery => delivery.Status == DeliveryStatus.Held).Reverse())
        {
            delivery.Status = DeliveryStatus.Pending;
            delivery.Order = context.State.Next();
        }

        Pump_NeedsLock();
    }

    /// <summary>Sends a target at once what failed before: somebody has just said that it is there. Called with the state locked.</summary>
    public void RetryNow(string targetId)
    {
        foreach (var delivery in context.State.Deliveries.Where(delivery => delivery.TargetId == targetId && delivery.Attempts.Count > 0))
            delivery.DueAt = Math.Min(delivery.DueAt, context.Now);
        Pump_NeedsLock();
    }

    /// <summary>Starts whatever is due; also after the state was loaded or targets changed.</summary>
    public void Pump() => context.Store.Change(Pump_NeedsLock);

    /// <summary>Waits until nothing is on its way and nothing is due; with <paramref name="retries"/>, until nothing waits for a retry or a delay either.</summary>
    public async Task FlushAsync(bool retries, CancellationToken ct)
    {
        while (true)
        {
            Task next;
            lock (busy)
                next = changed.Task;
            if (context.Store.Read(() => IsQuiet(retries)))
                return;
            await next.WaitAsync(ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        var running = context.Store.Read(() =>
        {
            wake?.Dispose();
            return busy.Values.ToArray();
        });
        await Task.WhenAll(running);
        stopping.Dispose();
    }

    private void Place(WebhookDelivery delivery)
    {
        if (faults.TakeDrop())
        {
            delivery.Status = DeliveryStatus.Dropped;
        }
        else if (faults.TakeHold(out var last))
        {
            delivery.Status = DeliveryStatus.Held;
            if (last)
                Release();
        }
    }

    private bool IsQuiet(bool retries) =>
        busy.Count == 0 && !context.State.Deliveries.Exists(delivery => delivery.Status == DeliveryStatus.Pending && (retries || delivery.DueAt <= context.Now));

    private void Pump_NeedsLock()
    {
        if (stopping.IsCancellationRequested)
            return;
        var pending = context.State.Deliveries.Where(delivery => delivery.Status == DeliveryStatus.Pending).OrderBy(delivery => delivery.Order).ToList();
        foreach (var delivery in pending.Where(delivery => delivery.DueAt <= context.Now && !busy.ContainsKey(delivery.TargetId)))
            Start(delivery);
        WakeFor(pending.Where(delivery => delivery.DueAt > context.Now).Select(delivery => (long?)delivery.DueAt).Min());
        Signal();
    }

    private void Start(WebhookDelivery delivery)
    {
        var target = context.State.Pepay.Targets.Concat(context.State.XPay.Targets).FirstOrDefault(target => target.Id == delivery.TargetId);
        if (target is null)
        {
            delivery.Status = DeliveryStatus.Abandoned;
            return;
        }

        busy[delivery.TargetId] = Task.Run(() => AttemptAsync(delivery, target));
    }

    private async Task AttemptAsync(WebhookDelivery delivery, WebhookTarget target)
    {
        try
        {
            var copies = await Task.WhenAll(Enumerable.Range(0, 1 + faults.Current.Duplicate).Select(_ => sender.SendAsync(delivery, target, stopping.Token)));
            context.Store.Change(() => Record(delivery, copies));
        }
        catch (OperationCanceledException)
        {
            // The simulator stops; the delivery stays pending for the next start.
        }
    }

    private void Record(WebhookDelivery delivery, (int? Status, string? Error)[] copies)
    {
        delivery.Attempts.AddRange(copies.Select(copy => new DeliveryAttempt(context.Now, copy.Status, copy.Error)));
        if (Array.TrueForAll(copies, copy => WebhookSender.IsSuccess(copy.Status)))
            delivery.Status = DeliveryStatus.Delivered;
        else
            delivery.DueAt = context.Now + (long)Backoff(delivery.Attempts.Count / copies.Length).TotalMilliseconds;
        busy.Remove(delivery.TargetId);
        Forget();
        Pump_NeedsLock();
    }

    private TimeSpan Backoff(int attempts)
    {
        var wait = context.Options.WebhookRetryDelay * Math.Pow(2, Math.Min(attempts - 1, 16));
        return wait < LongestWait ? wait : LongestWait;
    }

    private void Forget()
    {
        var deliveries = context.State.Deliveries;
        if (deliveries.Count <= KeptWhenDone)
            return;
        var oldest = deliveries.FindIndex(delivery => delivery.Status is not (DeliveryStatus.Pending or DeliveryStatus.Held));
        if (oldest >= 0)
            deliveries.RemoveAt(oldest);
    }

    private void WakeFor(long? due)
    {
        wake?.Dispose();
        wake = null;
        if (due is { } at)
            wake = context.Time.CreateTimer(_ => Pump(), null, TimeSpan.FromMilliseconds(Math.Max(1, at - context.Now)), Timeout.InfiniteTimeSpan);
    }

    private void Signal()
    {
        lock (busy)
        {
            changed.TrySetResult();
            changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
