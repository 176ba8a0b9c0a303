using System.Collections.Concurrent;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Sync;
using Pepay.Runtime.Webhooks;

namespace Pepay.Runtime.Dispatch;

/// <summary>Whose an event is that was signed with a key of all merchants.</summary>
internal enum Ownership
{
    /// <summary>It names no payment, or nobody can be asked.</summary>
    Unknown,

    /// <summary>The account has the payment.</summary>
    Own,

    /// <summary>The account does not have the payment.</summary>
    Foreign,
}

/// <summary>
/// Proves that an event is the account's own by reading its payment with the account's credentials: once per payment, however many handlers and events
/// follow. Thread safe.
/// </summary>
internal sealed class EventProof(PaymentProviders providers)
{
    // Forgetting costs one more call.
    private const int Remembered = 10_000;

    private readonly KeyedLock asking = new();
    private readonly ConcurrentDictionary<string, bool> own = new(StringComparer.Ordinal);

    /// <exception cref="Http.ApiException">The provider could not be asked.</exception>
    public async ValueTask<Ownership> OfAsync(IncomingEvent incoming, CancellationToken cancellationToken)
    {
        if (incoming.OrderingKey is not { } paymentId || providers.Find(incoming.Provider, incoming.Account) is not { } provider
            || !NamesPayment(incoming, provider.Account.Provider))
            return Ownership.Unknown;
        var key = $"{incoming.Provider}/{incoming.Account}/{paymentId}";
        using var held = own.ContainsKey(key) ? null : await asking.AcquireAsync(key, cancellationToken).ConfigureAwait(false);
        if (own.ContainsKey(key))
            return Ownership.Own;

        // Not remembered when it is foreign: a replay asks again.
        if (await provider.FindPaymentAsync(paymentId, cancellationToken).ConfigureAwait(false) is null)
            return Ownership.Foreign;
        if (own.Count >= Remembered)
            own.Clear();
        own.TryAdd(key, true);
        return Ownership.Own;
    }

    // The ordering key of an event without a payment is something else, such as a subscription.
    private static bool NamesPayment(IncomingEvent incoming, ProviderDescriptor provider) =>
        provider.Webhook?.Event.OrderingKey is [var payment, ..] && payment.Any(pointer => JsonPointerScan.TryReadOne(incoming.Body.Span, pointer, out var text) && text.Length > 0);
}
