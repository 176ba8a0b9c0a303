namespace Pepay.Runtime.Http;

/// <summary>Limits of one transport that are not the provider's but the shop's. Immutable.</summary>
public sealed record ApiTransportOptions
{
    /// <summary>The largest answer that is read, in bytes; default 16 MiB. A larger one fails the call.</summary>
    public int MaxResponseBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>The wait before the first retry, doubled for each further one and spread by jitter; default 0.5 s.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The longest wait before any retry; default 30 s. An answer that asks for more is handed to the caller instead of being retried.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a request is repeated with the same key while the provider still works on the first one; default 6 (about half a minute).</summary>
    public int MaxInProgressRetries { get; init; } = 6;

    /// <summary>How many requests may be sent in any span, retries included; default null, which is what the provider's specification says. Others wait for their turn.</summary>
    public ApiRateLimit? Limit { get; init; }
}
