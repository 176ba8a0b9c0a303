using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Pepay.Runtime.Checkout;
using Pepay.Runtime.Payments;

namespace Pepay.Storefront.Checkout;

/// <summary>
/// Keeps the address and amount that a payer was shown in the payer's browser, protected: a reload must show the same ones, on whatever machine it
/// arrives, and must not ask the provider for new ones.
/// </summary>
internal sealed class TransferQuoteCookie(IDataProtectionProvider protection)
{
    private const string Name = "pepay.transfer";
    private readonly IDataProtector protector = protection.CreateProtector("Pepay.Storefront.TransferQuote.v1");

    /// <summary>The quote for what is missing on this payment now; null when there is none or money has arrived since.</summary>
    public TransferQuote? Read(HttpContext context, Payment payment) =>
        ReadKept(context) is { } kept && kept.AttemptId == payment.AttemptId && kept.Received == payment.State.Received ? kept.Quote : null;

    /// <summary>What opens the live channel of this payment; null when this browser was shown no address for it. Holds also after money arrived.</summary>
    public string? ReadLiveToken(HttpContext context, string attemptId) => ReadKept(context) is { } kept && kept.AttemptId == attemptId ? kept.Quote.LiveToken : null;

    public void Write(HttpContext context, Payment payment, TransferQuote quote)
    {
        var text = JsonSerializer.Serialize(new Kept(payment.AttemptId, payment.State.Received, quote));
        PayerCookie.Write(context, Name, protector.Protect(text), TimeSpan.FromDays(1));
    }

    private Kept? ReadKept(HttpContext context)
    {
        if (!context.Request.Cookies.TryGetValue(Name, out var value) || value.Length == 0)
            return null;
        try
        {
            return JsonSerializer.Deserialize<Kept>(protector.Unprotect(value));
        }
        catch (Exception exception) when (exception is CryptographicException or JsonException)
        {
            // Another key ring, a forged cookie, or one that another version wrote: the payer asks again.
            return null;
        }
    }

    private sealed record Kept(string AttemptId, decimal Received, TransferQuote Quote);
}
