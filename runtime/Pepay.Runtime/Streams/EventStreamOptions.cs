namespace Pepay.Runtime.Streams;

/// <summary>How a stream is followed.</summary>
public sealed class EventStreamOptions
{
    /// <summary>The address of the streams (ws or wss); null for the account's API address with that scheme.</summary>
    public Uri? BaseUrl { get; set; }

    /// <summary>
    /// Whether to connect with a short-lived token instead of the API key, where the provider has such tokens. Default false: the key goes into a header.
    /// </summary>
    public bool UseToken { get; set; }

    /// <summary>The lifetime to ask for when a token is made; default 60 s. A token is made anew before it runs out.</summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Whether missed events are filled from the provider's REST list; default true. False is the raw stream: what the socket brings, with a gap
    /// after every reconnect.
    /// </summary>
    public bool Recovery { get; set; } = true;

    /// <summary>How long connecting may take; default 15 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How often a protocol ping, and <see cref="PingMessage"/>, is sent; default 20 s. From .NET 9 on, a ping that is not answered within that time ends the
    /// connection. .NET 8 cannot wait for the answer: there a peer that is gone without a word is noticed after <see cref="IdleTimeout"/>.
    /// </summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>A text message to send with each heartbeat; default null, none.</summary>
    public string? PingMessage { get; set; }

    /// <summary>After how long without any frame the connection is given up and made anew; default 5 min. A quiet account pays one reconnect.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The wait before the first reconnect; default 1 s. Doubled for each further failure, and spread by a fifth to either side.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between reconnects, before spreading; default 60 s.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often the list is compared with what came while the connection lives; default 2 min. One small request each time.</summary>
    public TimeSpan AuditInterval { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How many frames may wait for a slow consumer or for the list; default 1000. What comes beyond is read from the list later, or is a gap
    /// without recovery.
    /// </summary>
    public int BufferSize { get; set; } = 1000;

    /// <summary>The largest frame that is read, in bytes; default 1 MiB. A larger one is reported and looked for in the list.</summary>
    public int MaxFrameBytes { get; set; } = 1024 * 1024;

    /// <summary>How many events of the list are read at most to fill one hole; default 10,000. What is older is a gap.</summary>
    public int MaxBackfill { get; set; } = 10_000;

    internal TimeSpan DelayAfter(int failures) => Backoff.After(failures, RetryDelay, MaxRetryDelay);

    internal void Check()
    {
        if (BufferSize < 1 || MaxBackfill < 1 || MaxFrameBytes < 1024 || RetryDelay <= TimeSpan.Zero || MaxRetryDelay < RetryDelay
            || ConnectTimeout <= TimeSpan.Zero || Heartbeat <= TimeSpan.Zero || IdleTimeout <= TimeSpan.Zero || AuditInterval <= TimeSpan.Zero
            || TokenLifetime < TimeSpan.FromSeconds(1))
            throw new ArgumentException(
                "EventStreamOptions is out of range: times must be above zero, TokenLifetime at least 1 s, MaxRetryDelay not below RetryDelay, " +
                "BufferSize and MaxBackfill at least 1, MaxFrameBytes at least 1024.");
        if (BaseUrl is { } url && (!url.IsAbsoluteUri || url.Scheme is not ("ws" or "wss")))
            throw new ArgumentException($"EventStreamOptions.BaseUrl is '{url}', but a stream's address starts with ws:// or wss://.");
    }
}
