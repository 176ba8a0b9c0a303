using Pepay.Runtime.Dispatch;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Inbox;

/// <summary>Which handlers an event goes to. Built once at start; immutable and thread safe.</summary>
public sealed class RoutingTable
{
    private readonly HandlerDescriptor[] handlers;
    private readonly HashSet<(string Provider, string Type)> known;

    /// <summary>Makes a table.</summary>
    /// <param name="handlers">The handlers of this program.</param>
    /// <param name="providers">The providers whose event types are known.</param>
    public RoutingTable(IEnumerable<HandlerDescriptor> handlers, IEnumerable<ProviderDescriptor> providers)
    {
        this.handlers = [.. handlers];
        known = [.. providers.SelectMany(provider => provider.EventTypes.Select(type => (provider.Name, type)))];
        HandlerNames = [.. this.handlers.Select(handler => handler.Name).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The names of all handlers.</summary>
    public IReadOnlyList<string> HandlerNames { get; }

    /// <summary>Where an event goes.</summary>
    public EventRoute Route(string provider, string type) => new(
        [.. Matching(provider, type).Select(handler => handler.Name).Distinct(StringComparer.Ordinal)],
        known.Contains((provider, type)) || Array.Exists(handlers, handler => handler.EventType == type && handler.Matches(provider, type)));

    /// <summary>The row of a handler for an event; null when this program has none.</summary>
    public HandlerDescriptor? Find(string handler, string provider, string type) =>
        Matching(provider, type).FirstOrDefault(row => row.Name == handler);

    private IEnumerable<HandlerDescriptor> Matching(string provider, string type) => handlers.Where(handler => handler.Matches(provider, type));
}

/// <summary>Where an event goes.</summary>
/// <param name="Handlers">The names of its handlers.</param>
/// <param name="IsKnown">
/// False when neither the specification nor a handler names the type: the handlers are those of any type, and the event waits for a version that
/// knows it.
/// </param>
public readonly record struct EventRoute(IReadOnlyList<string> Handlers, bool IsKnown);
