using System.Security.Cryptography;
using System.Text;

namespace Pepay.Storefront.Host.Merchant;

/// <summary>The link that opens the merchant area of a demonstration: works once, and not for long. Thread safe.</summary>
internal sealed class OneTimeLink(TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private readonly byte[] token = RandomNumberGenerator.GetBytes(24);
    private readonly DateTimeOffset until = time.GetUtcNow() + Lifetime;
    private bool used;

    public string Token => Convert.ToHexString(token).ToLowerInvariant();

    /// <summary>True for the first right use in time, and never again.</summary>
    public bool TryUse(string? offered)
    {
        var right = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(offered ?? ""), Encoding.UTF8.GetBytes(Token));
        lock (gate)
        {
            if (!right || used || time.GetUtcNow() > until)
                return false;
            used = true;
            return true;
        }
    }
}
