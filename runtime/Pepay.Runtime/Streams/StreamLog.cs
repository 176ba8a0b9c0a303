using Microsoft.Extensions.Logging;

namespace Pepay.Runtime.Streams;

internal static partial class StreamLog
{
    [LoggerMessage(501, LogLevel.Information, "Stream {Stream} is connected, {Since}")]
    public static partial void Connected(ILogger logger, StreamKey stream, string since);

    [LoggerMessage(502, LogLevel.Information, "Stream {Stream} is not connected: {Reason}. It connects again in {Delay}")]
    public static partial void Disconnected(ILogger logger, StreamKey stream, string reason, TimeSpan delay);

    [LoggerMessage(503, LogLevel.Warning, "Stream {Stream} has a gap ({Reason}) after event {After}. {Detail}")]
    public static partial void Gap(ILogger logger, StreamKey stream, StreamGapReason reason, string after, string detail);

    [LoggerMessage(504, LogLevel.Information, "Stream {Stream} brought a {Kind} frame. {Problem}")]
    public static partial void Frame(ILogger logger, StreamKey stream, string kind, string? problem);

    [LoggerMessage(505, LogLevel.Warning, "Stream {Stream} could not read the provider's event list and tries again in {Delay}: {Reason}")]
    public static partial void ListFailed(ILogger logger, StreamKey stream, string reason, TimeSpan delay);

    [LoggerMessage(506, LogLevel.Warning, "Stream {Stream} cannot recover what it misses: {Reason}")]
    public static partial void RecoveryOff(ILogger logger, StreamKey stream, string reason);

    [LoggerMessage(507, LogLevel.Critical, "Stream {Stream} has ended. {Reason}")]
    public static partial void Refused(ILogger logger, StreamKey stream, string reason);

    [LoggerMessage(508, LogLevel.Warning, "Stream {Stream} could not store events; it tries again in {Delay}")]
    public static partial void StoreFailed(ILogger logger, Exception exception, StreamKey stream, TimeSpan delay);

    [LoggerMessage(509, LogLevel.Information, "Stream {Stream} is followed by another process; this one stands by")]
    public static partial void StandingBy(ILogger logger, StreamKey stream);

    [LoggerMessage(510, LogLevel.Warning, "Stream {Stream} was taken over by another process")]
    public static partial void LeaseLost(ILogger logger, StreamKey stream);

    [LoggerMessage(511, LogLevel.Error, "Stream {Stream} failed; it starts again in {Delay}")]
    public static partial void Failed(ILogger logger, Exception exception, StreamKey stream, TimeSpan delay);
}
