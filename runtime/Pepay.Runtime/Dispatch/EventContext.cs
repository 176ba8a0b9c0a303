using System.Data.Common;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Dispatch;

/// <summary>
/// Which event a handler is given, and the transaction that its mark commits with. Made by the dispatcher for each (event, handler,
/// attempt); used by one handler at a time.
/// </summary>
public sealed class EventContext
{
    /// <summary>The provider's key.</summary>
    public required string Provider { get; init; }

    /// <summary>The configured account that received the event; never read from its payload.</summary>
    public required string Account { get; init; }

    /// <summary>The provider's event id, unique within provider and account.</summary>
    public required string EventId { get; init; }

    /// <summary>The provider's event type.</summary>
    public required string EventType { get; init; }

    /// <summary>What the event is about: events with the same key reach one handler in the order in which they were accepted. Null: no order.</summary>
    public string? OrderingKey { get; init; }

    /// <summary>Test or live money; null when the event does not say it.</summary>
    public PaymentEnvironment? Environment { get; init; }

    /// <summary>
    /// True when nothing proves that the event is the account's own: its signature's key is shared by all merchants, and it names no payment that the
    /// dispatcher could look up. Look up what it is about with the account's own credentials before doing anything. An event that names a payment
    /// of another merchant is given to no handler but the runtime's own, which does nothing with it.
    /// </summary>
    public bool NeedsProof { get; init; }

    /// <summary>When the provider made the event (UTC); null when it does not say.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the event was accepted (UTC).</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Which attempt this is, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The handler's name in the dispatch table.</summary>
    public required string HandlerName { get; init; }

    /// <summary>The event's bytes as received.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The same text for every attempt of this handler at this event: the idempotency key of effects outside the inbox database.</summary>
    public string EffectKey => $"{Provider}:{Account}:{EventId}:{HandlerName}";

    internal Func<CancellationToken, ValueTask<DbTransaction>>? Transaction { get; init; }

    /// <summary>
    /// The inbox database's transaction, begun by the first call; later calls give the same object. The dispatcher commits it together with the
    /// mark "done" after the handler returns, and rolls it back when the handler throws, so what is written through it (and its
    /// <see cref="DbTransaction.Connection"/>) happens exactly once. The handler must not commit, roll back or dispose it.
    /// An embedded store has one writer: begin late, write, return.
    /// </summary>
    /// <exception cref="NotSupportedException">The inbox's store has no database transaction to share.</exception>
    public ValueTask<DbTransaction> BeginTransactionAsync(CancellationToken cancellationToken) => Transaction is { } begin
        ? begin(cancellationToken)
        : throw new NotSupportedException($"Event {EventId}: the inbox's store has no database transaction to share. Make the effect idempotent with EffectKey instead.");
}
