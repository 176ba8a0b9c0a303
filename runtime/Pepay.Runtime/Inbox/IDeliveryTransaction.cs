using System.Data.Common;

namespace Pepay.Runtime.Inbox;

/// <summary>A database transaction in which the effects of handlers and their marks commit together. Disposing it without completing rolls it back.</summary>
public interface IDeliveryTransaction : IAsyncDisposable
{
    /// <summary>What a store says when a handler has ended the transaction.</summary>
    const string EndedByHandler =
        "A handler has committed or rolled back the transaction of its event itself. Leave that to the dispatcher, or its effect can happen twice.";

    /// <summary>The transaction; the handler writes through it and its connection.</summary>
    DbTransaction Transaction { get; }

    /// <summary>Marks the deliveries whose effects it holds as done, and commits.</summary>
    /// <returns>False when one of their fencing tokens is no longer the newest: everything is rolled back.</returns>
    /// <exception cref="InvalidOperationException">A handler has ended the transaction itself.</exception>
    Task<bool> CompleteAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken);
}
