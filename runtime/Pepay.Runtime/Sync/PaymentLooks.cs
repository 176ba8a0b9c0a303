using System.Collections.Concurrent;

namespace Pepay.Runtime.Sync;

/// <summary>How often a provider was asked about a payment without learning anything. Nothing of it is stored: it is what one process remembers.</summary>
/// <param name="Times">How often.</param>
/// <param name="FirstAt">When first (UTC).</param>
/// <param name="LastAt">When last (UTC).</param>
public sealed record PaymentLooks(int Times, DateTimeOffset FirstAt, DateTimeOffset LastAt);

/// <summary>Remembers looks that taught nothing. Thread safe.</summary>
internal sealed class LookMemory
{
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, PaymentLooks> looks = new(StringComparer.Ordinal);

    public PaymentLooks? Find(string attemptId) => looks.GetValueOrDefault(attemptId);

    public void Note(string attemptId, DateTimeOffset now)
    {
        // Begun anew rather than growing for ever: it is for people, who look at what happened lately.
        if (looks.Count >= Most)
            looks.Clear();
        looks.AddOrUpdate(
            attemptId,
            static (_, at) => new PaymentLooks(1, at, at),
            static (_, known, at) => known with { Times = known.Times + 1, LastAt = at },
            now);
    }
}
