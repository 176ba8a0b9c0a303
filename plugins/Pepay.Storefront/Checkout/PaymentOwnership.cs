using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Pepay.Storefront.Checkout;

/// <summary>
/// Which payments a browser started. Kept in a protected cookie, so that an attempt id seen elsewhere (in a provider's log, in a
/// forwarded link) opens nothing.
/// </summary>
internal sealed class PaymentOwnership(IDataProtectionProvider protection)
{
    internal const string CookieName = "pepay.payments";
    private const int Remembered = 20;
    private readonly IDataProtector protector = protection.CreateProtector("Pepay.Storefront.PaymentOwnership.v1");

    public bool Owns(HttpContext context, string attemptId) => Read(context).Contains(attemptId, StringComparer.Ordinal);

    public void Add(HttpContext context, string attemptId)
    {
        var attempts = Read(context).Where(known => known != attemptId).Prepend(attemptId).Take(Remembered);
        PayerCookie.Write(context, CookieName, protector.Protect(string.Join(' ', attempts)), TimeSpan.FromDays(30));
    }

    private string[] Read(HttpContext context)
    {
        if (!context.Request.Cookies.TryGetValue(CookieName, out var value) || value.Length == 0)
            return [];
        try
        {
            return protector.Unprotect(value).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (CryptographicException)
        {
            // Another shop on this host, a lost key ring or a forged cookie: this browser owns nothing here.
            return [];
        }
    }
}
