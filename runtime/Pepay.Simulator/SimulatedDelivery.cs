using Pepay.Simulator.State;

namespace Pepay.Simulator;

/// <summary>A webhook and what became of it.</summary>
/// <param name="Provider">pepay or xpay.</param>
/// <param name="EventId">The provider's event id.</param>
/// <param name="EventType">The provider's event type.</param>
/// <param name="Status">pending, held, delivered, dropped or abandoned.</param>
/// <param name="Attempts">What each POST came to, in order: a status, or an error when there was no answer.</param>
public sealed record SimulatedDelivery(string Provider, string EventId, string EventType, string Status, IReadOnlyList<string> Attempts)
{
    internal static SimulatedDelivery Of(WebhookDelivery delivery) => new(
        delivery.Provider,
        delivery.EventId,
        delivery.EventType,
        delivery.Status.ToString().ToLowerInvariant(),
        [.. delivery.Attempts.Select(attempt => attempt.Status?.ToString() ?? attempt.Error ?? "no answer")]);
}
