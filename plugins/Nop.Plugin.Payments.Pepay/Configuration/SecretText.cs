using Nop.Services.Security;

namespace Nop.Plugin.Payments.Pepay.Configuration;

/// <summary>Secrets in the shop's settings table, encrypted with the shop's own key.</summary>
public sealed class SecretText(IEncryptionService encryption)
{
    // Marks what is encrypted, so that a value put into the table by hand is understood too.
    private const string Mark = "enc:";

    /// <summary>What is stored for a secret.</summary>
    public string Protect(string? plain) => string.IsNullOrWhiteSpace(plain) ? "" : Mark + encryption.EncryptText(plain.Trim());

    /// <summary>
    /// The secret in what is stored; empty when there is none, and null when it was encrypted with another key than the shop has now: it has to be
    /// entered again.
    /// </summary>
    public string? Reveal(string? stored)
    {
        if (string.IsNullOrEmpty(stored))
            return "";
        if (!stored.StartsWith(Mark, StringComparison.Ordinal))
            return stored;
        try
        {
            return encryption.DecryptText(stored[Mark.Length..]);
        }
        catch (Exception)
        {
            // What the shop throws depends on its cipher and on what the wrong key made of the text.
            return null;
        }
    }
}
