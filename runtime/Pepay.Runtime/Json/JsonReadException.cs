using System.Text.Json;

namespace Pepay.Runtime.Json;

/// <summary>
/// JSON that is not what a generated type needs: malformed, a required property missing, or a value of another kind. The message says what
/// was expected and where; it never shows a value.
/// </summary>
public sealed class JsonReadException : JsonException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="problem">What was expected and what was found.</param>
    /// <param name="position">The byte offset in the JSON that was read.</param>
    public JsonReadException(string problem, long position)
        : this(problem, null, position, null)
    {
    }

    internal JsonReadException(string problem, string? path, long position, Exception? innerException)
        : base(path is null ? problem : $"{problem} (at {path}, byte {position})", path, null, null, innerException)
    {
        Problem = problem;
        Position = position;
    }

    /// <summary>The byte offset in the JSON that was read.</summary>
    public long Position { get; }

    internal string Problem { get; }

    /// <summary>Whether the value was of the right kind of JSON and the C# type cannot hold it, so that it can be kept as it came.</summary>
    internal bool IsUnfit { get; init; }
}
