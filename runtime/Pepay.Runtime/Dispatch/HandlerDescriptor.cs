namespace Pepay.Runtime.Dispatch;

/// <summary>One row of the dispatch table.</summary>
/// <param name="Name">Stable and unique; kept in the inbox, so a renamed handler is a new one that starts with the next event.</param>
/// <param name="Provider">The provider's key, or <see cref="Any"/>.</param>
/// <param name="EventType">The event type, or <see cref="Any"/>.</param>
/// <param name="Invoke">Resolves and calls the handler; the service provider is the scope of this one delivery.</param>
public sealed record HandlerDescriptor(
    string Name,
    string Provider,
    string EventType,
    Func<IServiceProvider, EventContext, CancellationToken, Task> Invoke)
{
    /// <summary>Matches every provider or every event type.</summary>
    public const string Any = "*";

    /// <summary>Whether an event of this provider and type goes to this handler.</summary>
    public bool Matches(string provider, string eventType) =>
        (Provider == Any || Provider == provider) && (EventType == Any || EventType == eventType);
}
