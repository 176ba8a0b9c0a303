namespace Pepay.Generator.Changes;

/// <summary>One thing that somebody relies on: <c>operation getOrder parameter "query limit"</c> is <c>long? limit</c>.</summary>
/// <param name="Kind">One of <see cref="SurfaceKinds"/>.</param>
/// <param name="Owner">The operation's id, the type's C# name or the event's type.</param>
/// <param name="Part">One of <see cref="SurfaceParts"/>.</param>
/// <param name="Member">The name on the wire, where the owner has several such parts; else empty.</param>
/// <param name="Value">What it is, in C# where there is C#.</param>
internal sealed record SurfaceEntry(string Kind, string Owner, string Part, string Member, string Value)
{
    public (string Kind, string Owner, string Part, string Member) Key => (Kind, Owner, Part, Member);

    /// <summary>For limits: the member that it is a limit of.</summary>
    public string LimitOf => Member.Substring(0, Math.Max(0, Member.LastIndexOf(' ')));

    /// <summary>Its five columns, with tabs between them.</summary>
    public string ToLine() => string.Join("\t", Escape(Kind), Escape(Owner), Escape(Part), Escape(Member), Escape(Value));

    /// <summary>The entry of a line; null where it is none.</summary>
    public static SurfaceEntry? FromLine(string line)
    {
        var columns = line.Split('\t');
        return columns.Length == 5
            ? new(Unescape(columns[0]), Unescape(columns[1]), Unescape(columns[2]), Unescape(columns[3]), Unescape(columns[4]))
            : null;
    }

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\").Replace("\t", "\\t").Replace("\r", "\\r").Replace("\n", "\\n");

    private static string Unescape(string text)
    {
        if (text.IndexOf('\\') < 0)
            return text;
        var result = new System.Text.StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
                result.Append(text[i]);
            else
                result.Append(text[++i] switch { 't' => '\t', 'r' => '\r', 'n' => '\n', var other => other });
        }

        return result.ToString();
    }
}

internal static class SurfaceKinds
{
    public const string Provider = "provider";
    public const string Operation = "operation";
    public const string Event = "event";
    public const string Type = "type";
}

internal static class SurfaceParts
{
    /// <summary>The owner itself.</summary>
    public const string Self = "";

    // Of the provider.
    public const string Address = "address";
    public const string Credential = "credential";
    public const string Signature = "signature";

    /// <summary>Says that the surface has limits: one that was written before there were any says nothing of them.</summary>
    public const string Limits = "limits";

    // Of operations.
    public const string Request = "request";
    public const string Parameter = "parameter";

    /// <summary>How a parameter is written.</summary>
    public const string Style = "style of parameter";
    public const string Order = "order";
    public const string Result = "result";
    public const string Stream = "stream";
    public const string Pages = "pages";
    public const string Header = "header";
    public const string Error = "error";
    public const string Security = "security";
    public const string Idempotency = "idempotency";

    /// <summary>What a parameter, or a property that is sent, must meet: its member is the thing's and the word of the schema.</summary>
    public const string Limit = "limit";

    // Of types.
    public const string Use = "use";
    public const string Property = "property";
    public const string Member = "member";
    public const string Variant = "variant";
    public const string Discriminator = "discriminator";
    public const string Item = "item";
}
