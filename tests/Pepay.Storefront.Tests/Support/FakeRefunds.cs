using System.Collections.Concurrent;
using Pepay.Runtime.Http;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;

namespace Pepay.Storefront.Tests.Support;

/// <summary>A provider that gives money back, and remembers its keys.</summary>
internal sealed class FakeRefunds : FakeCheckout, IPaymentRefunds
{
    private readonly ConcurrentDictionary<string, Money> known = new();

    /// <summary>Every call, with its key.</summary>
    public ConcurrentQueue<(string Key, Money Amount)> Calls { get; } = new();

    /// <summary>What was given back in all.</summary>
    public decimal GivenBack => known.Values.Sum(static amount => amount.Amount);

    /// <summary>Thrown by the next call, after it was carried out.</summary>
    public ApiException? LosesAnswer { get; set; }

    /// <summary>Thrown by every call, before anything is carried out.</summary>
    public ApiException? Refuses { get; set; }

    /// <summary>Whether a failure is kept under its key, and repeated.</summary>
    public bool ReplaysFailures
    {
        init => Account = new ProviderAccount
        {
            Environment = Account.Environment,
            WebhookSecrets = Account.WebhookSecrets,
            Provider = Account.Provider with
            {
                Operations =
                [
                    new ApiOperation
                    {
                        Id = "createRefund", Method = HttpMethod.Post, Path = "/refunds", Idempotency = new ApiIdempotencyRule { Header = "Idempotency-Key", ReplaysFailures = value },
                    },
                ],
            },
        };
    }

    /// <summary>While set, calls wait for it.</summary>
    public TaskCompletionSource? Gate { get; set; }

    public Payment? Payment { get; set; }

    public async Task<string> RefundAsync(string paymentId, Money amount, string idempotencyKey, CancellationToken cancellationToken)
    {
        Calls.Enqueue((idempotencyKey, amount));
        if (Gate is { } gate)
            await gate.Task;
        if (Refuses is not null)
            throw Refuses;
        known.TryAdd(idempotencyKey, amount);
        if (LosesAnswer is { } lost)
        {
            LosesAnswer = null;
            throw lost;
        }

        Set(Payment!, received: Payment!.Amount.Amount, refunded: GivenBack, status: "refunded");
        return "refund-" + idempotencyKey;
    }

    public static ApiException Answer(int status) => new(new ApiResponse
    {
        Operation = new ApiOperation { Id = "createRefund", Method = HttpMethod.Post, Path = "/refunds" },
        StatusCode = status,
    });
}
