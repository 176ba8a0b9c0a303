using System.Buffers;
using System.Text;

namespace Pepay.Runtime.Http;

/// <summary>Cuts the bytes of a <c>text/event-stream</c> into events, however the bytes are split.</summary>
internal sealed class ServerSentEventParser
{
    /// <summary>What an event may have before it ends: no server may fill the memory.</summary>
    public const int MaxEventBytes = 16 * 1024 * 1024;

    private readonly ArrayBufferWriter<byte> line = new();
    private readonly StringBuilder data = new();
    private bool hasData;
    private bool afterReturn;
    private bool afterFirstLine;
    private string eventType = "";
    private string id = "";

    /// <summary>Takes bytes until they end or an event is complete.</summary>
    /// <param name="bytes">What has arrived.</param>
    /// <param name="used">How many bytes were taken.</param>
    /// <param name="item">The event that they complete; null for none.</param>
    /// <returns>False when the event is too large.</returns>
    public bool TryFeed(ReadOnlySpan<byte> bytes, out int used, out ServerSentEvent<string>? item)
    {
        item = null;
        used = 0;
        while (used < bytes.Length && item is null)
        {
            if (afterReturn && bytes[used] == '\n')
                used++;
            afterReturn = false;
            var rest = bytes[used..];
            var end = rest.IndexOfAny((byte)'\r', (byte)'\n');
            line.Write(end < 0 ? rest : rest[..end]);
            if (line.WrittenCount + data.Length > MaxEventBytes)
                return false;
            used += end < 0 ? rest.Length : end + 1;
            if (end < 0)
                break;
            afterReturn = rest[end] == '\r';
            item = EndLine();
        }

        return true;
    }

    private ServerSentEvent<string>? EndLine()
    {
        var text = line.WrittenSpan;
        if (!afterFirstLine && text.StartsWith("\uFEFF"u8))
            text = text[3..];
        afterFirstLine = true;
        var item = text.IsEmpty ? Dispatch() : null;
        if (!text.IsEmpty)
            Field(text);
        line.ResetWrittenCount();
        return item;
    }

    private void Field(ReadOnlySpan<byte> text)
    {
        var colon = text.IndexOf((byte)':');
        var name = colon < 0 ? text : text[..colon];
        var value = colon < 0 ? [] : text[(colon + 1)..];
        if (value.StartsWith(" "u8))
            value = value[1..];
        if (name.SequenceEqual("data"u8))
        {
            if (hasData)
                data.Append('\n');
            data.Append(Encoding.UTF8.GetString(value));
            hasData = true;
        }
        else if (name.SequenceEqual("event"u8))
        {
            eventType = Encoding.UTF8.GetString(value);
        }
        else if (name.SequenceEqual("id"u8) && !value.Contains((byte)0))
        {
            id = Encoding.UTF8.GetString(value);
        }
    }

    private ServerSentEvent<string>? Dispatch()
    {
        // The standard drops an event whose data is the empty text, too.
        var item = data.Length == 0 ? null : new ServerSentEvent<string>(data.ToString(), eventType.Length == 0 ? "message" : eventType, id);
        data.Clear();
        hasData = false;
        eventType = "";
        return item;
    }
}
