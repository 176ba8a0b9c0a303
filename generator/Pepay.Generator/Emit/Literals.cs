using System.Globalization;
using System.Text;

namespace Pepay.Generator.Emit;

/// <summary>C# literals.</summary>
internal static class Literals
{
    public static string Text(string value)
    {
        var result = new StringBuilder(value.Length + 2).Append('"');
        foreach (var c in value)
        {
            switch (c)
            {
                case '"': result.Append("\\\""); break;
                case '\\': result.Append("\\\\"); break;
                case '\n': result.Append("\\n"); break;
                case '\r': result.Append("\\r"); break;
                case '\t': result.Append("\\t"); break;
                default:
                    if (c < ' ' || c is '\u007f' or '\u0085' or '\u2028' or '\u2029' or '\uFEFF' || char.IsSurrogate(c) || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.Format)
                        result.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                    else
                        result.Append(c);
                    break;
            }
        }

        return result.Append('"').ToString();
    }

    public static string OrNull(string? value) => value is null ? "null" : Text(value);

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Flag(bool value) => value ? "true" : "false";

    /// <summary>A collection expression of texts.</summary>
    public static string List(IReadOnlyList<string> values)
    {
        var result = new StringBuilder("[");
        for (var i = 0; i < values.Count; i++)
            result.Append(i == 0 ? "" : ", ").Append(Text(values[i]));
        return result.Append(']').ToString();
    }
}
