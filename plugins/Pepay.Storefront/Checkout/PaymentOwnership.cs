using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Pepay.Storefront.Checkout;

/// <summary>
/// Which payments a browser started. Kept in protected cookies, so that an attempt id seen elsewhere (in a provider's log, in a
/// forwarded link) opens nothing; one for each payment, so that two that are started at once both stay.
/// </summary>
internal sealed class PaymentOwnership(IDataProtectionProvider protection, TimeProvider time)
{
    internal const string CookiePrefix = "pepay.payment.";

    /// <summary>Each is a cookie of about 200 bytes; browsers and proxies bound both their number and their size.</summary>
    private const int Remembered = 10;
    private const int NameLength = 12;
    private readonly IDataProtector protector = protection.CreateProtector("Pepay.Storefront.PaymentOwnership.v2");

    public bool Owns(HttpContext context, string attemptId) => Read(context, NameFor(attemptId)) is { } owned && owned.AttemptId == attemptId;

    public void Add(HttpContext context, string attemptId)
    {
        var known = context.Request.Cookies.Keys.Where(name => name.StartsWith(CookiePrefix, StringComparison.Ordinal) && name != NameFor(attemptId))
            .Select(name => (Name: name, Since: Read(context, name)?.Since ?? 0)).ToList();
        foreach (var (name, _) in known.OrderByDescending(static cookie => cookie.Since).Skip(Remembered - 1))
            PayerCookie.Delete(context, name);
        var value = string.Create(CultureInfo.InvariantCulture, $"{attemptId} {time.GetUtcNow().ToUnixTimeSeconds()}");
        PayerCookie.Write(context, NameFor(attemptId), protector.Protect(value), TimeSpan.FromDays(30));
    }

    private static string NameFor(string attemptId) => CookiePrefix + (attemptId.Length > NameLength ? attemptId[..NameLength] : attemptId);

    private (string AttemptId, long Since)? Read(HttpContext context, string name)
    {
        if (!context.Request.Cookies.TryGetValue(name, out var value) || value.Length == 0)
            return null;
        try
        {
            var text = protector.Unprotect(value);
            var space = text.IndexOf(' ', StringComparison.Ordinal);
            return (text[..space], long.Parse(text[(space + 1)..], CultureInfo.InvariantCulture));
        }
        catch (CryptographicException)
        {
            // Another shop on this host, a lost key ring or a forged cookie: this browser does not own it.
            return null;
        }
    }
}
