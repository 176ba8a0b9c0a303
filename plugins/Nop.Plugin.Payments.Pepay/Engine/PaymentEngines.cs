using Nop.Core.Domain.Logging;
using Nop.Plugin.Payments.Pepay.Configuration;

namespace Nop.Plugin.Payments.Pepay.Engine;

/// <summary>The engine that runs in this process, and its replacement when the settings change. Thread safe.</summary>
public sealed class PaymentEngines(AccountCatalog catalog, ShopLog log, IServiceProvider shop, TimeProvider time) : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private PaymentEngine? current;
    private string? problem;

    /// <summary>The running engine; null while nothing is configured, or the last start failed (<see cref="Problem"/>).</summary>
    public PaymentEngine? Current => Volatile.Read(ref current);

    /// <summary>Since when this process could have run one.</summary>
    public DateTimeOffset Since { get; } = time.GetUtcNow();

    /// <summary>Why there is no engine, in a sentence for the merchant; null when there is one or nothing is configured.</summary>
    public string? Problem => Volatile.Read(ref problem);

    /// <summary>Brings the engine to what the settings say now. Cheap when nothing changed; never throws for wrong settings, which are logged.</summary>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var accounts = await catalog.LoadAsync().ConfigureAwait(false);
            if (current is not null ? accounts.SequenceEqual(current.Accounts) : accounts.Count == 0)
            {
                Volatile.Write(ref problem, null);
                return;
            }

            await ReplaceAsync(accounts, cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref problem, null);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await ReportAsync(exception).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Stops the engine.</summary>
    public async Task StopAsync()
    {
        await gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (Interlocked.Exchange(ref current, null) is { } running)
                await running.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    // The new one runs before the old one stops: webhooks that arrive in between find one. Two of them are as safe as two nodes.
    private async Task ReplaceAsync(IReadOnlyList<AccountConfiguration> accounts, CancellationToken cancellationToken)
    {
        var next = accounts.Count == 0 ? null : await StartAsync(accounts, cancellationToken).ConfigureAwait(false);
        var former = Interlocked.Exchange(ref current, next);
        if (former is not null)
            await former.DisposeAsync().ConfigureAwait(false);
        if (next is not null)
            await log.WriteAsync(LogLevel.Information, $"Pepay payments started with {string.Join(", ", accounts)}.").ConfigureAwait(false);
    }

    // Apart from the request that saved the settings: its context and customer must not follow the engine's loops.
    private Task<PaymentEngine> StartAsync(IReadOnlyList<AccountConfiguration> accounts, CancellationToken cancellationToken)
    {
        using (ExecutionContext.SuppressFlow())
            return Task.Run(() => PaymentEngine.StartAsync(accounts, shop, cancellationToken), cancellationToken);
    }

    private async Task ReportAsync(Exception exception)
    {
        var text = $"Pepay payments could not start: {exception.Message}";
        if (text == Problem)
            return;
        await log.WriteAsync(LogLevel.Error, text, exception).ConfigureAwait(false);
        Volatile.Write(ref problem, text);
    }
}
