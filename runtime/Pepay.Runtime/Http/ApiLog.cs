using Microsoft.Extensions.Logging;

namespace Pepay.Runtime.Http;

internal static partial class ApiLog
{
    [LoggerMessage(101, LogLevel.Warning,
        "Operation {Operation}, try {Try}: {Reason} (status {Status}, fault {Fault}); next try in {Seconds} s")]
    public static partial void Retry(ILogger logger, string operation, int @try, string reason, int? status, string? fault, double seconds);
}
