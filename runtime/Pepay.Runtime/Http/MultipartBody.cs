using System.Buffers;
using System.Text;

namespace Pepay.Runtime.Http;

/// <summary>A file to be sent.</summary>
/// <param name="Content">Its bytes; not to be changed until the call has ended.</param>
/// <param name="FileName">The name that the receiver sees, without a path.</param>
/// <param name="ContentType">Its media type.</param>
public sealed record FilePart(ReadOnlyMemory<byte> Content, string FileName, string ContentType = "application/octet-stream");

/// <summary>A <c>multipart/form-data</c> body under construction. It is held in memory, so that a retry sends the same bytes. Not thread safe.</summary>
public sealed class MultipartBody
{
    private readonly ArrayBufferWriter<byte> buffer = new();
    private readonly string boundary = "pepay-" + Guid.NewGuid().ToString("N");

    internal string ContentType => "multipart/form-data; boundary=" + boundary;

    /// <summary>Adds a text.</summary>
    public void Add(string name, string value)
    {
        Head(name, "");
        Write(value);
        Write("\r\n");
    }

    /// <summary>Adds a file.</summary>
    /// <exception cref="ArgumentException">The file's media type has a line break.</exception>
    public void Add(string name, FilePart file)
    {
        if (file.ContentType.Any(char.IsControl))
            throw new ArgumentException($"The media type of file '{file.FileName}' must not contain control characters.", nameof(file));
        Head(name, $"; filename=\"{Quoted(file.FileName)}\"\r\nContent-Type: {file.ContentType}");
        buffer.Write(file.Content.Span);
        Write("\r\n");
    }

    /// <summary>Adds a value as a part of JSON.</summary>
    public void AddJson(string name, ReadOnlyMemory<byte> json)
    {
        Head(name, "\r\nContent-Type: application/json");
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

    private void Write(string text) => Encoding.UTF8.GetBytes(text, buffer);

    // As browsers do.
    private static string Quoted(string text) => text.Replace("\"", "%22", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);
}
