using Microsoft.Extensions.Logging;

namespace Pepay.Cli.Listening;

/// <summary>What the stream has to say about its connection, line by line where errors go.</summary>
internal sealed class ConnectionLog(TextWriter error) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            error.WriteLine(formatter(state, exception));
    }

    public void Dispose()
    {
    }
}
