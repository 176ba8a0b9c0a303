namespace Pepay.Runtime;

/// <summary>The wait before the next try.</summary>
internal static class Backoff
{
    /// <summary>
    /// The first wait, doubled for each further failure up to the longest; each is spread by a fifth to either side, the longest too, so that many that failed
    /// together do not come back together.
    /// </summary>
    public static TimeSpan After(int failures, TimeSpan first, TimeSpan longest)
    {
        var wait = Math.Min(first.TotalMilliseconds * Math.Pow(2, Math.Min(failures - 1, 30)), longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(wait * (0.8 + (Random.Shared.NextDouble() * 0.4)));
    }
}
