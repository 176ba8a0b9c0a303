using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Pepay.Runtime.Http;

/// <summary>Writes JSON values in OpenAPI's parameter styles. What no style can say, such as a list in a list, is written as JSON text.</summary>
internal static class StyledValue
{
    /// <summary>The unescaped names and values for a query, a cookie or a form; none for an empty list or object.</summary>
    public static List<KeyValuePair<string, string>> Pairs(string name, JsonElement value, ParameterStyle style, bool explode)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        if (style == ParameterStyle.Json)
            pairs.Add(new(name, value.GetRawText()));
        else if (style == ParameterStyle.DeepObject)
            Deep(name, value, pairs);
        else if (!IsContainer(value))
            pairs.Add(new(name, Text(value)));
        else if (!explode && Elements(value) is { Count: > 0 } elements)
            pairs.Add(new(name, string.Join(Separator(style), elements)));
        else if (explode && value.ValueKind == JsonValueKind.Array)
            pairs.AddRange(value.EnumerateArray().Select(item => new KeyValuePair<string, string>(name, Text(item))));
        else if (explode)
            pairs.AddRange(value.EnumerateObject().Select(property => new KeyValuePair<string, string>(property.Name, Text(property.Value))));
        return pairs;
    }

    /// <summary>The value for a path, escaped, or for a header.</summary>
    public static string Inline(string name, JsonElement value, ParameterStyle style, bool explode, Func<string, string> escape)
    {
        if (style == ParameterStyle.Json)
            return escape(value.GetRawText());
        var separator = (style, explode) switch { (ParameterStyle.Label, true) => ".", (ParameterStyle.Matrix, true) => ";", _ => "," };
        var own = style == ParameterStyle.Matrix ? escape(name) + "=" : "";
        var first = style switch { ParameterStyle.Label => ".", ParameterStyle.Matrix => ";", _ => "" };
        if (!IsContainer(value))
            return first + own + escape(Text(value));
        if (value.ValueKind == JsonValueKind.Array)
            return first + (explode ? "" : own) + string.Join(separator, value.EnumerateArray().Select(item => (explode ? own : "") + escape(Text(item))));
        return first + (explode ? "" : own) + string.Join(
            separator, value.EnumerateObject().Select(property => escape(property.Name) + (explode ? "=" : ",") + escape(Text(property.Value))));
    }

    /// <summary>The fields of an object as <c>application/x-www-form-urlencoded</c>. Without a rule a list repeats its name and an object is JSON text.</summary>
    public static byte[] Form(JsonElement value, IReadOnlyList<FormField> fields)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw new ArgumentException("A form is made of an object; this value is none. Pass one of the object variants.", nameof(value));
        var text = new StringBuilder();
        foreach (var property in value.EnumerateObject())
        {
            var field = new FormField(property.Name, property.Value.ValueKind == JsonValueKind.Object ? ParameterStyle.Json : ParameterStyle.Form, true);
            foreach (var rule in fields)
                field = rule.Name == property.Name ? rule : field;
            foreach (var (name, content) in Pairs(property.Name, property.Value, field.Style, field.Explode))
                text.Append(text.Length == 0 ? "" : "&").Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(content));
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The JSON of a parameter, detached from its bytes.</summary>
    public static JsonElement Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static void Deep(string name, JsonElement value, List<KeyValuePair<string, string>> pairs)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in value.EnumerateObject())
                Deep($"{name}[{property.Name}]", property.Value, pairs);
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
                Deep(string.Create(CultureInfo.InvariantCulture, $"{name}[{index++}]"), item, pairs);
        }
        else
        {
            pairs.Add(new(name, Text(value)));
        }
    }

    private static List<string> Elements(JsonElement container) => container.ValueKind == JsonValueKind.Array
        ? [.. container.EnumerateArray().Select(Text)]
        : [.. container.EnumerateObject().SelectMany(property => (string[])[property.Name, Text(property.Value)])];

    private static bool IsContainer(JsonElement value) => value.ValueKind is JsonValueKind.Array or JsonValueKind.Object;

    private static string Separator(ParameterStyle style) => style switch
    {
        ParameterStyle.SpaceDelimited => " ",
        ParameterStyle.PipeDelimited => "|",
        _ => ",",
    };

    // Null is the empty text: that is how forms unset a value.
    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        _ => value.GetRawText(),
    };
}
