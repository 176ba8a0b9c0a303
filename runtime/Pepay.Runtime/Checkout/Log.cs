using Microsoft.Extensions.Logging;

namespace Pepay.Runtime.Checkout;

internal static partial class Log
{
    [LoggerMessage(3001, LogLevel.Warning, "Order {OrderNumber}: {Provider} did not make a payment. {Reason}")]
    public static partial void CreateFailed(ILogger logger, string orderNumber, string provider, string reason);

    [LoggerMessage(3002, LogLevel.Information, "Order {OrderNumber}: {Provider} made payment {PaymentId}.")]
    public static partial void Created(ILogger logger, string orderNumber, string provider, string paymentId);
}
