using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pepay.Runtime.Providers;
using Pepay.Storefront.Resources;

namespace Pepay.Storefront.Merchant;

/// <summary>An event's body as people read it: indented, without its signature.</summary>
internal sealed class EventBodyText
{
    private const int LongestShown = 200_000;

    // Not for HTML: the page escapes the text. Escaping here as well would show "\u0027" for an apostrophe.
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HashSet<string> signatures;

    private EventBodyText(WebhookDescriptor? webhook) => signatures = new(
        (webhook?.Schemes ?? [])
            .SelectMany(static scheme => new[] { scheme.Signature.Pointer, scheme.PreviousSignature?.Pointer })
            .OfType<string>(),
        StringComparer.Ordinal);

    /// <param name="body">The bytes as received.</param>
    /// <param name="webhook">Says where in the body the signature is; null when the provider is not configured any more.</param>
    public static string Of(ReadOnlyMemory<byte> body, WebhookDescriptor? webhook)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return new EventBodyText(webhook).Write(document.RootElement);
        }
        catch (JsonException)
        {
            // Kept because somebody signed it, readable or not.
            return Encoding.UTF8.GetString(body.Span);
        }
    }

    /// <summary>Whether the text had to be cut, and what is left of it.</summary>
    public static (string Text, bool IsCut) Cut(string text) =>
        text.Length > LongestShown ? (text[..LongestShown], true) : (text, false);

    private string Write(JsonElement root)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Indented))
            Write(writer, root, "");
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private void Write(Utf8JsonWriter writer, JsonElement element, string pointer)
    {
        if (signatures.Contains(pointer))
        {
            writer.WriteStringValue(Texts.MaskedSignature);
            return;
        }

        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value, pointer + "/" + property.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                var index = 0;
                foreach (var item in element.EnumerateArray())
                    Write(writer, item, $"{pointer}/{index++}");
                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
