namespace Pepay.Simulator;

/// <summary>A place where a request, an answer or an event departs from the specification.</summary>
/// <param name="Provider">pepay or xpay.</param>
/// <param name="Kind">request, response, event, or simulator for a failure of the simulator itself.</param>
/// <param name="Operation">The operation id or event type; null when nothing matched.</param>
/// <param name="Request">Method and path of the call, or the event's id.</param>
/// <param name="Message">What is wrong, with the JSON path where there is one.</param>
public sealed record Violation(string Provider, string Kind, string? Operation, string Request, string Message);
