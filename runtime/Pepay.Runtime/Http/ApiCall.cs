using Polly;

namespace Pepay.Runtime.Http;

/// <summary>What is known about one call over all its tries.</summary>
internal sealed class ApiCall(ApiRequest request)
{
    public static readonly ResiliencePropertyKey<ApiCall> Property = new("Pepay.ApiCall");

    public ApiRequest Request { get; } = request;

    /// <summary>How often the request was sent.</summary>
    public int Tries { get; set; }

    /// <summary>Whether an earlier try got no answer although it may have been carried out.</summary>
    public bool OutcomeUnknown { get; set; }

    /// <summary>Whether a success is handed over with its body unread.</summary>
    public bool StaysOpen { get; init; }

    /// <summary>The success that is handed over.</summary>
    public HttpResponseMessage? Open { get; private set; }

    public bool IsReadOnly => Request.Operation.Method == HttpMethod.Get || Request.Operation.Method == HttpMethod.Head;

    /// <summary>Whether a repetition cannot do anything twice.</summary>
    public bool IsRepeatable => IsReadOnly || HasKey;

    public bool HasKey => Request is { IdempotencyKey: not null, Operation.Idempotency: not null };

    /// <summary>Keeps the success of the last try; that of an earlier one is closed.</summary>
    public void Keep(HttpResponseMessage? answer)
    {
        Open?.Dispose();
        Open = answer;
    }
}
