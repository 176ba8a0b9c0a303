using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Pepay.Runtime.AspNetCore;

/// <summary>A request body in one pooled buffer. Give it back by disposing it.</summary>
internal sealed class RequestBody : IDisposable
{
    private const int FirstBytes = 4096;

    private byte[] buffer;
    private int length;

    private RequestBody(int room) => buffer = ArrayPool<byte>.Shared.Rent(room);

    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

    /// <summary>Reads the body; null when it has more than <paramref name="maxBytes"/>, of which no more than that and one are ever held.</summary>
    public static async Task<RequestBody?> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
            return null;
        var body = new RequestBody((int)Math.Min(request.ContentLength ?? FirstBytes, maxBytes) + 1);
        try
        {
            if (await body.FillAsync(request.Body, maxBytes, cancellationToken).ConfigureAwait(false))
                return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }

        body.Dispose();
        return null;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        length = 0;
    }

    private async Task<bool> FillAsync(Stream stream, int maxBytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (length == buffer.Length)
                Grow(maxBytes);
            var room = Math.Min(buffer.Length, maxBytes + 1) - length;
            var read = await stream.ReadAsync(buffer.AsMemory(length, room), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                return true;
            length += read;
            if (length > maxBytes)
                return false;
        }
    }

    private void Grow(int maxBytes)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(buffer.Length * 2, maxBytes + 1));
        Bytes.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
