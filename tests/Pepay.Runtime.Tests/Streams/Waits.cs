using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Pepay.Runtime.Streams;

namespace Pepay.Runtime.Tests.Streams;

/// <summary>How long a stream said it would wait, each time, in the log line with this event id.</summary>
internal sealed class Waits(int eventId) : ILogger<EventStream>, ILoggerProvider
{
    public const int BeforeReconnect = 502;
    public const int BeforeListIsRead = 505;
    public const int BeforeEventsAreStored = 508;
    public const int BeforeItStartsAnew = 511;

    public ConcurrentQueue<double> Seconds { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (id.Id == eventId)
            Seconds.Enqueue(((TimeSpan)((IReadOnlyList<KeyValuePair<string, object?>>)state!).Single(pair => pair.Key == "Delay").Value!).TotalSeconds);
    }
}
