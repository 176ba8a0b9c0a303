using System.Collections.Concurrent;
using System.Reflection;
using Pepay.CrashHarness.Target.Shop;
using Pepay.Runtime.Inbox;

namespace Pepay.CrashHarness.Target.Guards;

/// <summary>
/// An inbox store that says "accepted" first and writes later: what a shop does that answers before it has committed. So many wait to be written that one of
/// them surely has been answered: its sender has sent again.
/// </summary>
public class EarlyAnswerStore : DispatchProxy
{
    private static readonly ConcurrentQueue<Func<Task>> Unwritten = new();

    private IInboxStore store = null!;

    public static IInboxStore Around(IInboxStore store)
    {
        var proxy = Create<IInboxStore, EarlyAnswerStore>();
        ((EarlyAnswerStore)(object)proxy).store = store;
        return proxy;
    }

    /// <summary>Writes the oldest of what was answered for; nothing when the store is another one.</summary>
    public static async Task WriteAnsweredAsync()
    {
        while (Unwritten.Count > HarnessProvider.Senders && Unwritten.TryDequeue(out var write))
            await write();
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name != nameof(IInboxStore.AcceptAsync))
            return targetMethod.Invoke(store, args);
        var events = (IReadOnlyList<IncomingEvent>)args![0]!;
        Unwritten.Enqueue(() => store.AcceptAsync(events, CancellationToken.None));
        return Task.FromResult<IReadOnlyList<AcceptResult>>([.. events.Select(_ => AcceptResult.Accepted)]);
    }
}
