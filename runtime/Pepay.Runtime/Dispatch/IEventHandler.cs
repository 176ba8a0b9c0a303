namespace Pepay.Runtime.Dispatch;

/// <summary>
/// Handles one event type. Found at compile time by the source generator, which emits the registration of all handlers of an assembly.
/// </summary>
/// <typeparam name="TEvent">A generated event record.</typeparam>
public interface IEventHandler<in TEvent>
{
    /// <summary>
    /// Applies the event. Called at least once per event, in a scope of its own; what is written through
    /// <see cref="EventContext.BeginTransactionAsync"/> is applied exactly once. An exception means "try again later".
    /// </summary>
    /// <param name="event">The typed event.</param>
    /// <param name="context">Which event this is, and the transaction that its mark commits with.</param>
    /// <param name="cancellationToken">Cancelled when the host stops; the event is then delivered again.</param>
    Task HandleAsync(TEvent @event, EventContext context, CancellationToken cancellationToken);
}
