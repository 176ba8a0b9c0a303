using System.Buffers;
using System.Text;

namespace Pepay.Runtime.Http;

/// <summary>A file to be sent.</summary>
/// <param name="Content">Its bytes; not to be changed until the call has ended.</param>
/// <param name="FileName">The name that the receiver sees, without a path.</param>
/// <param name="ContentType">Its media type; null for the one that the operation demands, or <c>application/octet-stream</c> where it demands none.</param>
public sealed record FilePart(ReadOnlyMemory<byte> Content, string FileName, string? ContentType = null);

/// <summary>A <c>multipart/form-data</c> body under construction. It is held in memory, so that a retry sends the same bytes. Not thread safe.</summary>
public sealed class MultipartBody
{
    private readonly ArrayBufferWriter<byte> buffer = new();
    private readonly string boundary = "pepay-" + Guid.NewGuid().ToString("N");

    internal string ContentType => "multipart/form-data; boundary=" + boundary;

    /// <summary>Adds a text.</summary>
    /// <param name="name">The name of the part.</param>
    /// <param name="value">The text, sent as UTF-8.</param>
    /// <param name="contentType">Its media type; none is sent, which means plain text, where it is null.</param>
    /// <exception cref="ArgumentException">The media type has a control character.</exception>
    public void Add(string name, string value, string? contentType = null)
    {
        Head(name, contentType is null ? "" : Type(contentType, name));
        Write(value);
        Write("\r\n");
    }

    /// <summary>Adds a file.</summary>
    /// <param name="name">The name of the part.</param>
    /// <param name="file">The file; its own media type counts before the other.</param>
    /// <param name="contentType">The media type of a file that has none of its own.</param>
    /// <exception cref="ArgumentException">The media type has a control character.</exception>
    public void Add(string name, FilePart file, string contentType = "application/octet-stream")
    {
        Head(name, $"; filename=\"{Quoted(file.FileName)}\"" + Type(file.ContentType ?? contentType, name));
        buffer.Write(file.Content.Span);
        Write("\r\n");
    }

    /// <summary>Adds a value as a part of JSON.</summary>
    /// <param name="name">The name of the part.</param>
    /// <param name="json">The value as UTF-8 JSON.</param>
    /// <param name="contentType">Its media type.</param>
    /// <exception cref="ArgumentException">The media type has a control character.</exception>
    public void AddJson(string name, ReadOnlyMemory<byte> json, string contentType = "application/json")
    {
        Head(name, Type(contentType, name));
        buffer.Write(json.Span);
        Write("\r\n");
    }

    /// <summary>Adds a list, an object or a union, given as UTF-8 JSON, as one or several texts.</summary>
    public void Add(string name, ReadOnlyMemory<byte> json, ParameterStyle style, bool explode)
    {
        foreach (var (key, value) in StyledValue.Pairs(name, StyledValue.Parse(json), style, explode))
            Add(key, value);
    }

    internal byte[] ToBytes() => [.. buffer.WrittenSpan, .. Encoding.ASCII.GetBytes($"--{boundary}--\r\n")];

    private void Head(string name, string rest) => Write($"--{boundary}\r\nContent-Disposition: form-data; name=\"{Quoted(name)}\"{rest}\r\n\r\n");

    private static string Type(string contentType, string part) => contentType.Any(char.IsControl)
        ? throw new ArgumentException($"The media type of part '{part}' must not contain control characters.", nameof(contentType))
        : "\r\nContent-Type: " + contentType;

    private void Write(string text) => Encoding.UTF8.GetBytes(text, buffer);

    // As browsers do.
    private static string Quoted(string text) => text.Replace("\"", "%22", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);
}
