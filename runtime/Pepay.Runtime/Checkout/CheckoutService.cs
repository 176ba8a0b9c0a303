using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Pepay.Runtime.Http;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Checkout;

/// <summary>
/// Starts payments. An attempt and its idempotency key are stored before the provider is called, so that no retry, second click or restart
/// creates a second charge. Thread safe, and safe across processes.
/// </summary>
public sealed class CheckoutService(IPaymentStore store, TimeProvider time, ILogger<CheckoutService> logger)
{
    /// <summary>
    /// Returns the order's open payment at this provider, or makes one: <see cref="Payment.PaymentUrl"/> is where to send the payer. An attempt
    /// that expired, failed, was cancelled or was made for another total is replaced, and kept for money that arrives late; one for another total is closed
    /// at a provider that can do so (<see cref="IPaymentCancellation"/>).
    /// </summary>
    /// <exception cref="CheckoutException">The order is paid already, the amount is not taken, or the provider refused or did not answer.</exception>
    public async Task<Payment> StartAsync(IHostedCheckout provider, CheckoutRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(request);
        if (provider.WhyUnavailable(request.Amount) is { } why)
            throw new CheckoutException(CheckoutFailure.Unavailable, why, $"Order {request.OrderNumber}, {request.Amount}: {why}");

        if (provider.Account.Environment == PaymentEnvironment.Live && request.ReturnUrl("attempt").Scheme != Uri.UriSchemeHttps)
        {
            throw new CheckoutException(
                CheckoutFailure.Unavailable, "This way to pay is not available at the moment.",
                $"Order {request.OrderNumber}: in live mode the shop's return address must be https. Serve the shop over https, or set the forwarded headers of your proxy.");
        }

        while (true)
        {
            var attempts = await store.ListByOrderAsync(request.OrderNumber, cancellationToken).ConfigureAwait(false);
            if (attempts.FirstOrDefault(static a => a.State.WasPaid) is { } paid)
            {
                throw new CheckoutException(
                    CheckoutFailure.AlreadyPaid, "This order is already paid.", $"Order {request.OrderNumber} is paid by attempt {paid.AttemptId}.", paid);
            }

            var current = attempts.FirstOrDefault(a =>
                a.IsCurrent && a.Provider == provider.Account.Provider.Name && a.Account == provider.Account.Account);
            if (current is null)
            {
                current = NewAttempt(provider, request);
                var entry = Entry($"Attempt made for {request.Amount} with {provider.Account.Provider.DisplayName}.");
                if (!await store.TryAddAsync(current, entry, cancellationToken).ConfigureAwait(false))
                    continue; // Another click was first; its attempt is the current one.
            }
            else if (WhyReplace(provider, current, request) is { } reason)
            {
                // Closed only when it is no longer the current one: a current attempt that is cancelled looks as if the payer had given up.
                var retired = current with { IsCurrent = false, UpdatedAt = time.GetUtcNow() };
                if (await store.TryUpdateAsync(retired, [Entry(reason)], null, cancellationToken).ConfigureAwait(false))
                    await CloseAsync(provider, retired with { Version = current.Version + 1 }, request.Amount, cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (current.PaymentUrl is not null)
                return current;
            if (await CreateAsync(provider, current, request, cancellationToken).ConfigureAwait(false) is { } opened)
                return opened;
        }
    }

    private string? WhyReplace(IHostedCheckout provider, Payment attempt, CheckoutRequest request)
    {
        var now = time.GetUtcNow();
        if (attempt.Environment != provider.Account.Environment)
            return "Replaced: the account is now configured for another environment.";
        if (attempt.Amount != request.Amount)
            return $"Replaced: the order's total is now {request.Amount}.";
        if (attempt.State.Label is PaymentLabel.Expired or PaymentLabel.Failed or PaymentLabel.Cancelled)
            return $"Replaced: it is {attempt.State.Label.ToString().ToLowerInvariant()}. Money that still arrives on it is counted.";
        if (attempt.ExpiresAt <= now)
            return "Replaced: its time to pay ran out. Money that still arrives on it is counted.";
        return attempt.PaymentUrl is null && provider.Account.Provider.KeyUsableUntil(attempt.CreatedAt) <= now
            ? "Replaced: the provider no longer remembers its idempotency key."
            : null;
    }

    /// <summary>Has the provider close a page that asks for an old total, where it can. Where it cannot, money that arrives there is a finding.</summary>
    private async Task CloseAsync(IHostedCheckout provider, Payment retired, Money amount, CancellationToken cancellationToken)
    {
        if (retired.Amount == amount || retired is not { PaymentId: { } paymentId, State: { Received: 0m, Closing: ClosingReason.None } }
            || retired.Environment != provider.Account.Environment || provider is not IPaymentCancellation cancellation)
        {
            return;
        }

        var name = provider.Account.Provider.DisplayName;
        var text = $"{name} closed payment {paymentId}.";
        try
        {
            await cancellation.CancelAsync(paymentId, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException exception)
        {
            text = $"{name} did not close payment {paymentId}: {exception.Message}";
        }

        await store.TryUpdateAsync(retired, [Entry(text)], null, cancellationToken).ConfigureAwait(false);
    }

    private Payment NewAttempt(IHostedCheckout provider, CheckoutRequest request)
    {
        var now = time.GetUtcNow();
        return new Payment
        {
            AttemptId = Convert.ToHexString(RandomNumberGenerator.GetBytes(16)).ToLowerInvariant(),
            OrderNumber = request.OrderNumber,
            Provider = provider.Account.Provider.Name,
            Account = provider.Account.Account,
            Environment = provider.Account.Environment,
            Amount = request.Amount,
            CustomerId = request.CustomerId,
            IdempotencyKey = Guid.NewGuid().ToString("D"),
            State = new PaymentState { Due = request.Amount.Amount },
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    /// <summary>Calls the provider under the stored key. Null when the stored attempt changed meanwhile and has to be read again.</summary>
    private async Task<Payment?> CreateAsync(IHostedCheckout provider, Payment attempt, CheckoutRequest request, CancellationToken cancellationToken)
    {
        using var scope = PaymentLogScope.Begin(logger, attempt);
        HostedPage page;
        try
        {
            // A crash from here until the answer is stored leaves an attempt without an address: the next click repeats the call with the same key.
            page = await provider.CreateAsync(attempt, request, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException exception)
        {
            throw await FailAsync(provider, attempt, exception, cancellationToken).ConfigureAwait(false);
        }

        var now = time.GetUtcNow();
        var opened = attempt with
        {
            PaymentId = page.PaymentId,
            PaymentUrl = page.Url,
            ExpiresAt = page.ExpiresAt,
            UpdatedAt = now,
            NextCheckAt = now + TimeSpan.FromSeconds(30),
        };
        using var made = PaymentLogScope.Begin(logger, opened);
        Log.Created(logger, opened.OrderNumber, provider.Account.Provider.DisplayName, page.PaymentId);
        var entry = Entry($"{provider.Account.Provider.DisplayName} made payment {page.PaymentId}.");
        return await store.TryUpdateAsync(opened, [entry], null, cancellationToken).ConfigureAwait(false)
            ? opened with { Version = attempt.Version + 1 }
            : null;
    }

    private async Task<CheckoutException> FailAsync(
        IHostedCheckout provider, Payment attempt, ApiException exception, CancellationToken cancellationToken)
    {
        var name = provider.Account.Provider.DisplayName;
        Log.CreateFailed(logger, attempt.OrderNumber, name, exception.Message);
        var refused = exception.StatusCode is >= 400 and < 500 and not (408 or 429);
        if (!refused && !(exception.StatusCode >= 400 && provider.Account.Provider.ReplaysFailures))
            return Unreachable(attempt);

        // A refusal is remembered under its key by providers that store failures: the next try needs a new attempt with a new key.
        // No look-up first, as a refund has: a page that was made all the same was shown to nobody, and no provider's list gives its address away.
        var retired = attempt with { IsCurrent = false, UpdatedAt = time.GetUtcNow() };
        await store.TryUpdateAsync(retired, [Entry($"{name} did not make the payment: {exception.Message}")], null, cancellationToken).ConfigureAwait(false);
        return refused
            ? new CheckoutException(CheckoutFailure.ProviderRefused, $"{name} could not start this payment. You have not been charged. Try again, or choose another way to pay.", exception.Message, retired, exception)
            : Unreachable(retired);

        CheckoutException Unreachable(Payment payment) => new(
            CheckoutFailure.ProviderUnreachable, $"{name} cannot be reached at the moment. You have not been charged. Please try again.", exception.Message, payment, exception);
    }

    private PaymentHistoryEntry Entry(string text) => new(time.GetUtcNow(), "checkout", text);
}
