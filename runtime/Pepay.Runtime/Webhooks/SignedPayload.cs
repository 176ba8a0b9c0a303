using System.Buffers;
using System.Text;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Webhooks;

/// <summary>The template of the signed bytes: literal text, <c>{body}</c>, <c>{header:Name}</c>, <c>{pointer:/a/b}</c> and <c>{pointer?:/a/b}</c>.</summary>
internal sealed class SignedPayload
{
    private const int Beside = 256;

    private readonly List<Part> parts = [];

    private enum Kind
    {
        Literal,
        Body,
        Header,
        Pointer,
        OptionalPointer,
    }

    /// <summary>Whether the body alone is signed, so that nothing needs to be joined.</summary>
    public bool IsBody => parts is [{ Kind: Kind.Body }];

    /// <exception cref="ArgumentException">The template has an unknown placeholder, or does not sign the body's bytes or a field of it.</exception>
    public static SignedPayload Parse(WebhookScheme scheme)
    {
        var result = new SignedPayload();
        var rest = scheme.SignedPayload.AsSpan();
        while (!rest.IsEmpty)
        {
            var open = rest.IndexOf('{');
            var literal = open < 0 ? rest : rest[..open];
            if (!literal.IsEmpty)
                result.parts.Add(new(Kind.Literal, literal.ToString()));
            if (open < 0)
                break;
            var close = rest.IndexOf('}');
            var placeholder = close > open ? rest[(open + 1)..close].ToString() : throw Unknown(scheme);
            result.parts.Add(Placeholder(placeholder) ?? throw Unknown(scheme));
            rest = rest[(close + 1)..];
        }

        return result.parts.Exists(part => part.Kind is Kind.Body or Kind.Pointer or Kind.OptionalPointer) ? result : throw Unknown(scheme);
    }

    /// <summary>Joins the parts in a pooled buffer, which the caller returns.</summary>
    /// <returns>The length, or -1 when a part is absent or ambiguous (then there is no buffer to return).</returns>
    public int TryWrite(ReadOnlySpan<byte> body, WebhookHeaders headers, out byte[] buffer)
    {
        // What stands beside the body is short; room for more is made when it is not.
        buffer = ArrayPool<byte>.Shared.Rent(body.Length + Beside);
        var length = 0;
        foreach (var part in parts)
        {
            if (part.Kind == Kind.Body)
            {
                Reserve(ref buffer, length, body.Length);
                body.CopyTo(buffer.AsSpan(length));
                length += body.Length;
            }
            else if (Text(part, body, headers) is { } text)
            {
                Reserve(ref buffer, length, Encoding.UTF8.GetMaxByteCount(text.Length));
                length += Encoding.UTF8.GetBytes(text, buffer.AsSpan(length));
            }
            else
            {
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = [];
                return -1;
            }
        }

        return length;
    }

    private static void Reserve(ref byte[] buffer, int length, int more)
    {
        if (buffer.Length - length >= more)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(length + more, buffer.Length * 2));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    private static string? Text(Part part, ReadOnlySpan<byte> body, WebhookHeaders headers)
    {
        switch (part.Kind)
        {
            case Kind.Literal:
                return part.Text;
            case Kind.Header:
                var values = headers(part.Text);
                return values.Count == 1 ? values[0] : null;
            case Kind.Pointer or Kind.OptionalPointer:
                return JsonPointerScan.TryReadOne(body, part.Text, out var text) ? text : part.Kind == Kind.OptionalPointer ? "" : null;
            default:
                return null;
        }
    }

    private static Part? Placeholder(string text) => text.Split(':', 2) switch
    {
        ["body"] => new(Kind.Body, ""),
        ["header", { Length: > 0 } name] => new(Kind.Header, name),
        ["pointer", { Length: > 0 } pointer] when pointer[0] == '/' => new(Kind.Pointer, pointer),
        ["pointer?", { Length: > 0 } pointer] when pointer[0] == '/' => new(Kind.OptionalPointer, pointer),
        _ => null,
    };

    private static ArgumentException Unknown(WebhookScheme scheme) => new(
        $"Webhook scheme '{scheme.Name}' signs '{scheme.SignedPayload}', which cannot be executed: use {{body}}, {{header:Name}}, {{pointer:/a/b}} and {{pointer?:/a/b}}, and sign the body or a field of it.",
        nameof(scheme));

    private sealed record Part(Kind Kind, string Text);
}
