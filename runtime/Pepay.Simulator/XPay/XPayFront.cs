using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Pepay.Simulator.Http;
using Pepay.Simulator.State;

namespace Pepay.Simulator.XPay;

/// <summary>How xPay meets a REST call: Basic authentication, its error body, and idempotency that keeps failures too.</summary>
internal sealed partial class XPayFront(SimulatorContext context, Extras extras) : IProviderFront
{
    private readonly IdempotencyBook book = new(() => context.State.XPay.Idempotency, context.Time, TimeSpan.FromHours(24));
    private readonly string credentials =
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{context.Options.XPayPublicKey}:{context.Options.XPayPrivateKey}"));

    public string Name => "xpay";

    public bool KeepsFailures => true;

    public JsonObject Error(int status, string message, string? code) =>
        Body.Copy("xpay/error", ("errorCode", code ?? UsualCode(status)), ("errorDescription", message));

    public void Authenticate(ApiRequest request, ApiRoute route)
    {
        var parts = request.Header("Authorization")?.Split(' ', 2, StringSplitOptions.TrimEntries);
        if (parts is not ["Basic" or "basic", var given] || given != credentials)
            throw new ApiFailure(StatusCodes.Status401Unauthorized, "Wrong public or private key.");
    }

    public ApiAnswer? Begin(ApiRequest request, ApiRoute route)
    {
        if (request.IdempotencyKey is not { } key)
            return null;
        if (!route.TakesKey)
            throw ApiFailure.Invalid("This API does not support Idempotency-Key.");
        if (key.Length > 255 || !KeyPattern().IsMatch(key))
            throw ApiFailure.Invalid("Idempotency-Key must be at most 255 of the characters a-z A-Z 0-9 - _ : .");
        return book.Begin(request, route, out var stored) switch
        {
            KeyUse.Fresh => null,
            KeyUse.Replay => ApiAnswer.Replay(stored.Status, stored.Body),
            KeyUse.InProgress => throw new ApiFailure(context.Options.XPayInProgressStatus, "A request with this Idempotency-Key is still in progress."),
            KeyUse.OtherOperation => throw ApiFailure.Invalid("This Idempotency-Key was used with another API."),
            _ => throw ApiFailure.Invalid("This Idempotency-Key was used with other parameters."),
        };
    }

    public void Enter(ApiRequest request)
    {
        // xPay's events do not name the call that caused them.
    }

    public void Complete(ApiRequest request, ApiRoute route, ApiAnswer answer)
    {
        if (route.TakesKey)
            book.Complete(request, answer, keep: true);
    }

    public void AddExtras(JsonNode? body)
    {
        if (extras.Take())
            Extras.Mix(body, ("brand", null, "x_sim_brand"));
    }

    private static string UsualCode(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "unauthorized",
        StatusCodes.Status404NotFound => "resource_not_found",
        StatusCodes.Status429TooManyRequests => "rate_limit_exceeded",
        >= 500 => "internal_server_error",
        _ => "bad_request",
    };

    [GeneratedRegex(@"^[a-zA-Z0-9\-_:\.]+$")]
    private static partial Regex KeyPattern();
}
