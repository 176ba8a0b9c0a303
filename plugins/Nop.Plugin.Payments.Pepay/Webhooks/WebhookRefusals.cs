using System.Collections.Concurrent;
using Nop.Core.Domain.Logging;
using Nop.Plugin.Payments.Pepay.Data;
using Nop.Plugin.Payments.Pepay.Engine;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Webhooks;

namespace Nop.Plugin.Payments.Pepay.Webhooks;

/// <summary>A webhook that was not let in.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="Verdict">Why.</param>
public sealed record WebhookRefusal(DateTimeOffset At, WebhookVerdict Verdict);

/// <summary>
/// Remembers refused webhooks for the merchant: in the shop's log and in the database, so that every node's checklist sees them. Whoever knows the
/// address can make the shop refuse something; so each node writes at most once in <see cref="Interval"/> for an account and a reason, apart
/// from the answer. This node's own checklist knows the latest to the second, another node's within that interval. Thread safe.
/// </summary>
public sealed class WebhookRefusals(ShopDatabase database, ShopLog log, TimeProvider time)
{
    /// <summary>The least time between two lines in the log.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(string Provider, string Account, WebhookVerdict Verdict), DateTimeOffset> latest = new();
    private readonly ConcurrentDictionary<(string Provider, string Account, WebhookVerdict Verdict), DateTimeOffset> written = new();

    /// <summary>Notes one; never holds up the answer.</summary>
    public void Note(ProviderAccount account, WebhookVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(account);
        var key = (account.Provider.Name, account.Account, verdict);
        var now = time.GetUtcNow();
        latest[key] = now;
        if (!IsDue(key, now))
            return;

        // Apart from the request, whose context ends with the answer.
        using (ExecutionContext.SuppressFlow())
            _ = Task.Run(() => WriteAsync(account, verdict, now));
    }

    /// <summary>What was refused after a point in time, for each reason the latest, on any node.</summary>
    public async Task<IReadOnlyList<WebhookRefusal>> ListAsync(ProviderAccount account, DateTimeOffset after)
    {
        ArgumentNullException.ThrowIfNull(account);
        var hash = ShopDatabase.Hash(account.Provider.Name, account.Account);
        var rows = await database.RunAsync(session => session.ListAsync<PepayRefusal>(all => all.Where(row => row.AccountHash == hash))).ConfigureAwait(false);
        var stored = rows.Select(static row => new WebhookRefusal(new DateTimeOffset(row.At, TimeSpan.Zero), (WebhookVerdict)row.VerdictId));
        var own = latest.Where(pair => pair.Key.Provider == account.Provider.Name && pair.Key.Account == account.Account)
            .Select(static pair => new WebhookRefusal(pair.Value, pair.Key.Verdict));
        return [.. stored.Concat(own).Where(one => one.At > after).GroupBy(static one => one.Verdict).Select(static same => same.MaxBy(static one => one.At)!)];
    }

    private bool IsDue((string Provider, string Account, WebhookVerdict Verdict) key, DateTimeOffset now) =>
        written.TryGetValue(key, out var last) ? now - last >= Interval && written.TryUpdate(key, now, last) : written.TryAdd(key, now);

    private async Task WriteAsync(ProviderAccount account, WebhookVerdict verdict, DateTimeOffset at)
    {
        var name = account.Provider.DisplayName;
        var level = verdict is WebhookVerdict.NoSecret or WebhookVerdict.UnusableSecret or WebhookVerdict.WrongSignature or WebhookVerdict.StaleTimestamp
            ? LogLevel.Error
            : LogLevel.Warning;
        await log.WriteAsync(level, $"A webhook for the account '{account.Account}' of {name} was refused: {Explain(verdict, name)} More of the same are not logged for {Interval.TotalMinutes:0} minutes.").ConfigureAwait(false);
        try
        {
            await database.RunAsync(session => StoreAsync(session, account, verdict, at)).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Another node was first, or the database is away: the log has it, and the next one is stored again.
        }
    }

    private static async Task<bool> StoreAsync(ShopSession session, ProviderAccount account, WebhookVerdict verdict, DateTimeOffset at)
    {
        var key = ShopDatabase.Hash(account.Provider.Name, account.Account, verdict.ToString());
        var row = await session.FirstAsync<PepayRefusal>(rows => rows.Where(row => row.UniqueKey == key)).ConfigureAwait(false);
        if (row is null)
        {
            await session.InsertAsync(new PepayRefusal
            {
                UniqueKey = key, AccountHash = ShopDatabase.Hash(account.Provider.Name, account.Account), VerdictId = (int)verdict, At = at.UtcTicks,
            }).ConfigureAwait(false);
            return true;
        }

        row.At = at.UtcTicks;
        await session.UpdateAsync(row).ConfigureAwait(false);
        return true;
    }

    private static string Explain(WebhookVerdict verdict, string name) => verdict switch
    {
        WebhookVerdict.NoSecret or WebhookVerdict.UnusableSecret =>
            "no usable webhook secret is configured. Enter it on the plugin's configuration page; the provider sends the webhook again.",
        WebhookVerdict.WrongSignature =>
            $"its signature fits no stored secret. If {name} sent it, the webhook secret on the plugin's configuration page is wrong: enter it again.",
        WebhookVerdict.StaleTimestamp =>
            "it was signed rightly, but at a time too far from this server's clock. Check the clock; if it is right, somebody repeats old webhooks.",
        _ => $"it is not signed as {name} signs ({verdict}). Something else calls this address, or a proxy in between takes headers away.",
    };
}
