namespace Pepay.Simulator;

/// <summary>The money that a key moves: play money or real money.</summary>
public enum SimulatorEnvironment
{
    /// <summary>Pepay's <c>devnet</c>, xPay's <c>TEST</c>.</summary>
    Devnet,

    /// <summary>Pepay's <c>mainnet</c>, xPay's <c>LIVE</c>.</summary>
    Mainnet,
}

/// <summary>How often answers and events carry properties and enum values that no document mentions.</summary>
public enum SimulatorExtras
{
    /// <summary>Never.</summary>
    Never,

    /// <summary>Every third answer and every third event, by a counter, so that a run can be repeated.</summary>
    Sometimes,

    /// <summary>In every answer and every event.</summary>
    Always,
}

/// <summary>What a simulator starts with. Every value has a fixed development default, so that nothing must be set.</summary>
public sealed class SimulatorOptions
{
    /// <summary>Loopback address to listen on; port 0 takes a free one.</summary>
    public string Url { get; init; } = "http://127.0.0.1:0";

    /// <summary>File that keeps the state across restarts; null keeps it in memory only.</summary>
    public string? StateFile { get; init; }

    /// <summary>Environment of the two built-in Pepay keys and of the xPay key pair.</summary>
    public SimulatorEnvironment Environment { get; init; } = SimulatorEnvironment.Devnet;

    /// <summary>Name that the payment pages show.</summary>
    public string MerchantName { get; init; } = "Demo Shop";

    /// <summary>Pepay API key of scope merchant.</summary>
    public string PepayMerchantKey { get; init; } = "sim-pepay-merchant-key";

    /// <summary>Pepay API key of scope commerce.</summary>
    public string PepayCommerceKey { get; init; } = "sim-pepay-commerce-key";

    /// <summary>Bearer token that stands for the Pepay dashboard session.</summary>
    public string PepayDashboardToken { get; init; } = "sim-pepay-dashboard-token";

    /// <summary>Where Pepay webhooks go; null sends none.</summary>
    public string? PepayWebhookUrl { get; init; }

    /// <summary>Secret that signs Pepay webhooks.</summary>
    public string PepayWebhookSecret { get; init; } = "sim-pepay-webhook-secret";

    /// <summary>xPay public key: the user name of Basic authentication.</summary>
    public string XPayPublicKey { get; init; } = "sim-xpay-public-key";

    /// <summary>xPay private key: the password of Basic authentication.</summary>
    public string XPayPrivateKey { get; init; } = "sim-xpay-private-key";

    /// <summary>Where xPay webhooks go besides registered configurations; null sends none.</summary>
    public string? XPayWebhookUrl { get; init; }

    /// <summary>Signing key for <see cref="XPayWebhookUrl"/>.</summary>
    public string XPayWebhookSecret { get; init; } = "sim-xpay-webhook-secret";

    /// <summary>How often unknown properties and values are mixed in.</summary>
    public SimulatorExtras Extras { get; init; } = SimulatorExtras.Sometimes;

    /// <summary>Clock of everything that expires, settles, retries or is delayed.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Wait before the first retry of a webhook; it doubles up to a minute.</summary>
    public TimeSpan WebhookRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a Pepay payment stays in each settlement step (pending, processing).</summary>
    public TimeSpan SettlementDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How many events a socket replays after <c>since</c>; an older cursor gets a control frame and a snapshot.</summary>
    public int StreamReplayLimit { get; init; } = 500;

    /// <summary>Whether intents state <c>mode</c> (TEST or LIVE), as older pages show and newer ones do not.</summary>
    public bool XPayShowsMode { get; init; } = true;

    /// <summary>Status for a request whose idempotency key is still in work at xPay: 409 or 400 (its pages name both).</summary>
    public int XPayInProgressStatus { get; init; } = 409;

    /// <summary>Faults from the first moment on; null starts without any.</summary>
    public SimulatorFaults? Faults { get; init; }

    /// <summary>Where the simulator logs; null logs nothing.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }
}
