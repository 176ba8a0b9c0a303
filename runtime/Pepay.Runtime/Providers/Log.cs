using Microsoft.Extensions.Logging;

namespace Pepay.Runtime.Providers;

internal static partial class Log
{
    [LoggerMessage(5001, LogLevel.Error, "The reloaded configuration of {Account} is not valid; the former one stays in use. {Reason}")]
    public static partial void ReloadRefused(ILogger logger, string account, string reason);
}
