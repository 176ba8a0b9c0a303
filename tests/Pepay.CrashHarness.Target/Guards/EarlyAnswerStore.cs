using System.Reflection;
using Pepay.Runtime.Inbox;

namespace Pepay.CrashHarness.Target.Guards;

/// <summary>An inbox store that says "accepted" first and writes afterwards: what a shop does that answers before it has committed.</summary>
public class EarlyAnswerStore : DispatchProxy
{
    private static readonly TimeSpan Lag = TimeSpan.FromMilliseconds(100);

    private IInboxStore store = null!;

    public static IInboxStore Around(IInboxStore store)
    {
        var proxy = Create<IInboxStore, EarlyAnswerStore>();
        ((EarlyAnswerStore)(object)proxy).store = store;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name != nameof(IInboxStore.AcceptAsync))
            return targetMethod.Invoke(store, args);
        var events = (IReadOnlyList<IncomingEvent>)args![0]!;
        _ = Task.Run(async () =>
        {
            await Task.Delay(Lag);
            await store.AcceptAsync(events, CancellationToken.None);
        });
        return Task.FromResult<IReadOnlyList<AcceptResult>>([.. events.Select(_ => AcceptResult.Accepted)]);
    }
}
