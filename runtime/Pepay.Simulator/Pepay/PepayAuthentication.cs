using Pepay.Simulator.Http;
using Pepay.Simulator.State;

namespace Pepay.Simulator.Pepay;

/// <summary>API keys, the dashboard's bearer token and payor sessions. Called with the state locked.</summary>
internal sealed class PepayAuthentication(SimulatorContext context)
{
    public void Check(ApiRequest request, string access)
    {
        if (access == PepayAccess.Session)
            request.Session = Session(request.Header("x-session-token"), request.Header("x-signature"));
        else if (request.Header("Authorization") is { } authorization)
            CheckDashboard(authorization, access);
        else
            request.Key = Allowed(request.Header("x-api-key") ?? request.Header("x-commerce-api-key"), access);
    }

    /// <summary>The key of this value, when it is known, active and of a scope that the operation takes.</summary>
    public PepayKey Allowed(string? value, string access)
    {
        var key = context.State.Pepay.Keys.Find(key => key.Value == value);
        if (key is null || key.RevokedAt is not null || key.ExpiresAt <= context.Now)
            throw new ApiFailure(StatusCodes.Status401Unauthorized, "Invalid API key", "API_KEY_INVALID");
        if (!PepayAccess.TakesScope(access, key.Scope))
            throw new ApiFailure(StatusCodes.Status403Forbidden, $"A key of scope {key.Scope} may not do this", "FORBIDDEN");
        key.LastUsedAt = context.Now;
        return key;
    }

    /// <summary>The invoice of a payor session.</summary>
    public Invoice Session(string? token, string? signature)
    {
        if (string.IsNullOrEmpty(token) || string.IsNullOrEmpty(signature))
            throw new ApiFailure(StatusCodes.Status401Unauthorized, "The session headers x-session-token and x-signature are required", "SESSION_REQUIRED");
        var invoices = context.State.Pepay.Invoices;
        var invoice = invoices.Find(invoice => invoice.SessionToken == token)
            ?? throw new ApiFailure(StatusCodes.Status404NotFound, "Session not found", "SESSION_NOT_FOUND");
        if (invoice.Signature == signature)
            return invoice;
        throw invoices.Exists(other => other.Signature == signature)
            ? new ApiFailure(StatusCodes.Status403Forbidden, "The signature belongs to another session", "SESSION_MISMATCH")
            : new ApiFailure(StatusCodes.Status401Unauthorized, "Invalid session signature", "SESSION_INVALID");
    }

    private void CheckDashboard(string authorization, string access)
    {
        if (authorization != $"Bearer {context.Options.PepayDashboardToken}")
            throw new ApiFailure(StatusCodes.Status401Unauthorized, "Invalid bearer token", "TOKEN_INVALID");
        if (!PepayAccess.TakesDashboard(access))
            throw new ApiFailure(StatusCodes.Status403Forbidden, "A bearer token may not do this", "FORBIDDEN");
    }
}
