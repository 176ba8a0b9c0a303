using Microsoft.Extensions.Logging;
using Pepay.Runtime.Inbox;

namespace Pepay.Runtime.AspNetCore;

internal static partial class WebhookLog
{
    [LoggerMessage(401, LogLevel.Information, "Webhook of {Provider}/{Account} {Result}: {EventType}, event {EventId}, payment {PaymentId}")]
    public static partial void Accepted(ILogger logger, string provider, string account, AcceptResult result, string eventType, string eventId, string paymentId);

    [LoggerMessage(402, LogLevel.Warning, "Webhook of {Provider}/{Account} refused with {Status}: {Verdict}")]
    public static partial void Refused(ILogger logger, string provider, string account, int status, string verdict);

    [LoggerMessage(403, LogLevel.Error, "Webhook of {Provider}/{Account} refused because of this shop's configuration ({Verdict}): {Text}")]
    public static partial void ShopsFault(ILogger logger, string provider, string account, string verdict, string text);

    [LoggerMessage(404, LogLevel.Error, "A genuine webhook of {Provider}/{Account} cannot be read and is kept as dead letter {EventId}: {Problem}")]
    public static partial void Unreadable(ILogger logger, string provider, string account, string eventId, string problem);

    [LoggerMessage(405, LogLevel.Error, "{Count} event(s) of {Provider}/{Account} were not stored before the deadline, or before the sender hung up; the insert goes on, and the sender should repeat them")]
    public static partial void NobodyWaits(ILogger logger, int count, string provider, string account);

    [LoggerMessage(406, LogLevel.Error, "The inbox could not store {Count} event(s) of {Provider}/{Account}; the sender was told to repeat them")]
    public static partial void StoreFailed(ILogger logger, Exception exception, int count, string provider, string account);

    [LoggerMessage(407, LogLevel.Error, "{Provider} account '{Account}' has no webhook secret: every webhook is refused with 503 until one is configured")]
    public static partial void NoSecretConfigured(ILogger logger, string provider, string account);

    [LoggerMessage(408, LogLevel.Error, "A webhook of {Provider}/{Account} could not be judged; the sender was told to repeat it")]
    public static partial void NotJudged(ILogger logger, Exception exception, string provider, string account);
}
