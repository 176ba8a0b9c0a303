using System.Text.RegularExpressions;
using Pepay.Simulator.Http;

namespace Pepay.Simulator.Pepay.Streams;

/// <summary>The query of an upgrade request; anything that a stream does not know is refused before the upgrade.</summary>
internal sealed partial class StreamQuery
{
    private readonly IQueryCollection query;

    public StreamQuery(IQueryCollection query, params string[] known)
    {
        this.query = query;
        if (query.Keys.Except([.. known, "token", "since", "format"]).FirstOrDefault() is { } unknown)
            throw ApiFailure.Invalid($"Query parameter {unknown} is not known here.");
        if (this["format"] is { } format && format != "event_v1")
            throw ApiFailure.Invalid($"format '{format}' is not event_v1.");
    }

    public string? this[string name] => query.TryGetValue(name, out var value) ? value.ToString() : null;

    /// <summary>The cursor as it sorts: milliseconds, then sequence.</summary>
    public (long Ms, long Sequence)? Since => this["since"] is { } since ? ReadId(since) ?? throw ApiFailure.Invalid($"since '{since}' is not an event id.") : null;

    public string[]? List(string name)
    {
        var items = this[name]?.Split(',', StringSplitOptions.TrimEntries);
        return items is null || Array.TrueForAll(items, item => ListItem().IsMatch(item))
            ? items
            : throw ApiFailure.Invalid($"{name} '{this[name]}' is not a comma list.");
    }

    public string? Environment() => this["environment"] is null or "devnet" or "mainnet"
        ? this["environment"]
        : throw ApiFailure.Invalid($"environment '{this["environment"]}' is neither devnet nor mainnet.");

    public static (long Ms, long Sequence)? ReadId(string id)
    {
        var match = EventId().Match(id);
        return match.Success ? (long.Parse(match.Groups[1].ValueSpan), long.Parse(match.Groups[2].ValueSpan)) : null;
    }

    [GeneratedRegex("^evt_([0-9]{1,15})-([0-9]{1,15})$")]
    private static partial Regex EventId();

    [GeneratedRegex(@"^[a-z_]+(\.[a-z_]+)*(\.\*)?$")]
    private static partial Regex ListItem();
}
