using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Pepay.Runtime.Commerce;
using Pepay.Storefront.Checkout;

namespace Pepay.Storefront.Commerce;

/// <summary>
/// Who a browser is to the provider of foreign goods, and what it still has to pay. Chosen once and kept in a protected cookie: the customer id in it is
/// random, so that nobody sees another one's orders by guessing.
/// </summary>
internal sealed record CommerceVisitor(CommerceShopper Shopper, IReadOnlyList<CommerceCheckout> Open)
{
    private const int MostOpen = 4;

    public static CommerceVisitor New(CommerceWallet? wallet = null) =>
        new(new CommerceShopper(Guid.NewGuid().ToString("N"), wallet), []);

    /// <summary>Where an order is paid: the provider says it once, when the order is made.</summary>
    public CommerceCheckout? OpenPaymentOf(string orderId) => Open.FirstOrDefault(open => open.OrderId == orderId);

    public CommerceVisitor With(CommerceCheckout placed) =>
        this with { Open = [placed, .. Open.Where(open => open.OrderId != placed.OrderId).Take(MostOpen - 1)] };
}

/// <summary>Keeps a <see cref="CommerceVisitor"/> in the browser.</summary>
internal sealed class CommerceVisitorCookie(IDataProtectionProvider protection)
{
    private const string Name = "pepay.commerce";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(400);
    private readonly IDataProtector protector = protection.CreateProtector("Pepay.Storefront.CommerceVisitor.v1");

    /// <summary>Null for a browser that has bought and collected nothing yet.</summary>
    public CommerceVisitor? Read(HttpContext context)
    {
        if (!context.Request.Cookies.TryGetValue(Name, out var value) || value.Length == 0)
            return null;
        try
        {
            return JsonSerializer.Deserialize<CommerceVisitor>(protector.Unprotect(value));
        }
        catch (Exception exception) when (exception is CryptographicException or JsonException)
        {
            // Another key ring, a forged cookie, or one that another version wrote: a new visitor.
            return null;
        }
    }

    public void Write(HttpContext context, CommerceVisitor visitor) =>
        PayerCookie.Write(context, Name, protector.Protect(JsonSerializer.Serialize(visitor)), Lifetime);
}
