namespace Pepay.Runtime.Dispatch;

/// <summary>
/// Written by the generator into an assembly that has a specification, once per event, so that handlers in other assemblies find the event.
/// </summary>
/// <param name="provider">The provider's key.</param>
/// <param name="eventType">The event type.</param>
/// <param name="eventRecord">The generated record.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class ProviderEventAttribute(string provider, string eventType, Type eventRecord) : Attribute
{
    /// <summary>The provider's key.</summary>
    public string Provider { get; } = provider;

    /// <summary>The event type.</summary>
    public string EventType { get; } = eventType;

    /// <summary>The generated record.</summary>
    public Type EventRecord { get; } = eventRecord;
}
