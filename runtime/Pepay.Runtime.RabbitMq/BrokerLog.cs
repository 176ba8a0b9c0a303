using Microsoft.Extensions.Logging;

namespace Pepay.Runtime.RabbitMq;

internal static partial class BrokerLog
{
    [LoggerMessage(6001, LogLevel.Information, "Events are forwarded to RabbitMQ at {Host}:{Port}, queue {Queue}")]
    public static partial void Connected(ILogger logger, string host, int port, string queue);

    [LoggerMessage(6002, LogLevel.Warning, "{Text} Events wait in the inbox; next try in {Seconds} s")]
    public static partial void Away(ILogger logger, Exception exception, string text, double seconds);

    [LoggerMessage(6003, LogLevel.Debug, "A broken connection to RabbitMQ could not be closed in order")]
    public static partial void CloseFailed(ILogger logger, Exception exception);
}
