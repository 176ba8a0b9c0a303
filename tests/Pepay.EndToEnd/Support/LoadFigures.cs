using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Pepay.EndToEnd.Support;

/// <summary>How long requests took, by kind.</summary>
internal sealed class LoadFigures
{
    private readonly ConcurrentDictionary<string, ConcurrentBag<double>> times = new();

    public void Record(string kind, TimeSpan time) => times.GetOrAdd(kind, static _ => []).Add(time.TotalMilliseconds);

    /// <summary>A table for people: how many, median, 99 of 100, slowest.</summary>
    public string Describe(TimeSpan span)
    {
        var text = new StringBuilder("| request | number | per second | median | 99 of 100 | slowest |\n| --- | ---: | ---: | ---: | ---: | ---: |\n");
        foreach (var (kind, bag) in times.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            double[] sorted = [.. bag.Order()];
            text.AppendLine(CultureInfo.InvariantCulture, $"| {kind} | {sorted.Length} | {sorted.Length / span.TotalSeconds:0.0} | {At(sorted, 0.5):0.0} ms | {At(sorted, 0.99):0.0} ms | {sorted[^1]:0.0} ms |");
        }

        return text.ToString();
    }

    private static double At(double[] sorted, double share) => sorted[(int)Math.Ceiling(sorted.Length * share) - 1];
}
