using Microsoft.Extensions.Logging;
using Pepay.Runtime.Inbox;

namespace Pepay.Runtime.Dispatch;

internal static partial class DispatchLog
{
    /// <summary>Every line about a delivery can be found by its event and by the payment that the event is about.</summary>
    public static IDisposable? Scope(ILogger logger, Delivery delivery) => logger.BeginScope(new Dictionary<string, object?>
    {
        ["Provider"] = delivery.Event.Provider,
        ["Account"] = delivery.Event.Account,
        ["EventId"] = delivery.Event.EventId,
        ["EventType"] = delivery.Event.Type,
        ["PaymentId"] = delivery.Event.OrderingKey,
        ["Handler"] = delivery.Handler,
    });

    [LoggerMessage(201, LogLevel.Error, "The inbox is out of reach; trying again")]
    public static partial void InboxUnavailable(ILogger logger, Exception exception);

    [LoggerMessage(202, LogLevel.Information, "{Count} event(s) of types that are known by now are dispatched")]
    public static partial void Unparked(ILogger logger, int count);

    [LoggerMessage(203, LogLevel.Warning, "{Count} handler(s) did not finish in time and are cancelled; their events will be delivered again")]
    public static partial void DrainTimedOut(ILogger logger, int count);

    [LoggerMessage(204, LogLevel.Warning, "Attempt {Attempt} failed; next one in {Seconds} s")]
    public static partial void Retry(ILogger logger, Exception exception, int attempt, double seconds);

    [LoggerMessage(205, LogLevel.Error, "Attempt {Attempt} failed, the last one: the event is a dead letter for this handler. Replay it when the cause is gone")]
    public static partial void Dead(ILogger logger, Exception exception, int attempt);

    [LoggerMessage(206, LogLevel.Warning, "The lease was lost: another worker has the event, and nothing of this attempt was committed in the inbox database")]
    public static partial void LeaseLost(ILogger logger);

    [LoggerMessage(207, LogLevel.Error, "The end of an attempt could not be stored; the event will be delivered again when its lease runs out")]
    public static partial void MarkFailed(ILogger logger, Exception exception);
}
