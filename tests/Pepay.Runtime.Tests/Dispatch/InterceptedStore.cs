using System.Reflection;
using System.Runtime.ExceptionServices;
using Pepay.Runtime.Inbox;

namespace Pepay.Runtime.Tests.Dispatch;

/// <summary>A store whose <see cref="IInboxStore.UnparkAsync"/> is a test's; everything else goes to the real one.</summary>
public class InterceptedStore : DispatchProxy
{
    private IInboxStore inner = null!;
    private Func<CancellationToken, Task<int>> unpark = null!;

    public static IInboxStore Around(IInboxStore inner, Func<CancellationToken, Task<int>> unpark)
    {
        var store = Create<IInboxStore, InterceptedStore>();
        var proxy = (InterceptedStore)(object)store;
        (proxy.inner, proxy.unpark) = (inner, unpark);
        return store;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(IInboxStore.UnparkAsync))
            return unpark((CancellationToken)args![1]!);
        try
        {
            return targetMethod.Invoke(inner, args);
        }
        catch (TargetInvocationException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerException!);
            throw;
        }
    }
}
