namespace Pepay.Runtime.Http;

/// <summary>One event of a <c>text/event-stream</c>. Immutable.</summary>
/// <typeparam name="T">What the event's data is.</typeparam>
/// <param name="Data">The data.</param>
/// <param name="EventType">The event's type; <c>message</c> where the server names none.</param>
/// <param name="Id">The id of this event, or of the last one before it that had one; empty when none had. A server that resumes takes it as <c>Last-Event-ID</c>.</param>
public sealed record ServerSentEvent<T>(T Data, string EventType, string Id)
{
    /// <summary>The type and the id; the data may be personal and is left out.</summary>
    public override string ToString() => $"{EventType} {Id}";
}
