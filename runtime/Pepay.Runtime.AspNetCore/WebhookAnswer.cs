using Microsoft.AspNetCore.Http;
using Pepay.Runtime.Webhooks;

namespace Pepay.Runtime.AspNetCore;

/// <summary>What a sender is told. The text is for people who look at a provider's delivery log; it has no secret and nothing of the request in it.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Verdict">The word under which it is counted.</param>
/// <param name="Text">The answer's body.</param>
internal sealed record WebhookAnswer(int Status, string Verdict, string Text)
{
    public static WebhookAnswer Accepted { get; } = new(StatusCodes.Status200OK, "accepted", """{"ok":true,"result":"accepted"}""");

    public static WebhookAnswer Duplicate { get; } = new(StatusCodes.Status200OK, "duplicate", """{"ok":true,"result":"duplicate"}""");

    public static WebhookAnswer UnknownAccount { get; } = Error(StatusCodes.Status404NotFound, "unknown-account", "no such provider or account here");

    public static WebhookAnswer TooLarge { get; } = Error(StatusCodes.Status413PayloadTooLarge, "too-large", "the body is too large") with { CloseConnection = true };

    public static WebhookAnswer SlowBody { get; } = Error(StatusCodes.Status503ServiceUnavailable, "slow-body", "the body did not arrive in time; send it again") with { CloseConnection = true };

    public static WebhookAnswer BrokenBody { get; } = Error(StatusCodes.Status503ServiceUnavailable, "broken-body", "the body could not be read; send it again") with { CloseConnection = true };

    public static WebhookAnswer StoreTooSlow { get; } = Error(StatusCodes.Status503ServiceUnavailable, "store-slow", "not stored in time; send it again");

    public static WebhookAnswer StoreFailed { get; } = Error(StatusCodes.Status503ServiceUnavailable, "store-failed", "could not be stored; send it again");

    public static WebhookAnswer NotJudged { get; } = Error(StatusCodes.Status503ServiceUnavailable, "not-judged", "could not be judged; send it again");

    /// <summary>Whether the shop's own configuration is to blame.</summary>
    public bool IsShopsFault { get; private init; }

    /// <summary>Whether there may be body left that nobody will read.</summary>
    public bool CloseConnection { get; private init; }

    public static WebhookAnswer NotGenuine(WebhookVerdict verdict) => verdict switch
    {
        // Nothing is let in, and nothing is lost: the sender repeats it until the secret is there.
        WebhookVerdict.NoSecret => Error(StatusCodes.Status503ServiceUnavailable, "no-secret", "no webhook secret is configured here; send it again") with { IsShopsFault = true },
        WebhookVerdict.UnusableSecret => Error(StatusCodes.Status503ServiceUnavailable, "unusable-secret", "the configured webhook secret cannot be used; send it again") with { IsShopsFault = true },
        WebhookVerdict.MissingSignature => Error(StatusCodes.Status401Unauthorized, "missing-signature", "there is no signature"),
        WebhookVerdict.MalformedSignature => Error(StatusCodes.Status401Unauthorized, "malformed-signature", "the signature is malformed"),
        WebhookVerdict.MissingSignedValue => Error(StatusCodes.Status401Unauthorized, "missing-signed-value", "a signed header or field is missing"),
        WebhookVerdict.MissingTimestamp => Error(StatusCodes.Status401Unauthorized, "missing-timestamp", "there is no signing time"),
        WebhookVerdict.MalformedTimestamp => Error(StatusCodes.Status401Unauthorized, "malformed-timestamp", "the signing time is malformed"),
        WebhookVerdict.StaleTimestamp => Error(StatusCodes.Status401Unauthorized, "stale-timestamp", "the signing time is too far from now"),
        _ => Error(StatusCodes.Status401Unauthorized, "wrong-signature", "the signature does not fit"),
    };

    private static WebhookAnswer Error(int status, string verdict, string reason) => new(status, verdict, $$"""{"ok":false,"error":"{{reason}}"}""");
}
