namespace Pepay.Runtime.Dispatch;

/// <summary>How events are handed to handlers.</summary>
public sealed class DispatchOptions
{
    /// <summary>The most handlers that run at the same time in this process; default 8.</summary>
    public int MaxConcurrency { get; set; } = 8;

    /// <summary>
    /// The most deliveries of one handler, each of another ordering key and behind a savepoint of its own, that share a transaction; default 32. 1: none do.
    /// </summary>
    public int MaxTransactionEvents { get; set; } = 32;

    /// <summary>
    /// How long a transaction takes in further deliveries; default 50 ms. A handler that takes longer between asking for the transaction and returning
    /// has one of its own until it is quicker again.
    /// </summary>
    public TimeSpan MaxTransactionTime { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a delivery is kept from other workers; default 60 s. Renewed every third of it while the handler runs.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>After how many failed attempts a delivery becomes a dead letter; default 12, which with the default waits is about one hour.</summary>
    public int MaxAttempts { get; set; } = 12;

    /// <summary>The wait after the first failed attempt; default 2 s. Doubled for each further one, and spread by a fifth to either side.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait between attempts, before spreading; default 10 min.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often to look for work that nothing in this process announced (retries, other processes); default 1 s.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long running handlers may finish when the host stops, before they are cancelled and their events given back; default 10 s.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);

    internal TimeSpan DelayAfter(int attempt) => Backoff.After(attempt, RetryDelay, MaxRetryDelay);

    internal void Check()
    {
        if (MaxConcurrency < 1 || MaxTransactionEvents < 1 || MaxAttempts < 1 || MaxTransactionTime < TimeSpan.Zero || Lease < TimeSpan.FromSeconds(1) || PollInterval <= TimeSpan.Zero || RetryDelay < TimeSpan.Zero)
            throw new ArgumentException(
                "DispatchOptions is out of range: MaxConcurrency, MaxTransactionEvents and MaxAttempts must be at least 1, Lease at least 1 s, PollInterval above zero, RetryDelay and MaxTransactionTime not negative.");
    }
}
