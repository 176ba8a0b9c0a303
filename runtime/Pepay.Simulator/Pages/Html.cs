using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace Pepay.Simulator.Pages;

/// <summary>Text that is HTML already. Interpolated values are encoded unless they are <see cref="Html"/> themselves.</summary>
internal readonly record struct Html(string Text)
{
    public static readonly Html Nothing = new("");

    public static Html Of(Builder content) => new(content.ToString());

    public static Html When(bool condition, Html content) => condition ? content : Nothing;

    public override string ToString() => Text;

    /// <summary>What the compiler turns <c>Html.Of($"...")</c> into.</summary>
    [InterpolatedStringHandler]
    public readonly struct Builder(int literalLength, int formattedCount)
    {
        private readonly StringBuilder text = new(literalLength + (formattedCount * 16));

        public void AppendLiteral(string literal) => text.Append(literal);

        public void AppendFormatted(Html html) => text.Append(html.Text);

        public void AppendFormatted<T>(T value)
        {
            // Not an overload: for a list the compiler would take this one all the same.
            if (value is IEnumerable<Html> parts)
                text.AppendJoin("", parts);
            else
                text.Append(HtmlEncoder.Default.Encode(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
        }

        public override string ToString() => text.ToString();
    }
}
