namespace Pepay.Runtime.Http;

/// <summary>One operation of a provider's API, as its specification describes it.</summary>
public sealed record ApiOperation
{
    /// <summary>The operation id of the specification.</summary>
    public required string Id { get; init; }

    /// <summary>The HTTP method.</summary>
    public required HttpMethod Method { get; init; }

    /// <summary>The path template, as in the specification.</summary>
    public required string Path { get; init; }

    /// <summary>Alternatives of security scheme names, in order of preference; every scheme of one alternative is sent. Empty: no credentials.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Security { get; init; } = [];

    /// <summary>The idempotency contract (<c>x-idempotency</c>); null where the operation takes no key.</summary>
    public ApiIdempotencyRule? Idempotency { get; init; }

    /// <summary>The query parameter that the provider adds to the return address of a payer (<c>x-return-parameter</c>); null where it adds none.</summary>
    public string? ReturnParameter { get; init; }
}

/// <summary>How an operation treats idempotency keys (<c>x-idempotency</c>).</summary>
public sealed record ApiIdempotencyRule
{
    /// <summary>The request header that carries the key.</summary>
    public required string Header { get; init; }

    /// <summary>Whether the provider refuses a request without a key.</summary>
    public bool Required { get; init; }

    /// <summary>Whether a key must be a lower-case UUID version 4.</summary>
    public bool UuidV4 { get; init; }

    /// <summary>The longest key; null when not documented.</summary>
    public int? MaxLength { get; init; }

    /// <summary>How long the provider remembers a key; null when not documented.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>Whether the stored answer of a key is replayed even when it was a failure.</summary>
    public bool ReplaysFailures { get; init; }

    /// <summary>Status codes that mean "the first request with this key is still running".</summary>
    public IReadOnlyList<int> InProgress { get; init; } = [];
}

/// <summary>What holds for every request of a provider (<c>x-retry</c>).</summary>
public sealed record ApiRetryRule
{
    /// <summary>The rule of a specification that says nothing.</summary>
    public static ApiRetryRule Default { get; } = new();

    /// <summary>Status codes after which a safe request is repeated.</summary>
    public IReadOnlyList<int> Statuses { get; init; } = [429, 500, 502, 503, 504];

    /// <summary>How often a safe request is repeated after its first try.</summary>
    public int MaxRetries { get; init; } = 2;

    /// <summary>The time-out of one try.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Response headers that carry the provider's request id, first present wins.</summary>
    public IReadOnlyList<string> RequestIdHeaders { get; init; } = ["x-request-id", "request-id"];

    /// <summary>How many requests of one account the provider takes, over all operations; null when not documented.</summary>
    public ApiRateLimit? Limit { get; init; }
}

/// <summary>At most so many requests in any span of that length.</summary>
/// <param name="Requests">The most requests; at least 1.</param>
/// <param name="Per">The span; more than zero.</param>
public sealed record ApiRateLimit(int Requests, TimeSpan Per);

/// <summary>One security scheme of a specification.</summary>
/// <param name="Name">The name that operations refer to.</param>
/// <param name="Kind">Where the credential goes.</param>
/// <param name="Parameter">The header, query or cookie name for API keys; null otherwise.</param>
public sealed record ApiSecurityScheme(string Name, ApiSecurityKind Kind, string? Parameter = null);

/// <summary>Where a credential travels.</summary>
public enum ApiSecurityKind
{
    /// <summary>A named header.</summary>
    Header,

    /// <summary>A named query parameter.</summary>
    Query,

    /// <summary>A named cookie.</summary>
    Cookie,

    /// <summary>HTTP Basic; the credential is <c>user:password</c>.</summary>
    Basic,

    /// <summary>HTTP Bearer.</summary>
    Bearer,
}
