using System.Buffers;
using System.Text.Json;

namespace Pepay.Runtime.Json;

/// <summary>
/// A JSON writer with its bytes, kept for the next document that the thread writes, so that writing one allocates its result only. Not thread-safe.
/// </summary>
internal sealed class JsonBuffer : IBufferWriter<byte>, IDisposable
{
    private const int FirstSize = 16 * 1024;

    [ThreadStatic]
    private static JsonBuffer? kept;

    private byte[] bytes = new byte[FirstSize];
    private int written;

    private JsonBuffer() => Writer = new Utf8JsonWriter(this, new JsonWriterOptions { SkipValidation = true });

    /// <summary>The writer, at the start of a document.</summary>
    public Utf8JsonWriter Writer { get; }

    /// <summary>The thread's buffer, or a new one while it is in use, such as by a value that writes another document to be written.</summary>
    public static JsonBuffer Take()
    {
        var buffer = kept ?? new JsonBuffer();
        kept = null;
        return buffer;
    }

    /// <summary>What was written.</summary>
    public byte[] ToArray()
    {
        Writer.Flush();
        return bytes.AsSpan(0, written).ToArray();
    }

    /// <summary>Gives the buffer back to the thread. Of a large document it keeps nothing.</summary>
    public void Dispose()
    {
        if (bytes.Length > FirstSize)
        {
            ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
            bytes = new byte[FirstSize];
            written = 0;
        }

        // Payloads carry secrets, which must not stay in memory longer than they are needed.
        bytes.AsSpan(0, written).Clear();
        written = 0;
        Writer.Reset(this);
        kept = this;
    }

    void IBufferWriter<byte>.Advance(int count) => written += count;

    Memory<byte> IBufferWriter<byte>.GetMemory(int sizeHint)
    {
        Reserve(sizeHint);
        return bytes.AsMemory(written);
    }

    Span<byte> IBufferWriter<byte>.GetSpan(int sizeHint)
    {
        Reserve(sizeHint);
        return bytes.AsSpan(written);
    }

    private void Reserve(int count)
    {
        if (bytes.Length - written >= Math.Max(1, count))
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(bytes.Length * 2), checked(written + count)));
        bytes.AsSpan(0, written).CopyTo(larger);
        if (bytes.Length > FirstSize)
            ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        bytes = larger;
    }
}
