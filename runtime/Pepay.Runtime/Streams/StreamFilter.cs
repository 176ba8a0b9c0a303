using Pepay.Runtime.Webhooks;

namespace Pepay.Runtime.Streams;

/// <summary>Whether a listed event belongs to a filtered stream.</summary>
internal enum FilterMatch
{
    /// <summary>It does not.</summary>
    No,

    /// <summary>The event does not say. It is delivered, but its absence from the live stream is no hole.</summary>
    Unknown,

    /// <summary>It does.</summary>
    Yes,
}

/// <summary>The filter of a stream, applied to events of the unfiltered list.</summary>
internal sealed class StreamFilter
{
    private readonly StreamDescriptor stream;
    private readonly List<(StreamFilterField Field, string[] Wanted, JsonPointerScan? Scan)> conditions = [];

    /// <exception cref="ArgumentException">The channel does not have such a filter.</exception>
    public StreamFilter(StreamDescriptor stream, IReadOnlyList<KeyValuePair<string, string>> filter)
    {
        this.stream = stream;
        foreach (var (name, value) in filter)
        {
            var field = stream.Filters.FirstOrDefault(f => f.Parameter == name)
                ?? throw new ArgumentException($"Stream '{stream.Name}' has no filter '{name}'. It has {string.Join(", ", stream.Filters.Select(f => f.Parameter))}.", nameof(filter));
            var wanted = field.Kind == StreamFilterKind.Text ? [value] : value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            conditions.Add((field, wanted, field.Pointers.Count == 0 ? null : new JsonPointerScan(field.Pointers)));
        }
    }

    public FilterMatch Match(EventEnvelope envelope)
    {
        var match = Fits(stream.Carries, envelope.Type) ? FilterMatch.Yes : FilterMatch.Unknown;
        foreach (var (field, wanted, scan) in conditions)
        {
            var one = field.Kind == StreamFilterKind.Types ? Fits(wanted, envelope.Type) ? FilterMatch.Yes : FilterMatch.No
                : scan is null ? FilterMatch.Unknown
                : MatchValue(envelope.Body.Span, wanted, scan);
            match = one < match ? one : match;
        }

        return match;
    }

    private static FilterMatch MatchValue(ReadOnlySpan<byte> body, string[] wanted, JsonPointerScan scan)
    {
        var values = new PointerValue[scan.Count];
        if (!scan.TryScan(body, values))
            return FilterMatch.Unknown;
        var actual = Array.Find(values, value => !string.IsNullOrEmpty(value.Text)).Text;
        if (actual is null)
            return FilterMatch.Unknown;
        return wanted.Contains(actual, StringComparer.OrdinalIgnoreCase) ? FilterMatch.Yes : FilterMatch.No;
    }

    private static bool Fits(IEnumerable<string> patterns, string type) => patterns.Any(pattern =>
        pattern.EndsWith(".*", StringComparison.Ordinal) ? type.StartsWith(pattern[..^1], StringComparison.Ordinal) : pattern == type);
}
