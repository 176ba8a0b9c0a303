using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Webhooks;

/// <summary>
/// Finds the signatures that a request offers. A header that is there several times, or joined by commas, offers several; each is tried,
/// because each needs the key to be right, and a malformed one must not spoil a good one.
/// </summary>
internal sealed class SignatureCandidates(WebhookScheme scheme)
{
    // A sender has two while it rotates and a proxy may double them; more is somebody making us work.
    private const int Most = 8;

    /// <summary>Enough bytes for the signatures of any scheme.</summary>
    public const int MostRoom = Most * (SignatureAlgorithm.Longest + 1);

    private readonly int slotSize = SignatureAlgorithm.Length(scheme.Algorithm) + 1;

    /// <summary>Decodes what is there into <paramref name="room"/>.</summary>
    /// <returns><see cref="WebhookVerdict.Valid"/> when there is something to try.</returns>
    public WebhookVerdict Read(ReadOnlySpan<byte> body, WebhookHeaders headers, Span<byte> room, out Signatures signatures)
    {
        var found = new Tally();
        Add(scheme.Signature, body, headers, room, ref found);
        if (scheme.PreviousSignature is { } previous)
            Add(previous, body, headers, room, ref found);
        signatures = new Signatures(room, slotSize, found.Decoded);
        if (found.Seen == 0)
            return WebhookVerdict.MissingSignature;
        return found.Decoded == 0 || found.Seen > Most ? WebhookVerdict.MalformedSignature : WebhookVerdict.Valid;
    }

    private void Add(SignatureSource source, ReadOnlySpan<byte> body, WebhookHeaders headers, Span<byte> room, ref Tally found)
    {
        if (source.Header is { } header)
        {
            var values = headers(header);
            for (var i = 0; i < values.Count && found.Seen <= Most; i++)
                AddEach(values[i], source.Encoding, room, ref found);
        }
        else if (source.Pointer is { } pointer && JsonPointerScan.TryReadOne(body, pointer, out var text))
        {
            AddEach(text, source.Encoding, room, ref found);
        }
    }

    private void AddEach(ReadOnlySpan<char> values, WebhookEncoding encoding, Span<byte> room, ref Tally found)
    {
        while (!values.IsEmpty && found.Seen <= Most)
        {
            var comma = values.IndexOf(',');
            var value = (comma < 0 ? values : values[..comma]).Trim();
            values = comma < 0 ? [] : values[(comma + 1)..];
            if (value.IsEmpty)
                continue;
            found.Seen++;
            if (found.Decoded == Most)
                continue;
            var slot = room.Slice(found.Decoded * slotSize, slotSize);
            var length = TextEncoding.Decode(encoding, value, slot[1..]);
            if (length < 0 || !SignatureAlgorithm.IsLength(scheme.Algorithm, length))
                continue;
            slot[0] = (byte)length;
            found.Decoded++;
        }
    }

    private struct Tally
    {
        public int Seen;
        public int Decoded;
    }
}
