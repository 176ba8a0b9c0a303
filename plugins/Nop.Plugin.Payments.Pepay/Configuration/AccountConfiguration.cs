namespace Nop.Plugin.Payments.Pepay.Configuration;

/// <summary>One account at one provider as the shop's settings have it. Two with the same content are equal.</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="Account">The account's name: "default" for the settings of all stores, "store-2" for a store with keys of its own.</param>
/// <param name="LiveMoney">Whether it moves real money.</param>
/// <param name="ApiBaseUrl">Another address of the API; empty for the provider's own.</param>
/// <param name="Key">The merchant key or public key.</param>
/// <param name="PrivateKey">The private key; empty where the provider has one key.</param>
/// <param name="WebhookSecret">The webhook secret; empty when none is set.</param>
/// <param name="PreviousWebhookSecret">The webhook secret before; empty when there is none.</param>
/// <param name="FollowStream">Whether events are taken from the provider's stream besides webhooks.</param>
public sealed record AccountConfiguration(
    string Provider, string Account, bool LiveMoney, string ApiBaseUrl, string Key, string PrivateKey, string WebhookSecret, string PreviousWebhookSecret,
    bool FollowStream)
{
    /// <summary>Never shows a secret.</summary>
    public override string ToString() => $"{Provider}/{Account} ({(LiveMoney ? "live" : "test")})";
}
