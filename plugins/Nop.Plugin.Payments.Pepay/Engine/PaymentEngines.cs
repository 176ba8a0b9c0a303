using Nop.Core.Domain.Logging;
using Nop.Plugin.Payments.Pepay.Configuration;

namespace Nop.Plugin.Payments.Pepay.Engine;

/// <summary>
/// The engine that runs in this process, and its replacement when the settings change. An account whose settings are wrong keeps no other from
/// working; while it has settings from before that work, payments go on with those. Thread safe.
/// </summary>
public sealed class PaymentEngines(AccountCatalog catalog, ShopLog log, IServiceProvider shop, TimeProvider time) : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private PaymentEngine? current;
    private IReadOnlyList<AccountConfiguration>? followed;
    private IReadOnlyDictionary<(string Provider, string Account), string> wrong = new Dictionary<(string, string), string>();
    private string? failure;

    /// <summary>The running engine; null while no account can run (<see cref="Problem"/>) or none is configured.</summary>
    public PaymentEngine? Current => Volatile.Read(ref current);

    /// <summary>Since when this process could have run one.</summary>
    public DateTimeOffset Since { get; } = time.GetUtcNow();

    /// <summary>What keeps the settings from being followed, in a sentence or more for the merchant; null when nothing does.</summary>
    public string? Problem => Volatile.Read(ref failure) ?? (Volatile.Read(ref wrong) is { Count: > 0 } accounts ? string.Join(' ', accounts.Values) : null);

    /// <summary>What keeps the settings of one account from being followed; null when nothing does.</summary>
    public string? FindProblem(string provider, string account) => Volatile.Read(ref failure) ?? Volatile.Read(ref wrong).GetValueOrDefault((provider, account));

    /// <summary>Brings the engine to what the settings say now. Cheap when nothing changed; never throws for wrong settings, which are logged.</summary>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var accounts = await catalog.LoadAsync().ConfigureAwait(false);
            if (followed is null || !accounts.SequenceEqual(followed))
            {
                await FollowAsync(accounts, cancellationToken).ConfigureAwait(false);
                followed = accounts;
            }

            Volatile.Write(ref failure, null);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            var text = $"Pepay payments could not start: {exception.Message}";
            if (text != failure)
                await log.WriteAsync(LogLevel.Error, text, exception).ConfigureAwait(false);
            Volatile.Write(ref failure, text);
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
            followed = null;
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

    private async Task FollowAsync(IReadOnlyList<AccountConfiguration> accounts, CancellationToken cancellationToken)
    {
        var usable = new List<AccountConfiguration>();
        var found = new Dictionary<(string, string), string>();
        foreach (var account in accounts)
        {
            var problem = await PaymentEngine.FindProblemAsync(account, shop).ConfigureAwait(false);
            if (problem is not null)
                found[(account.Provider, account.Account)] = $"Pepay payments could not start: {problem}";
            if ((problem is null ? account : Former(account)) is { } used)
                usable.Add(used);
        }

        // Before the engine is there: who finds an account missing from it finds why.
        var known = wrong;
        Volatile.Write(ref wrong, found);
        if (!usable.SequenceEqual(current?.Accounts ?? []))
            await ReplaceAsync(usable, cancellationToken).ConfigureAwait(false);
        foreach (var text in found.Values.Except(known.Values))
            await log.WriteAsync(LogLevel.Error, text).ConfigureAwait(false);
    }

    /// <summary>The account with the settings that it runs with; null when it does not run.</summary>
    private AccountConfiguration? Former(AccountConfiguration account) =>
        current?.Accounts.FirstOrDefault(running => running.Provider == account.Provider && running.Account == account.Account);

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
}
