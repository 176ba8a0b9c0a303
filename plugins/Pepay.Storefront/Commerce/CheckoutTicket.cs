using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Pepay.Runtime.Commerce;

namespace Pepay.Storefront.Commerce;

/// <summary>
/// How far a checkout has come: what the shopper was shown, carried by the form from step to step. Nothing of it is stored, and nobody can change it on the way.
/// </summary>
internal sealed record CheckoutTicket(string CustomerId, CommerceEstimate Estimate, CommerceDestination? Destination = null)
{
    /// <summary>The same for every click on the same button, so that one order comes of it.</summary>
    public string KeyFor(string? refundAddress) => DerivedKey.Of(Estimate.Id, Destination?.Id, refundAddress);
}

/// <summary>Puts tickets into forms and takes them out.</summary>
internal sealed class CheckoutTickets(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("Pepay.Storefront.CheckoutTicket.v1");

    public string Write(CheckoutTicket ticket) => protector.Protect(JsonSerializer.Serialize(ticket));

    /// <summary>Null when it is none of ours, or another browser's.</summary>
    public CheckoutTicket? Read(string? text, CommerceVisitor visitor)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        try
        {
            return JsonSerializer.Deserialize<CheckoutTicket>(protector.Unprotect(text)) is { } ticket && ticket.CustomerId == visitor.Shopper.CustomerId ? ticket : null;
        }
        catch (Exception exception) when (exception is CryptographicException or JsonException)
        {
            return null;
        }
    }
}

/// <summary>An idempotency key that follows from what is asked for: asked again, by whatever machine, it is the same.</summary>
internal static class DerivedKey
{
    public static string Of(params string?[] parts)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts)));
        // The form of a random UUID, which is what keys look like.
        hash[6] = (byte)((hash[6] & 0x0F) | 0x40);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true).ToString("D");
    }
}
