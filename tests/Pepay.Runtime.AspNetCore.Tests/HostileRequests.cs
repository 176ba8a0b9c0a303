using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Pepay.Runtime.AspNetCore.Tests;

/// <summary>A request that must be refused.</summary>
/// <param name="Kind">What was done to it.</param>
/// <param name="Provider">Whom it claims to be from.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Body">Its body.</param>
internal sealed record HostileRequest(string Kind, string Provider, Dictionary<string, StringValues> Headers, byte[] Body);

/// <summary>
/// Makes requests by changing genuine ones, of both providers, so that they are no longer genuine. The same seed makes the same requests.
/// </summary>
internal sealed class HostileRequests(int seed, DateTimeOffset now)
{
    public const string PepaySecret = "s1";
    public const string XPaySecret = "xpay signing key";

    private readonly Random random = new(seed);
    private readonly string stamp = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    public HostileRequest Next()
    {
        var provider = random.Next(2) == 0 ? "pepay" : "xpay";
        var body = GenuineBody(provider);
        var headers = Sign(provider, body, Secret(provider), stamp);
        var signature = provider == "pepay" ? "X-Pepay-Signature" : "xpay-signature";
        string kind;
        switch (random.Next(13))
        {
            case 0:
                (kind, body) = ("byte changed", Changed(body));
                break;
            case 1:
                (kind, body) = ("truncated", body[..random.Next(body.Length)]);
                break;
            case 2:
                (kind, body) = ("extended", [.. body, .. Bytes(1 + random.Next(64))]);
                break;
            case 3:
                kind = "signature changed";
                headers[signature] = OtherCharacter(headers[signature].ToString());
                break;
            case 4:
                kind = "signature truncated";
                headers[signature] = headers[signature].ToString()[..random.Next(64)];
                break;
            case 5:
                kind = "signature of random characters";
                headers[signature] = RandomText(random.Next(300));
                break;
            case 6:
                kind = "unsigned";
                headers.Remove(signature);
                break;
            case 7:
                kind = "wrong key";
                headers = Sign(provider, body, RandomText(1 + random.Next(40)) + "x", stamp);
                break;
            case 8:
                kind = "the other provider's secret";
                headers = Sign(provider, body, Secret(provider == "pepay" ? "xpay" : "pepay"), stamp);
                break;
            case 9:
                kind = "good signature behind many bad ones";
                headers[signature] = new StringValues([.. Enumerable.Range(0, 8 + random.Next(20)).Select(_ => OtherCharacter(headers[signature].ToString())), headers[signature].ToString()]);
                break;
            case 10:
                kind = "signature under a header of another name";
                headers[signature + "s"] = headers[signature];
                headers.Remove(signature);
                break;
            case 11 when provider == "xpay":
                kind = "signature of the shared key that is none";
                headers.Remove(signature);
                headers["xpay-private-signature"] = Convert.ToBase64String(Bytes(random.Next(100)));
                break;
            case 12 when provider == "pepay":
                StringValues time;
                (kind, time) = random.Next(3) switch
                {
                    0 => ("time changed", new StringValues(OtherCharacter(stamp))),
                    1 => ("two times", new StringValues([stamp, stamp])),
                    _ => ("no time", new StringValues()),
                };
                headers["X-Pepay-Timestamp"] = time;
                break;
            default:
                // Rightly signed, and so only the time can refuse it; xPay signs none.
                provider = "pepay";
                body = GenuineBody(provider);
                var far = (long)((random.Next(2) == 0 ? 1 : -1) * (300_001 + (random.NextDouble() * 1e12)));
                kind = far < 0 ? "stale" : "from the future";
                headers = Sign(provider, body, PepaySecret, (now.ToUnixTimeMilliseconds() + far).ToString(CultureInfo.InvariantCulture));
                break;
        }

        Decorate(headers);
        return new(kind, provider, headers, body);
    }

    private static string Secret(string provider) => provider == "pepay" ? PepaySecret : XPaySecret;

    private static Dictionary<string, StringValues> Sign(string provider, byte[] body, string key, string stamp)
    {
        var secret = Encoding.UTF8.GetBytes(key);
        return provider == "pepay"
            ? new(StringComparer.OrdinalIgnoreCase)
            {
                ["X-Pepay-Timestamp"] = stamp,
                ["X-Pepay-Signature"] = Convert.ToHexStringLower(HMACSHA256.HashData(secret, (byte[])[.. Encoding.UTF8.GetBytes(stamp + "."), .. body])),
            }
            : new(StringComparer.OrdinalIgnoreCase) { ["xpay-signature"] = Convert.ToBase64String(HMACSHA512.HashData(secret, body)) };
    }

    private byte[] GenuineBody(string provider) => Encoding.UTF8.GetBytes(provider == "pepay"
        ? $$"""{"id":"evt_{{random.Next()}}","type":"invoice.updated","x":"{{new string('x', random.Next(3000))}}"}"""
        : $$"""{"eventId":"evt_{{random.Next()}}","eventType":"intent.success","intentId":"{{random.Next()}}","x":"{{new string('x', random.Next(3000))}}"}""");

    private byte[] Changed(byte[] body)
    {
        byte[] changed = [.. body];
        for (var i = 0; i <= random.Next(4); i++)
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
        if (changed.AsSpan().SequenceEqual(body))
            changed[0] ^= 1;
        return changed;
    }

    // Another character of the same alphabet, so that it decodes to other bytes. The last ones of a base64 text may carry unused bits.
    private string OtherCharacter(string text)
    {
        const string Alphabet = "0123456789abcdef";
        var at = random.Next(Math.Min(text.Length, 60));
        var other = Alphabet[random.Next(Alphabet.Length)];
        return char.ToLowerInvariant(text[at]) == other ? OtherCharacter(text) : text[..at] + other + text[(at + 1)..];
    }

    private string RandomText(int length) => string.Concat(Enumerable.Range(0, length).Select(_ => (char)random.Next(0x21, 0x7f)));

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    // What must not matter.
    private void Decorate(Dictionary<string, StringValues> headers)
    {
        if (random.Next(2) == 0)
            headers["Content-Type"] = random.Next(2) == 0 ? "application/json" : RandomText(1 + random.Next(40));
        if (random.Next(4) == 0)
            headers["Authorization"] = RandomText(1 + random.Next(100));
        if (random.Next(4) == 0)
            headers["X-" + random.Next()] = RandomText(1 + random.Next(200));
    }
}
