namespace Nop.Plugin.Payments.Pepay.Tests.Doubles;

/// <summary>The system's clock, set forward by hand; timers run as ever.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long shift;

    public void Advance(TimeSpan by) => Interlocked.Add(ref shift, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref shift));
}
