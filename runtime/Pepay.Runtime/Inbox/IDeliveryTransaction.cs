using System.Data.Common;

namespace Pepay.Runtime.Inbox;

/// <summary>A database transaction in which a handler's effect and its mark commit together. Disposing it without completing rolls it back.</summary>
public interface IDeliveryTransaction : IAsyncDisposable
{
    /// <summary>The transaction; the handler writes through it and its connection.</summary>
    DbTransaction Transaction { get; }

    /// <summary>Marks the delivery as done and commits.</summary>
    /// <returns>False when the fencing token is no longer the newest: everything is rolled back.</returns>
    /// <exception cref="InvalidOperationException">The handler has ended the transaction itself.</exception>
    Task<bool> CompleteAsync(CancellationToken cancellationToken);
}
