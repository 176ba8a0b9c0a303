using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NopLogLevel = Nop.Core.Domain.Logging.LogLevel;

namespace Nop.Plugin.Payments.Pepay.Engine;

/// <summary>Lines in the shop's own log (System, Log), where a merchant looks. Never throws. Thread safe.</summary>
public sealed class ShopLog(IServiceScopeFactory scopes)
{
    /// <summary>Writes one line.</summary>
    public async Task WriteAsync(NopLogLevel level, string text, Exception? exception = null)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<Nop.Services.Logging.ILogger>()
                .InsertLogAsync(level, text, exception?.ToString() ?? "").ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The log is in the same database that may be away; payments go on without it.
        }
    }
}

/// <summary>Carries the runtime's warnings and errors into the shop's log.</summary>
internal sealed class ShopLoggerProvider(IServiceScopeFactory scopes) : ILoggerProvider
{
    private readonly ShopLog log = new(scopes);

    public ILogger CreateLogger(string categoryName) => new Logger(log);

    public void Dispose()
    {
    }

    private sealed class Logger(ShopLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            var level = logLevel == LogLevel.Warning ? NopLogLevel.Warning : NopLogLevel.Error;
            var text = $"Pepay payments: {formatter(state, exception)}";
            _ = Task.Run(() => log.WriteAsync(level, text, exception));
        }
    }
}
