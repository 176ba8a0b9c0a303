using Nop.Core;
using Nop.Core.Domain.Directory;
using Nop.Plugin.Payments.Pepay.Admin.Models;
using Nop.Plugin.Payments.Pepay.Configuration;
using Nop.Plugin.Payments.Pepay.Engine;
using Nop.Services.Directory;
using Nop.Services.ScheduleTasks;
using Pepay.Runtime.Checkout;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Integration;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Streams;
using Pepay.Runtime.Webhooks;

namespace Nop.Plugin.Payments.Pepay.Admin;

/// <summary>Looks at everything that a payment needs, with a real call to the provider, and says what is missing.</summary>
public sealed class IntegrationChecklist(
    PaymentEngines engines, AccountCatalog catalog, IWebHelper web, ICurrencyService currencies, CurrencySettings currencySettings, IScheduleTaskService tasks)
{
    private static readonly TimeSpan TaskIsLate = TimeSpan.FromMinutes(10);

    /// <summary>Where the provider sends webhooks for a store.</summary>
    public async Task<Uri> WebhookUrlAsync(string provider, int storeId)
    {
        var account = await catalog.FindAccountAsync(provider, storeId).ConfigureAwait(false);
        var path = account == ProviderAccount.DefaultName ? $"{PepayDefaults.WebhookPath}/{provider}" : $"{PepayDefaults.WebhookPath}/{provider}/{account}";
        return new Uri(new Uri(web.GetStoreLocation()), path);
    }

    /// <summary>Asks the provider with the stored keys.</summary>
    public async Task<ChecklistItem> CheckKeysAsync(string provider, int storeId)
    {
        if (engines.Current is not { } engine)
            return new ChecklistItem(false, engines.Problem ?? "No keys are stored yet. Enter them and save.");
        if (engine.Find(provider, await catalog.FindAccountAsync(provider, storeId).ConfigureAwait(false)) is not { } account)
            return new ChecklistItem(false, "No keys are stored yet. Enter them and save.");
        var name = account.Account.Provider.DisplayName;
        var checks = account is IIntegrationChecks asked ? await asked.CheckAccountAsync(default).ConfigureAwait(false) : [];
        return checks.FirstOrDefault(static check => check.State == IntegrationState.Wrong) is { } wrong
            ? new ChecklistItem(false, $"{name} did not accept the keys, or could not be reached: {wrong.Text}")
            : new ChecklistItem(true, $"{name} accepts the keys.");
    }

    /// <summary>Runs the whole list.</summary>
    public async Task<IReadOnlyList<ChecklistItem>> RunAsync(string provider, int storeId)
    {
        var items = new List<ChecklistItem> { await CheckKeysAsync(provider, storeId).ConfigureAwait(false) };
        if (engines.Current is { } engine && engine.Find(provider, await catalog.FindAccountAsync(provider, storeId).ConfigureAwait(false)) is { } account)
        {
            items.Add(CheckSecret(account));
            items.Add(await CheckCurrencyAsync(account).ConfigureAwait(false));
            items.Add(CheckAddress(account));
            items.AddRange(await CheckInboxAsync(engine, provider).ConfigureAwait(false));
            items.AddRange(engine.Get<StreamStatus>().Streams.Where(stream => stream.Stream.Provider == provider).Select(CheckStream));
        }

        items.Add(await CheckTaskAsync().ConfigureAwait(false));
        return items;
    }

    private static ChecklistItem CheckSecret(IPaymentProvider account) => account.Account.WebhookSecrets().Count > 0
        ? new ChecklistItem(true, "A webhook secret is stored.")
        : new ChecklistItem(false, account is IWebhookRegistration
            ? "No webhook secret is stored, so every webhook is refused. Click \"Register webhook\"."
            : "No webhook secret is stored, so every webhook is refused. Create the webhook in the provider's dashboard with the address above, and enter its secret here.");

    private async Task<ChecklistItem> CheckCurrencyAsync(IPaymentProvider account)
    {
        var currency = (await currencies.GetCurrencyByIdAsync(currencySettings.PrimaryStoreCurrencyId).ConfigureAwait(false))?.CurrencyCode ?? "";
        if (CurrencyCode.Decimals(currency) is null)
            return new ChecklistItem(false, $"The store's primary currency '{currency}' is not an ISO 4217 code.");
        return account is IHostedCheckout hosted && hosted.WhyUnavailable(new Money(100m, currency.ToUpperInvariant())) is { } why
            ? new ChecklistItem(false, $"Orders are charged in the store's primary currency, {currency}: {why}")
            : new ChecklistItem(true, $"Orders are charged in the store's primary currency, {currency}.");
    }

    private ChecklistItem CheckAddress(IPaymentProvider account)
    {
        var root = new Uri(web.GetStoreLocation());
        if (root.Scheme == Uri.UriSchemeHttps)
            return new ChecklistItem(true, $"The store's address is {root}.");
        return account.Account.Environment == PaymentEnvironment.Live
            ? new ChecklistItem(false, $"The store's address is {root}, but live money needs https.")
            : new ChecklistItem(true, $"The store's address is {root}. That is enough for test money; live money needs https.");
    }

    private static async Task<IReadOnlyList<ChecklistItem>> CheckInboxAsync(PaymentEngine engine, string provider)
    {
        var inbox = engine.Get<IInboxStore>();
        var last = await inbox.ListAsync(new InboxQuery { Provider = provider, Limit = 1 }, default).ConfigureAwait(false);
        var counts = await inbox.CountAsync(default).ConfigureAwait(false);
        return
        [
            last.Count > 0
                ? new ChecklistItem(true, $"The last event arrived at {last[0].ReceivedAt:u}: {last[0].Type} ({last[0].State.ToString().ToLowerInvariant()}).")
                : new ChecklistItem(false, "No event has arrived yet. Click \"Send a test event\", then make a test payment."),
            counts.Dead == 0
                ? new ChecklistItem(true, "No event was given up.")
                : new ChecklistItem(false, $"{counts.Dead} event(s) were given up. Look at their errors in the inbox and replay them."),
        ];
    }

    private static ChecklistItem CheckStream(StreamSnapshot stream) => stream.Phase switch
    {
        StreamPhase.Connected => new ChecklistItem(true, $"The event stream is connected; {stream.Events} event(s) came over it since the start."),
        StreamPhase.StandingBy => new ChecklistItem(true, "Another server of the farm follows the event stream."),
        _ => new ChecklistItem(false, $"The event stream is not connected: {stream.LastError ?? "it is being connected"}. Webhooks and the schedule task go on without it."),
    };

    private async Task<ChecklistItem> CheckTaskAsync()
    {
        if (await tasks.GetTaskByTypeAsync(PepayDefaults.SweepTaskType).ConfigureAwait(false) is not { Enabled: true } task)
            return new ChecklistItem(false, "The schedule task \"Pepay: look at open payments\" is missing or disabled (System, Schedule tasks).");
        return task.LastSuccessUtc is { } last && DateTime.UtcNow - last < TaskIsLate
            ? new ChecklistItem(true, $"The schedule task last succeeded at {last:u}.")
            : new ChecklistItem(false, "The schedule task has not succeeded in the last ten minutes. The shop calls its own store address for it: check the store's URL (Configuration, Stores).");
    }
}
