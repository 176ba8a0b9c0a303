using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Pepay.Simulator.Http;
using Pepay.Simulator.State;

namespace Pepay.Simulator.Pepay;

/// <summary>How Pepay meets a REST call: its error shapes, its keys, its idempotency.</summary>
internal sealed partial class PepayFront(SimulatorContext context, PepayAuthentication authentication, Extras extras, CurrentCall call) : IProviderFront
{
    // How long Pepay keeps a key is not documented.
    private readonly IdempotencyBook book = new(() => context.State.Pepay.Idempotency, context.Time, TimeSpan.FromDays(1));

    public string Name => "pepay";

    public bool KeepsFailures => false;

    public JsonObject Error(int status, string message, string? code) => status switch
    {
        StatusCodes.Status429TooManyRequests => Body.Copy("pepay/error-rate-limit"),
        >= 500 => Body.Copy("pepay/error-server", ("error", message)),
        _ => Body.Copy("pepay/error", ("error", Body.Object(("code", code ?? UsualCode(status)), ("message", message)))),
    };

    public void Authenticate(ApiRequest request, ApiRoute route) => authentication.Check(request, route.Access);

    public void Enter(ApiRequest request) => call.Begin(request);

    public ApiAnswer? Begin(ApiRequest request, ApiRoute route)
    {
        if (!route.TakesKey || request.IdempotencyKey is not { } key)
            return null;
        // The two places that need a key want different things of it: invoices a lower-case UUID v4, orders any text.
        if (route.Path == InvoiceEndpoints.Collection && !UuidV4().IsMatch(key))
            throw new ApiFailure(StatusCodes.Status400BadRequest, "Idempotency-Key must be a lower-case UUID v4", "IDEMPOTENCY_KEY_INVALID");
        return book.Begin(request, route, out var stored) switch
        {
            KeyUse.Fresh => null,
            KeyUse.Replay => ApiAnswer.Replay(stored.Status, stored.Body),
            KeyUse.InProgress => throw Conflict("A request with this Idempotency-Key is still in progress", "IDEMPOTENCY_IN_PROGRESS"),
            _ => throw Conflict("This Idempotency-Key was used with another request", "IDEMPOTENCY_CONFLICT"),
        };
    }

    public void Complete(ApiRequest request, ApiRoute route, ApiAnswer answer)
    {
        call.End();
        if (route.TakesKey)
            book.Complete(request, answer, keep: answer.Status < 400);
    }

    public void AddExtras(JsonNode? body)
    {
        if (extras.Take())
            PepayExtras.Mix(body);
    }

    private static ApiFailure Conflict(string message, string code) => new(StatusCodes.Status409Conflict, message, code);

    private static string UsualCode(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "VALIDATION_ERROR",
        StatusCodes.Status401Unauthorized => "API_KEY_INVALID",
        StatusCodes.Status403Forbidden => "FORBIDDEN",
        StatusCodes.Status404NotFound => "NOT_FOUND",
        StatusCodes.Status409Conflict => "CONFLICT",
        StatusCodes.Status410Gone => "INVOICE_EXPIRED",
        _ => "ERROR",
    };

    [GeneratedRegex("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]
    private static partial Regex UuidV4();
}
