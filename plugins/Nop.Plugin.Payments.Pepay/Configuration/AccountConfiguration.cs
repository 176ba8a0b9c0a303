namespace Nop.Plugin.Payments.Pepay.Configuration;

/// <summary>One account at one provider as the shop's settings have it. Two with the same content are equal.</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="Account">The account's name: "default" for the settings of all stores, "store-2" where store 2 is the first with these settings.</param>
/// <param name="LiveMoney">Whether it moves real money.</param>
/// <param name="ApiBaseUrl">Another address of the API; empty for the provider's own.</param>
/// <param name="Key">The merchant key or public key.</param>
/// <param name="PrivateKey">The private key; empty where the provider has one key.</param>
/// <param name="WebhookSecret">The webhook secret; empty when none is set.</param>
/// <param name="PreviousWebhookSecret">The webhook secret before; empty when there is none.</param>
/// <param name="PreviousValidUntil">Until when the secret before is accepted (UTC ticks).</param>
/// <param name="FollowStream">Whether events are taken from the provider's stream besides webhooks.</param>
/// <param name="IsReadable">False when a key or the secret was encrypted with another key than the shop has now; what is here of it is of no use then.</param>
public sealed record AccountConfiguration(
    string Provider, string Account, bool LiveMoney, string ApiBaseUrl, string Key, string PrivateKey, string WebhookSecret, string PreviousWebhookSecret,
    long PreviousValidUntil, bool FollowStream, bool IsReadable)
{
    /// <summary>Never shows a secret.</summary>
    public override string ToString() => $"{Provider}/{Account} ({(LiveMoney ? "live" : "test")})";
}
