using System.Security.Cryptography;
using System.Text;

namespace Pepay.Simulator.Tests.Support;

/// <summary>The documented signatures, computed here again from the raw request.</summary>
internal static class Signatures
{
    public static string Pepay(Received webhook, string secret)
    {
        byte[] payload = [.. Encoding.UTF8.GetBytes(webhook.Headers["X-Pepay-Timestamp"] + "."), .. webhook.Body];
        return Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), payload)).ToLowerInvariant();
    }

    public static string XPay(Received webhook, string secret) =>
        Convert.ToBase64String(HMACSHA512.HashData(Encoding.UTF8.GetBytes(secret), webhook.Body));
}
