using Microsoft.Extensions.Logging;
using Pepay.Runtime.Payments;

namespace Pepay.Runtime.Sync;

internal static partial class Log
{
    [LoggerMessage(4001, LogLevel.Information, "Order {OrderNumber}: payment {PaymentId} at {Provider} moved from {Before} to {After}.")]
    public static partial void PaymentMoved(ILogger logger, string orderNumber, string provider, string? paymentId, PaymentLabel before, PaymentLabel after);

    [LoggerMessage(4002, LogLevel.Warning, "The sweep could not look at payment {PaymentId} of {Provider}; it tries again in a minute. {Reason}")]
    public static partial void SweepCouldNotLook(ILogger logger, Exception? exception, string provider, string? paymentId, string reason);

    [LoggerMessage(4003, LogLevel.Error, "The sweep failed and is tried again. While it lasts, this is said more and more seldom.")]
    public static partial void SweepFailed(ILogger logger, Exception exception);

    [LoggerMessage(4007, LogLevel.Information, "The sweep works again after {Lasted}.")]
    public static partial void SweepWorks(ILogger logger, TimeSpan lasted);

    [LoggerMessage(4004, LogLevel.Warning, "Event {EventId} of {Provider} is of the {EventEnvironment} environment, but the account '{Account}' is not; it moves no order.")]
    public static partial void WrongEnvironment(ILogger logger, string eventId, string provider, Providers.PaymentEnvironment? eventEnvironment, string account);

    [LoggerMessage(4006, LogLevel.Warning, "Payment {AttemptId} could not be checked for its payer: {Reason}. Webhooks and the sweep go on.")]
    public static partial void ProviderSilent(ILogger logger, string attemptId, string reason);

    [LoggerMessage(4005, LogLevel.Information, "A gap in the events of {Provider}, account '{Account}', made {Count} open payment(s) due for the sweep.")]
    public static partial void BroughtForward(ILogger logger, int count, string provider, string account);
}
