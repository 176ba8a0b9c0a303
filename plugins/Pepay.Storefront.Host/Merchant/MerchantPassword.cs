using Microsoft.AspNetCore.Identity;

namespace Pepay.Storefront.Host.Merchant;

/// <summary>The password of the merchant area; only its salted hash is configured.</summary>
internal static class MerchantPassword
{
    private const int Shortest = 12;
    private const int SmallestHash = 40;
    private static readonly PasswordHasher<object> Hasher = new();

    /// <summary>The hash to configure; null for a password that is too short.</summary>
    public static string? Hash(string? password) => password is { Length: >= Shortest } ? Hasher.HashPassword(Hasher, password) : null;

    public static bool IsHash(string text) => text.Length >= SmallestHash && Convert.TryFromBase64String(text, new byte[text.Length], out _);

    public static bool Opens(string hash, string password) => Hasher.VerifyHashedPassword(Hasher, hash, password) != PasswordVerificationResult.Failed;

    /// <summary>What <c>--hash-password</c> does: reads a line, prints its hash.</summary>
    public static int Print(TextReader input, TextWriter output, TextWriter errors)
    {
        if (Hash(input.ReadLine()) is not { } hash)
        {
            errors.WriteLine($"A password of at least {Shortest} characters is needed, on the standard input.");
            return 1;
        }

        output.WriteLine(hash);
        return 0;
    }
}
