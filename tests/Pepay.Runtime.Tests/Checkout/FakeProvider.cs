using System.Collections.Concurrent;
using Pepay.Runtime.Checkout;
using Pepay.Runtime.Http;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Tests.Checkout;

/// <summary>A provider in memory that keeps idempotency keys as a real one does: the same key gives the same payment.</summary>
internal sealed class FakeProvider(PaymentEnvironment environment = PaymentEnvironment.Test, bool replaysFailures = false) : IHostedCheckout, IPaymentCancellation
{
    private static readonly ApiOperation Create = new() { Id = "create", Method = HttpMethod.Post, Path = "/" };

    public ConcurrentDictionary<string, PaymentSnapshot> Payments { get; } = new();

    public ConcurrentDictionary<string, string> Keys { get; } = new();

    /// <summary>Runs before the answer of a creation; throws to refuse or to lose it.</summary>
    public Func<Payment, Task> BeforeAnswer { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Runs whenever a payment is read.</summary>
    public Action Looked { get; set; } = static () => { };

    /// <summary>The payments that were closed, or asked to be closed.</summary>
    public List<string> Cancelled { get; } = [];

    /// <summary>Runs whenever a payment is to be closed.</summary>
    public Func<Task> BeforeCancel { get; set; } = static () => Task.CompletedTask;

    /// <summary>While true, nothing is closed.</summary>
    public bool KeepsOpen { get; set; }

    public TimeSpan? Lifetime { get; init; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public string? ReturnParameter => null;

    public ProviderAccount Account { get; } = new()
    {
        Provider = new ProviderDescriptor
        {
            Name = "fake",
            DisplayName = "Fake",
            Operations = [Create with { Idempotency = new ApiIdempotencyRule { Header = "Idempotency-Key", ReplaysFailures = replaysFailures } }],
        },
        Environment = environment,
    };

    public string? WhyUnavailable(Money amount) => amount.Currency == "USD" ? null : "Fake takes US dollars only.";

    public async Task<HostedPage> CreateAsync(Payment attempt, CheckoutRequest request, CancellationToken cancellationToken)
    {
        var id = Keys.GetOrAdd(attempt.IdempotencyKey, _ => $"pay-{Payments.Count + 1}-{Guid.NewGuid():N}");
        Payments.TryAdd(id, new PaymentSnapshot
        {
            PaymentId = id, ProviderStatus = "open", Amount = attempt.Amount, Environment = environment,
            AttemptId = attempt.AttemptId, OrderNumber = attempt.OrderNumber,
        });
        await BeforeAnswer(attempt);
        return HostedPage.FromAnswer(Create, id, $"https://pay.example/{id}", ExpiresAt);
    }

    public Task<PaymentSnapshot?> FindPaymentAsync(string paymentId, CancellationToken cancellationToken)
    {
        Looked();
        return Task.FromResult(Payments.GetValueOrDefault(paymentId));
    }

    public async Task CancelAsync(string paymentId, CancellationToken cancellationToken)
    {
        await BeforeCancel();
        Cancelled.Add(paymentId);
        if (KeepsOpen)
            throw Refusal(409);
    }

    public void Change(string paymentId, Func<PaymentSnapshot, PaymentSnapshot> change) => Payments[paymentId] = change(Payments[paymentId]);

    public static ApiException Refusal(int status) => new(new ApiResponse { Operation = Create, StatusCode = status });

    public static ApiException NoAnswer() => new(Create, "No answer.");
}
