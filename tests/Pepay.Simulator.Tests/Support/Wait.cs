namespace Pepay.Simulator.Tests.Support;

/// <summary>Waiting for what another thread does, with an end.</summary>
internal static class Wait
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    public static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (!condition())
            await Task.Delay(Pause, limit.Token);
    }

    /// <summary>Moves the clock second by second until the work is done: when its timer is set cannot be seen from outside.</summary>
    public static Task AdvanceUntilAsync(ManualTimeProvider clock, Task work) => UntilAsync(() =>
    {
        if (!work.IsCompleted)
            clock.Advance(TimeSpan.FromSeconds(1));
        return work.IsCompleted;
    });
}
