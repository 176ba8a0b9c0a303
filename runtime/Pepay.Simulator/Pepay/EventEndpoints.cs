using System.Text.Json.Nodes;
using Pepay.Simulator.Http;
using Pepay.Simulator.State;

namespace Pepay.Simulator.Pepay;

/// <summary>/api/v1/events: the list that fills gaps.</summary>
internal sealed class EventEndpoints(SimulatorContext context)
{
    public IEnumerable<ApiRoute> Routes =>
    [
        new("GET", "/api/v1/events", PepayAccess.AnyKeyOrDashboard, List),
        new("GET", "/api/v1/events/{eventId}", PepayAccess.AnyKeyOrDashboard, Get),
    ];

    private ApiAnswer List(ApiRequest request)
    {
        var filter = Visible(request) with
        {
            Types = request.QueryList("type"),
            InvoiceId = request.QueryValue("invoice_id"),
        };
        if (request.QueryValue("environment") is { } environment)
            filter = filter with { Environment = Narrowed(filter.Environment, environment) };
        var unknown = false;
        var from = request.QueryNumber("created[gte]");
        var to = request.QueryNumber("created[lte]");
        var page = CursorPage.Write(
            context.State.Pepay.Events,
            request,
            item => filter.Wants(item) && (from is null || item.Created >= from) && (to is null || item.Created <= to),
            item => item.Id,
            item =>
            {
                unknown |= item.IsUnknown;
                return JsonNode.Parse(item.Body)!;
            });
        return new ApiAnswer { Status = StatusCodes.Status200OK, Body = Body.Copy("pepay/success", ("data", page)), IsUnchecked = unknown };
    }

    private ApiAnswer Get(ApiRequest request)
    {
        var id = request.RouteValue("eventId");
        var filter = Visible(request);
        var item = context.State.Pepay.Events.Find(item => item.Id == id && filter.Wants(item)) ?? throw ApiFailure.NotFound($"Event {id}");
        return new ApiAnswer { Status = StatusCodes.Status200OK, Body = Body.Copy("pepay/success", ("data", JsonNode.Parse(item.Body))), IsUnchecked = item.IsUnknown };
    }

    // A merchant key sees everything; a commerce key what belongs to orders of its own environment.
    private static EventFilter Visible(ApiRequest request) =>
        request.Key is { Scope: "commerce" } key ? new EventFilter { CommerceOnly = true, Environment = key.Environment } : new EventFilter();

    private static string Narrowed(string? allowed, string wanted) =>
        allowed is null || allowed == wanted
            ? wanted
            : throw new ApiFailure(StatusCodes.Status403Forbidden, $"This key belongs to {allowed}, not to {wanted}", "FORBIDDEN");
}
