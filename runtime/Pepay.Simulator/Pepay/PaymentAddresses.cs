using System.Security.Cryptography;
using Pepay.Simulator.State;

namespace Pepay.Simulator.Pepay;

/// <summary>The address that a payor sends tokens to. Called with the state locked.</summary>
internal sealed class PaymentAddresses
{
    private const string Base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    /// <summary>The invoice's address; allocated when it has none.</summary>
    public string Of(Invoice invoice) => invoice.Address ??= New("base");

    /// <summary>A new address on a network, as after a change of token.</summary>
    public string Rotate(Invoice invoice, string network) => invoice.Address = New(network);

    private static string New(string network) => network == "solana"
        ? RandomNumberGenerator.GetString(Base58, 44)
        : "0x" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
}
