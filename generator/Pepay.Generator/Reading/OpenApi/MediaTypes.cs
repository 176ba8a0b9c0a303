using Pepay.Generator.Model;

namespace Pepay.Generator.Reading.OpenApi;

/// <summary>What media types mean for a body.</summary>
internal static class MediaTypes
{
    private const StringComparison Ignore = StringComparison.OrdinalIgnoreCase;

    /// <summary>The entry that is generated of several: JSON, then a form, a multipart form, bytes, a text; of one kind the first. Never one of events.</summary>
    public static SpecEntry? Preferred(SpecNode? content)
    {
        SpecEntry? best = null;
        foreach (var entry in content?.Entries ?? [])
        {
            if (!IsEventStream(entry.Key) && !entry.Key.StartsWith("x-", StringComparison.Ordinal) && (best is null || Rank(entry.Key) < Rank(best.Value.Key)))
                best = entry;
        }

        return best;
    }

    /// <summary>The first entry of server-sent events.</summary>
    public static SpecNode? EventStream(SpecNode? content)
    {
        foreach (var entry in content?.Entries ?? [])
        {
            if (IsEventStream(entry.Key))
                return entry.Value;
        }

        return null;
    }

    public static BodyKind KindOf(string type)
    {
        var name = Bare(type);
        if (name is "*/*" or "application/*" || name.Equals("application/json", Ignore) || name.Equals("text/json", Ignore) || name.EndsWith("+json", Ignore))
            return BodyKind.Json;
        if (name.Equals("application/x-www-form-urlencoded", Ignore))
            return BodyKind.Form;
        if (name.StartsWith("multipart/", Ignore))
            return BodyKind.Multipart;
        return name.StartsWith("text/", Ignore) || IsNamedText(name) ? BodyKind.Text : BodyKind.Octets;
    }

    /// <summary>Whether a schema says that the body is bytes, whatever its media type.</summary>
    public static bool IsBinary(SpecNode? schema) => schema?.TextOf("format") == "binary" && schema.TextOf("type") is "string" or null;

    /// <summary>The type to send, without parameters: a pattern such as <c>image/*</c>, or what is no media type, becomes the plain type of its kind.</summary>
    public static string Concrete(string type, BodyKind kind) => kind switch
    {
        BodyKind.Text when type.IndexOf(';') < 0 && IsConcrete(type) => type + "; charset=utf-8",
        BodyKind.Text => "text/plain; charset=utf-8",
        _ when IsConcrete(Bare(type)) => Bare(type),
        BodyKind.Json => "application/json",
        _ => "application/octet-stream",
    };

    /// <summary>Whether it is a media type as one can be sent: no pattern, no parameters.</summary>
    public static bool IsConcrete(string type)
    {
        var slash = type.IndexOf('/');
        if (slash <= 0 || slash == type.Length - 1)
            return false;
        foreach (var c in type)
        {
            if (c is not ('/' or '.' or '-' or '+' or '_') && !(c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9'))
                return false;
        }

        return type.IndexOf('/', slash + 1) < 0;
    }

    /// <summary>The media type, where it is a single one that can be sent as it stands, parameters included.</summary>
    public static string? Single(string? type) =>
        type is not null && type.IndexOf(',') < 0 && IsConcrete(Bare(type)) && !type.Any(char.IsControl) && type.All(static c => c < 128) ? type.Trim() : null;

    private static bool IsEventStream(string type) => Bare(type).Equals("text/event-stream", Ignore);

    private static bool IsNamedText(string name) => name.EndsWith("/xml", Ignore) || name.EndsWith("+xml", Ignore)
        || name.EndsWith("/yaml", Ignore) || name.EndsWith("/x-yaml", Ignore) || name.EndsWith("+yaml", Ignore);

    private static string Bare(string type) => type.Split(';', ',')[0].Trim();

    private static int Rank(string type) => KindOf(type) is var kind && kind == BodyKind.Json
        ? type.StartsWith("application/json", Ignore) ? -2 : -1
        : (int)kind;
}
