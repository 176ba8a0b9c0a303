using Pepay.Runtime.Providers;
using Pepay.Runtime.Webhooks;

namespace Pepay.CrashHarness.Target.Shop;

/// <summary>The provider whose webhooks the harness sends.</summary>
public static class HarnessProvider
{
    public const string Name = "harness";
    public const string Secret = "harness-secret";
    public const string SignatureHeader = "X-Harness-Signature";

    /// <summary>How many requests it sends beside each other; each sender waits for its answer before it sends again.</summary>
    public const int Senders = 3;

    /// <summary>An event whose handler writes one effect.</summary>
    public const string Plain = "plain";

    /// <summary>An event whose handler works until its lease has been renewed.</summary>
    public const string Slow = "slow";

    /// <summary>An event whose handler writes its effect and then fails, at the first attempt.</summary>
    public const string Shaky = "shaky";

    /// <summary>An event whose handler writes its effect and then fails, until a person has mended the cause and replays it.</summary>
    public const string Doomed = "doomed";

    public static ProviderAccount Account { get; } = new()
    {
        Environment = PaymentEnvironment.Test,
        WebhookSecrets = () => [new WebhookSecret { Id = "1", Scheme = "hmac", Value = Secret }],
        Provider = new ProviderDescriptor
        {
            Name = Name,
            DisplayName = "Harness",
            EventTypes = [Plain, Slow, Shaky, Doomed],
            Webhook = new()
            {
                Event = new() { Id = ["/id"], Type = "/type", OrderingKey = [["/key"]] },
                Schemes =
                [
                    new()
                    {
                        Name = "hmac",
                        Algorithm = WebhookAlgorithm.HmacSha256,
                        Signature = new(WebhookEncoding.Hex, Header: SignatureHeader),
                        SignedPayload = "{body}",
                    },
                ],
            },
        },
    };
}
