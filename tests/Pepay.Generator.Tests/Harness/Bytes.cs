using Pepay.Runtime.Http;

namespace Pepay.Generator.Tests.Harness;

/// <summary>Bodies as tests send and read them.</summary>
internal static class Bytes
{
    public static async Task<byte[]> ReadAsync(ApiDownload download)
    {
        var bytes = new MemoryStream();
        await download.Content.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    /// <summary>A body of which each part is read on its own, and that then ends or breaks off.</summary>
    public static StreamContent InParts(IEnumerable<byte[]> parts, Exception? end = null) => new(new PartStream(new(parts), end), 1);

    private sealed class PartStream(Queue<byte[]> parts, Exception? end) : MemoryStream
    {
        public override int Read(Span<byte> buffer)
        {
            if (!parts.TryDequeue(out var part))
                return end is null ? 0 : throw end;
            part.CopyTo(buffer);
            return part.Length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return ValueTask.FromResult(Read(buffer.Span));
        }
    }
}
