namespace Pepay.Tests;

/// <summary>
/// Waits for what another thread does. The bound is there so that a broken program fails a test instead of hanging it; no machine is so busy that a
/// sound one meets it.
/// </summary>
internal static class Eventually
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5);

    public static Task TrueAsync(Func<bool> condition, Action? meanwhile = null) => TrueAsync(() => Task.FromResult(condition()), meanwhile);

    public static async Task TrueAsync(Func<Task<bool>> condition, Action? meanwhile = null)
    {
        using var bound = new CancellationTokenSource(Bound);
        while (!await condition())
        {
            meanwhile?.Invoke();
            await Task.Delay(1, bound.Token);
        }
    }

    public static Task Soon(this Task task) => task.WaitAsync(Bound);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Bound);
}
