using System.Security.Cryptography;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Webhooks;

/// <summary>
/// Reads id, type, time, environment and ordering key of events where a provider's <see cref="EventLayout"/> says they are, in one pass.
/// Never throws for what is in a body: an event that cannot be read comes back with a <see cref="EventEnvelope.Problem"/>. Thread safe.
/// </summary>
public sealed class EventEnvelopeReader
{
    private readonly EventLayout layout;
    private readonly JsonPointerScan? request;
    private readonly JsonPointerScan fields;

    /// <summary>Makes a reader.</summary>
    /// <exception cref="ArgumentException">A pointer of the layout is malformed.</exception>
    public EventEnvelopeReader(EventLayout layout)
    {
        this.layout = layout;
        request = layout.Items is { } items ? new JsonPointerScan([items, .. EnvironmentPointers(layout)]) : null;
        fields = new JsonPointerScan([
            .. layout.Id,
            layout.Type,
            .. layout.Created is { } created ? [created.Pointer] : Array.Empty<string>(),
            .. EnvironmentPointers(layout),
            .. layout.OrderingKey.SelectMany(aliases => aliases),
        ]);
    }

    /// <summary>Reads the events of one request or frame.</summary>
    /// <param name="body">The bytes; what is returned refers to them.</param>
    /// <param name="headers">The request's headers; null for events that came without.</param>
    /// <returns>One envelope per event; none only for an empty list of items.</returns>
    public IReadOnlyList<EventEnvelope> Read(ReadOnlyMemory<byte> body, WebhookHeaders? headers = null)
    {
        if (request is null)
            return [ReadOne(body, headers, [])];
        var values = new PointerValue[request.Count];
        if (!request.TryScan(body.Span, values))
            return [Unreadable(body, "The body is not JSON.")];
        if (EventItems.Find(body.Span, values[0]) is not { } ranges)
            return [Unreadable(body, $"The body has no array of events at '{layout.Items}'.")];
        return [.. ranges.Select(range => ReadOne(body[range], headers, values.AsSpan(1)))];
    }

    private static IEnumerable<string> EnvironmentPointers(EventLayout layout) =>
        layout.Environment.Where(static source => source.Pointer is not null).Select(static source => source.Pointer!);

    // Around the event: what the request has at the pointers to the environment; nothing when the event is all of it.
    private EventEnvelope ReadOne(ReadOnlyMemory<byte> body, WebhookHeaders? headers, ReadOnlySpan<PointerValue> around)
    {
        var values = new PointerValue[fields.Count];
        if (!fields.TryScan(body.Span, values))
            return Unreadable(body, "The body is not JSON.");
        var next = new Cursor(values);
        var id = ReadId(ref next);
        var type = next.Take();
        if (Identifier.Problem(id) is { } idProblem)
            return Unreadable(body, $"The event id at {string.Join(" and ", layout.Id)} {idProblem}.");
        if (Identifier.Problem(type) is { } typeProblem)
            return Unreadable(body, $"The event type at {layout.Type} {typeProblem}.");
        var created = layout.Created is { } source ? EventTime.Parse(next.Take(), source.Unit) : null;
        var environment = ReadEnvironment(ref next, headers, around);
        var problem = ReadOrderingKey(ref next, out var key);
        return new EventEnvelope
        {
            Id = id!,
            Type = type!,
            CreatedAt = created,
            Environment = environment,
            OrderingKey = key,
            Body = body,
            Problem = problem,
        };
    }

    private string? ReadId(ref Cursor next)
    {
        var parts = new string?[layout.Id.Count];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = next.Take();
        return Array.Exists(parts, string.IsNullOrEmpty) ? null : string.Join(':', parts);
    }

    private PaymentEnvironment? ReadEnvironment(ref Cursor next, WebhookHeaders? headers, ReadOnlySpan<PointerValue> around)
    {
        PaymentEnvironment? found = null;
        var decided = false;
        var pointers = 0;
        foreach (var source in layout.Environment)
        {
            var text = source.Pointer is null ? headers?.Invoke(source.Header!).ToString() : next.Take();
            if (source.Pointer is not null && pointers++ < around.Length && string.IsNullOrEmpty(text))
                text = around[pointers - 1].Text;
            if (decided || string.IsNullOrEmpty(text))
                continue;

            // The first place that says anything decides: a text that we do not know is an unknown environment, not a reason to look further.
            decided = true;
            found = text.Equals(source.Live, StringComparison.OrdinalIgnoreCase) ? PaymentEnvironment.Live
                : text.Equals(source.Test, StringComparison.OrdinalIgnoreCase) ? PaymentEnvironment.Test : null;
        }

        return found;
    }

    private string? ReadOrderingKey(ref Cursor next, out string? key)
    {
        key = null;
        string? problem = null;
        foreach (var aliases in layout.OrderingKey)
        {
            string? value = null;
            foreach (var _ in aliases)
            {
                var alias = next.Take();
                if (string.IsNullOrEmpty(alias))
                    continue;
                if (value is not null && value != alias)
                    problem ??= $"{string.Join(" and ", aliases)} name the same thing and differ.";
                value ??= alias;
            }

            key ??= value;
        }

        if (key is not null && Identifier.Problem(key) is { } keyProblem)
            problem ??= $"The ordering key {keyProblem}.";
        key = problem is null ? key : null;
        return problem;
    }

    private static EventEnvelope Unreadable(ReadOnlyMemory<byte> body, string problem) => new()
    {
        Id = $"sha256-{Convert.ToHexString(SHA256.HashData(body.Span)).ToLowerInvariant()}",
        Type = EventEnvelope.UnreadableType,
        Body = body,
        Problem = problem,
    };

    /// <summary>Hands out the scanned values in the order of the pointers.</summary>
    private ref struct Cursor(PointerValue[] values)
    {
        private int at;

        public string? Take() => values[at++].Text;
    }

    private static class Identifier
    {
        private const int Longest = 400;

        /// <summary>Null for a text that every store can keep as a key.</summary>
        public static string? Problem(string? text) => text switch
        {
            null or "" => "is missing",
            { Length: > Longest } => $"is longer than {Longest} characters",
            _ => text.Any(char.IsControl) ? "has control characters" : null,
        };
    }
}
