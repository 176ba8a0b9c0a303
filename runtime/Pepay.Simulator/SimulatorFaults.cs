namespace Pepay.Simulator;

/// <summary>Faults that a test or a developer asks for. Counters count down; the rest stays until it is changed.</summary>
public sealed record SimulatorFaults
{
    /// <summary>Each webhook is sent this many extra times, all at once.</summary>
    public int Duplicate { get; init; }

    /// <summary>The next so many webhooks are held and, once together, released in reverse order.</summary>
    public int Reorder { get; init; }

    /// <summary>Each webhook waits this many milliseconds before its first attempt.</summary>
    public int DelayMs { get; init; }

    /// <summary>The next so many webhooks are never sent.</summary>
    public int DropNext { get; init; }

    /// <summary>This share of the webhooks (0 to 100) is never sent.</summary>
    public int DropPercent { get; init; }

    /// <summary>Seed of the choice behind <see cref="DropPercent"/>.</summary>
    public int DropSeed { get; init; }

    /// <summary>The next so many socket event frames are left out: a hole inside a live connection.</summary>
    public int DropFrames { get; init; }

    /// <summary>Each socket event frame is sent this many extra times.</summary>
    public int DuplicateFrames { get; init; }

    /// <summary>REST calls answered with a failure instead of being processed.</summary>
    public AnswerFault? AnswerNext { get; init; }

    /// <summary>REST calls that wait before they are processed.</summary>
    public HangFault? HangNext { get; init; }

    /// <summary>REST calls that are processed, but whose connection is cut instead of answered.</summary>
    public LoseAnswerFault? LoseAnswerNext { get; init; }
}

/// <summary>The next calls get a failure.</summary>
public sealed record AnswerFault
{
    /// <summary>How many calls.</summary>
    public int Count { get; init; } = 1;

    /// <summary>HTTP status, such as 429 or 500.</summary>
    public int Status { get; init; } = 500;

    /// <summary>Value of the Retry-After header; null sends none.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>Only calls whose "METHOD /path" contains this text; null takes all.</summary>
    public string? Match { get; init; }

    /// <summary>True: the API itself failed, so xPay keeps the failure under the idempotency key. False: something before the API did.</summary>
    public bool Store { get; init; }
}

/// <summary>The next calls wait.</summary>
public sealed record HangFault
{
    /// <summary>How many calls.</summary>
    public int Count { get; init; } = 1;

    /// <summary>How long, in milliseconds of the simulator's clock. The call is processed afterwards even when the client has gone.</summary>
    public int Ms { get; init; } = 60_000;

    /// <summary>Only calls whose "METHOD /path" contains this text; null takes all.</summary>
    public string? Match { get; init; }
}

/// <summary>The next answers get lost.</summary>
public sealed record LoseAnswerFault
{
    /// <summary>How many calls.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Only calls whose "METHOD /path" contains this text; null takes all.</summary>
    public string? Match { get; init; }
}
