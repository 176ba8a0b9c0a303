using Pepay.Simulator;

namespace Pepay.EndToEnd.Support;

/// <summary>The environment of a shop that takes test money from providers outside its process.</summary>
internal static class TestModeSettings
{
    public const string MerchantPassword = "correct horse battery";

    /// <summary>What <c>--hash-password</c> made of it.</summary>
    public const string MerchantPasswordHash = "AQAAAAIAAYagAAAAEBynPPQ4pZrVMwQRk5qUKe7tq7sshuIMT+Qsb5Z8hWegKB/cHWKl/wGvXKHzJ8aD3g==";

    public static Dictionary<string, string> For(SimulatorServer providers) => new()
    {
        ["Shop__Mode"] = "Test",
        ["Pepay__BaseUrl"] = providers.PepayUrl,
        ["Pepay__MerchantApiKey"] = providers.Options.PepayMerchantKey,
        ["Pepay__WebhookSecret"] = providers.Options.PepayWebhookSecret,
        ["XPay__BaseUrl"] = providers.XPayUrl,
        ["XPay__PublicKey"] = providers.Options.XPayPublicKey,
        ["XPay__PrivateKey"] = providers.Options.XPayPrivateKey,
        ["XPay__WebhookSecret"] = providers.Options.XPayWebhookSecret,
        ["Merchant__PasswordHash"] = MerchantPasswordHash,
    };
}
