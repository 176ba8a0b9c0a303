using System.Security.Cryptography;
using System.Text.Json;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Webhooks;

/// <summary>
/// Reads id, type, time, environment and ordering key of events where a provider's <see cref="EventLayout"/> says they are, in one pass.
/// Never throws for what is in a body: an event that cannot be read comes back with a <see cref="EventEnvelope.Problem"/>. Thread safe.
/// </summary>
public sealed class EventEnvelopeReader
{
    private readonly EventLayout layout;
    private readonly JsonPointerScan? items;
    private readonly JsonPointerScan fields;

    /// <summary>Makes a reader.</summary>
    /// <exception cref="ArgumentException">A pointer of the layout is malformed.</exception>
    public EventEnvelopeReader(EventLayout layout)
    {
        this.layout = layout;
        items = layout.Items is { } pointer ? new JsonPointerScan([pointer]) : null;
        fields = new JsonPointerScan([
            .. layout.Id,
            layout.Type,
            .. layout.Created is { } created ? [created.Pointer] : Array.Empty<string>(),
            .. layout.Environment.Where(source => source.Pointer is not null).Select(source => source.Pointer!),
            .. layout.OrderingKey.SelectMany(aliases => aliases),
        ]);
    }

    /// <summary>Reads the events of one request or frame.</summary>
    /// <param name="body">The bytes; what is returned refers to them.</param>
    /// <param name="headers">The request's headers; null for events that came without.</param>
    /// <returns>One envelope per event; none only for an empty list of items.</returns>
    public IReadOnlyList<EventEnvelope> Read(ReadOnlyMemory<byte> body, WebhookHeaders? headers = null)
    {
        if (items is null)
            return [ReadOne(body, headers)];
        var place = new PointerValue[1];
        if (!items.TryScan(body.Span, place))
            return [Unreadable(body, "The body is not JSON.")];
        if (place[0].ContainerStart is not { } start || body.Span[start] != (byte)'[')
            return [Unreadable(body, $"The body has no array of events at '{layout.Items}'.")];
        return [.. Slices(body, start).Select(item => ReadOne(item, headers))];
    }

    private static List<ReadOnlyMemory<byte>> Slices(ReadOnlyMemory<byte> body, int start)
    {
        var slices = new List<ReadOnlyMemory<byte>>();
        var reader = new Utf8JsonReader(body.Span[start..]);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var first = (int)reader.TokenStartIndex;
            reader.Skip();
            slices.Add(body.Slice(start + first, (int)reader.BytesConsumed - first));
        }

        return slices;
    }

    private EventEnvelope ReadOne(ReadOnlyMemory<byte> body, WebhookHeaders? headers)
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
        var environment = ReadEnvironment(ref next, headers);
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

    private PaymentEnvironment? ReadEnvironment(ref Cursor next, WebhookHeaders? headers)
    {
        PaymentEnvironment? found = null;
        var decided = false;
        foreach (var source in layout.Environment)
        {
            var text = source.Pointer is not null ? next.Take() : headers?.Invoke(source.Header!).ToString();
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
