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

    public static void Retry(ILogger logger, Exception exception, Delivery delivery, TimeSpan delay) =>
        Retry(logger, exception, Name(delivery), delivery.Attempt, Math.Round(delay.TotalSeconds, 2));

    public static void Dead(ILogger logger, Exception exception, Delivery delivery) => Dead(logger, exception, Name(delivery), delivery.Attempt);

    public static void LeaseLost(ILogger logger, Delivery delivery) => LeaseLost(logger, Name(delivery));

    public static void MarkFailed(ILogger logger, Exception exception, Delivery delivery) => MarkFailed(logger, exception, Name(delivery));

    // In the text too: many logs are read without their scopes.
    private static string Name(Delivery delivery) =>
        $"{delivery.Handler}, {delivery.Event.Type}, event {delivery.Event.EventId} of {delivery.Event.Provider}/{delivery.Event.Account}";

    [LoggerMessage(201, LogLevel.Error, "The inbox is out of reach; trying again. While it lasts, this is said more and more seldom")]
    public static partial void InboxUnavailable(ILogger logger, Exception exception);

    [LoggerMessage(208, LogLevel.Information, "The inbox is back after {Lasted}")]
    public static partial void InboxBack(ILogger logger, TimeSpan lasted);

    [LoggerMessage(202, LogLevel.Information, "{Count} event(s) of types that are known by now are dispatched")]
    public static partial void Unparked(ILogger logger, int count);

    [LoggerMessage(203, LogLevel.Warning, "{Count} handler(s) did not finish in time and are cancelled; their events will be delivered again")]
    public static partial void DrainTimedOut(ILogger logger, int count);

    [LoggerMessage(204, LogLevel.Warning, "{Delivery}: attempt {Attempt} failed; next one in {Seconds} s")]
    private static partial void Retry(ILogger logger, Exception exception, string delivery, int attempt, double seconds);

    [LoggerMessage(205, LogLevel.Error, "{Delivery}: attempt {Attempt} failed, the last one: the event is a dead letter for this handler. Replay it when the cause is gone")]
    private static partial void Dead(ILogger logger, Exception exception, string delivery, int attempt);

    [LoggerMessage(206, LogLevel.Warning, "{Delivery}: the lease was lost; another worker has the event, and nothing of this attempt was committed in the inbox database")]
    private static partial void LeaseLost(ILogger logger, string delivery);

    [LoggerMessage(207, LogLevel.Error, "{Delivery}: the end of an attempt could not be stored; the event will be delivered again when its lease runs out")]
    private static partial void MarkFailed(ILogger logger, Exception exception, string delivery);
}
