using System.Text.Json.Nodes;
using Pepay.Simulator.Http;
using Pepay.Simulator.State;

namespace Pepay.Simulator.Pepay.Commerce;

/// <summary>Who a commerce call is about: customer_id, or the wallet pair.</summary>
internal static class ShopperReader
{
    public static Shopper FromQuery(ApiRequest request) =>
        Read(request.QueryValue("customer_id"), request.QueryValue("wallet_address"), request.QueryValue("wallet_network"));

    public static Shopper FromBody(JsonObject body) => Read(body.Text("customer_id"), body.Text("wallet_address"), body.Text("wallet_network"));

    /// <summary>The same shopper: by customer id where both have one, by wallet otherwise.</summary>
    public static bool IsSame(this Shopper one, Shopper other) => one.CustomerId is not null
        ? one.CustomerId == other.CustomerId
        : string.Equals(one.WalletAddress, other.WalletAddress, StringComparison.OrdinalIgnoreCase) && one.WalletNetwork == other.WalletNetwork;

    private static Shopper Read(string? customer, string? wallet, string? network) =>
        customer is not null || (wallet is not null && network is not null)
            ? new Shopper(customer, wallet, network)
            : throw ApiFailure.Invalid("customer_id, or wallet_address with wallet_network, is required.");
}
