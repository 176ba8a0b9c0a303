using System.Text;
using System.Text.Json;
using Pepay.Runtime.Json;

namespace Pepay.Runtime.Http;

/// <summary>How the text of a response header is the JSON of its schema.</summary>
public enum HeaderForm
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>A number or a boolean.</summary>
    Literal,

    /// <summary>JSON as it is: a header that is described by <c>content</c>.</summary>
    Json,

    /// <summary>Texts, separated by commas.</summary>
    Texts,

    /// <summary>Numbers or booleans, separated by commas.</summary>
    Literals,
}

/// <summary>Reads the headers that a specification declares, for generated clients.</summary>
public static class HeaderValue
{
    /// <summary>
    /// The typed value of a header. A header that is absent, or not as specified, gives null: an answer is never lost over one. Its text is in the
    /// answer's headers.
    /// </summary>
    public static T? Value<T>(IReadOnlyDictionary<string, string> headers, string name, HeaderForm form, JsonReadMethod<T> read)
        where T : struct => TryRead(headers, name, form, read, out var value) ? value : null;

    /// <inheritdoc cref="Value{T}(IReadOnlyDictionary{string, string}, string, HeaderForm, JsonReadMethod{T})"/>
    public static T? Reference<T>(IReadOnlyDictionary<string, string> headers, string name, HeaderForm form, JsonReadMethod<T> read)
        where T : class => TryRead(headers, name, form, read, out var value) ? value : null;

    private static bool TryRead<T>(IReadOnlyDictionary<string, string> headers, string name, HeaderForm form, JsonReadMethod<T> read, out T? value)
    {
        value = default;
        if (!headers.TryGetValue(name, out var text))
            return false;
        try
        {
            value = JsonModel.Parse(Encoding.UTF8.GetBytes(ToJson(text, form)), read);
            return true;
        }
        catch (JsonReadException)
        {
            return false;
        }
    }

    private static string ToJson(string text, HeaderForm form) => form switch
    {
        HeaderForm.Text => Quote(text),
        HeaderForm.Texts => "[" + string.Join(',', Items(text).Select(Quote)) + "]",
        HeaderForm.Literals => "[" + string.Join(',', Items(text)) + "]",
        _ => text,
    };

    private static string[] Items(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Quote(string text) => "\"" + JsonEncodedText.Encode(text) + "\"";
}
