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

    /// <summary>
    /// The names of the handlers of an event; null when the type is unknown: the specification does not have it and no handler names it.
    /// </summary>
    public IReadOnlyList<string>? Route(string provider, string type)
    {
        var isKnown = known.Contains((provider, type))
            || Array.Exists(handlers, handler => handler.EventType == type && handler.Matches(provider, type));
        return isKnown ? [.. Matching(provider, type).Select(handler => handler.Name).Distinct(StringComparer.Ordinal)] : null;
    }

    /// <summary>The row of a handler for an event; null when this program has none.</summary>
    public HandlerDescriptor? Find(string handler, string provider, string type) =>
        Matching(provider, type).FirstOrDefault(row => row.Name == handler);

    private IEnumerable<HandlerDescriptor> Matching(string provider, string type) => handlers.Where(handler => handler.Matches(provider, type));
}
