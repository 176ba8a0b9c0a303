using System.Text.Json;

namespace Pepay.Runtime.Webhooks;

/// <summary>Splits a request that carries several events. Verifier and reader split by this alone, so that what is read is what was verified.</summary>
internal static class EventItems
{
    /// <summary>Where each element is in the body; null when there is no array at the place.</summary>
    public static List<Range>? Find(ReadOnlySpan<byte> body, PointerValue place)
    {
        if (place.ContainerStart is not { } start || body[start] != (byte)'[')
            return null;
        var ranges = new List<Range>();
        var reader = new Utf8JsonReader(body[start..]);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var first = (int)reader.TokenStartIndex;
            reader.Skip();
            ranges.Add((start + first)..(start + (int)reader.BytesConsumed));
        }

        return ranges;
    }
}
