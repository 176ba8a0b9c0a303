using Microsoft.Extensions.Logging;

namespace Pepay.Runtime.Http;

internal static partial class ApiLog
{
    [LoggerMessage(101, LogLevel.Warning,
        "Operation {Operation}, try {Try}: {Reason} ({Answer}); next try in {Seconds:0.0} s")]
    public static partial void Retry(ILogger logger, string operation, int @try, string reason, string answer, double seconds);
}
