using Nop.Core;
using Nop.Core.Domain.Directory;
using Nop.Plugin.Payments.Pepay.Configuration;
using Nop.Plugin.Payments.Pepay.Engine;
using Nop.Plugin.Payments.Pepay.Localization;
using Nop.Plugin.Payments.Pepay.Webhooks;
using Nop.Services.Directory;
using Nop.Services.ScheduleTasks;
using Nop.Services.Stores;
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
    PaymentEngines engines, AccountCatalog catalog, IStoreContext context, IStoreService stores, IWebHelper web, ICurrencyService currencies, CurrencySettings currencySettings, IScheduleTaskService tasks,
    WebhookRefusals refusals, TextResources texts, TimeProvider time)
{
    private const int EventsLookedAt = 50;

    private static readonly TimeSpan TaskIsLate = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Where the provider sends webhooks for a store: at the store's own address, whatever the administrator's browser calls it.</summary>
    public async Task<Uri> WebhookUrlAsync(string provider, int storeId)
    {
        var account = await catalog.FindAccountAsync(provider, storeId).ConfigureAwait(false);
        var path = account == ProviderAccount.DefaultName ? $"{PepayDefaults.WebhookPath}/{provider}" : $"{PepayDefaults.WebhookPath}/{provider}/{account}";
        return new Uri(await StoreAddressAsync(storeId).ConfigureAwait(false), path);
    }

    /// <summary>Asks the provider with the stored keys.</summary>
    public async Task<IReadOnlyList<IntegrationCheck>> CheckKeysAsync(string provider, int storeId)
    {
        var name = await catalog.FindAccountAsync(provider, storeId).ConfigureAwait(false);
        var account = engines.Current?.Find(provider, name);
        if (engines.FindProblem(provider, name) is { } problem)
        {
            // What runs then has the keys before, and an answer about those would be taken for one about these.
            return [account is null
                ? new(await texts.SayAsync("Check.Keys").ConfigureAwait(false), IntegrationState.Wrong, problem)
                : await CheckAsync(IntegrationState.Wrong, "Check.Keys", "Check.Keys.Former", problem).ConfigureAwait(false)];
        }

        if (account is null)
            return [await CheckAsync(IntegrationState.Wrong, "Check.Keys", "Check.Keys.None").ConfigureAwait(false)];
        if (account is not IIntegrationChecks asked)
            return [];
        return await asked.CheckAccountWithinAsync(Patience, time, default).ConfigureAwait(false)
            ?? [await CheckAsync(IntegrationState.Wrong, "Check.Keys", "Check.Keys.Silent", account.Account.Provider.DisplayName).ConfigureAwait(false)];
    }

    /// <summary>Runs the whole list.</summary>
    public async Task<IReadOnlyList<IntegrationCheck>> RunAsync(string provider, int storeId)
    {
        var checks = new List<IntegrationCheck>(await CheckKeysAsync(provider, storeId).ConfigureAwait(false));
        if (engines.Current is { } engine && await FindAsync(provider, storeId).ConfigureAwait(false) is { } account)
        {
            checks.Add(await CheckCurrencyAsync(account).ConfigureAwait(false));
            checks.Add(await CheckAddressAsync(account, storeId).ConfigureAwait(false));
            checks.Add(await CheckWebhooksAsync(engine, account).ConfigureAwait(false));
            checks.Add(await CheckDeadAsync(engine).ConfigureAwait(false));
            foreach (var stream in engine.Get<StreamStatus>().Streams.Where(stream => stream.Stream.Provider == provider))
                checks.Add(await CheckStreamAsync(stream).ConfigureAwait(false));
        }

        checks.Add(await CheckTaskAsync().ConfigureAwait(false));
        return checks;
    }

    private async Task<IPaymentProvider?> FindAsync(string provider, int storeId) =>
        engines.Current?.Find(provider, await catalog.FindAccountAsync(provider, storeId).ConfigureAwait(false));

    private async Task<IntegrationCheck> CheckCurrencyAsync(IPaymentProvider account)
    {
        var currency = (await currencies.GetCurrencyByIdAsync(currencySettings.PrimaryStoreCurrencyId).ConfigureAwait(false))?.CurrencyCode ?? "";
        if (CurrencyCode.Decimals(currency) is null)
            return await CheckAsync(IntegrationState.Wrong, "Check.Currency", "Check.Currency.Unknown", currency).ConfigureAwait(false);
        return account is IHostedCheckout hosted && hosted.WhyUnavailable(new Money(100m, currency.ToUpperInvariant())) is { } why
            ? await CheckAsync(IntegrationState.Wrong, "Check.Currency", "Check.Currency.Wrong", currency, why).ConfigureAwait(false)
            : await CheckAsync(IntegrationState.Done, "Check.Currency", "Check.Currency.Done", currency).ConfigureAwait(false);
    }

    private async Task<IntegrationCheck> CheckAddressAsync(IPaymentProvider account, int storeId)
    {
        var root = await StoreAddressAsync(storeId).ConfigureAwait(false);
        var (state, text) = root.Scheme == Uri.UriSchemeHttps ? (IntegrationState.Done, "Check.Address.Done")
            : account.Account.Environment == PaymentEnvironment.Live ? (IntegrationState.Wrong, "Check.Address.Wrong")
            : (IntegrationState.Open, "Check.Address.Open");
        return await CheckAsync(state, "Check.Address", text, root).ConfigureAwait(false);
    }

    /// <summary>The address under Configuration, Stores; that of the store that is being looked at where all are meant.</summary>
    private async Task<Uri> StoreAddressAsync(int storeId)
    {
        var store = storeId > 0 ? await stores.GetStoreByIdAsync(storeId).ConfigureAwait(false) : await context.GetCurrentStoreAsync().ConfigureAwait(false);
        if (!Uri.TryCreate(store?.Url?.TrimEnd('/') + "/", UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            return new Uri(web.GetStoreLocation());
        return store!.SslEnabled && url.Scheme == Uri.UriSchemeHttp
            ? new UriBuilder(url) { Scheme = Uri.UriSchemeHttps, Port = url.IsDefaultPort ? -1 : url.Port }.Uri
            : url;
    }

    /// <summary>Whether the provider's own requests come in. A test event says nothing about that: the shop signed it itself.</summary>
    private async Task<IntegrationCheck> CheckWebhooksAsync(PaymentEngine engine, IPaymentProvider provider)
    {
        const string Name = "Check.Webhooks";
        var (account, name) = (provider.Account, provider.Account.Provider.DisplayName);
        if (account.WebhookSecrets().Count == 0)
            return await CheckAsync(IntegrationState.Wrong, Name, provider is IWebhookRegistration ? "Check.Webhooks.NoSecret.Register" : "Check.Webhooks.NoSecret", name).ConfigureAwait(false);
        var query = new InboxQuery { Provider = account.Provider.Name, Account = account.Account, Source = EventSource.Webhook, Limit = EventsLookedAt };
        var last = (await engine.Get<IInboxStore>().ListAsync(query, default).ConfigureAwait(false))
            .FirstOrDefault(static one => !WebhookTestRequest.IsTest(one.EventId));
        var refused = (await refusals.ListAsync(account, last?.ReceivedAt ?? DateTimeOffset.MinValue).ConfigureAwait(false)).MaxBy(static one => one.Verdict);
        return await (refused switch
        {
            { Verdict: WebhookVerdict.StaleTimestamp } => CheckAsync(IntegrationState.Wrong, Name, "Check.Webhooks.Stale", refused.At.UtcDateTime),
            { Verdict: WebhookVerdict.WrongSignature } => CheckAsync(
                IntegrationState.Wrong, Name, provider is IWebhookRegistration ? "Check.Webhooks.WrongSecret.Register" : "Check.Webhooks.WrongSecret", refused.At.UtcDateTime, name),
            { Verdict: WebhookVerdict.NoSecret or WebhookVerdict.UnusableSecret } => CheckAsync(IntegrationState.Open, Name, "Check.Webhooks.HadNoSecret", refused.At.UtcDateTime, name),
            { } => CheckAsync(IntegrationState.Open, Name, "Check.Webhooks.Unsigned", refused.At.UtcDateTime, name, refused.Verdict),
            null when last is not null => CheckAsync(IntegrationState.Done, Name, "Check.Webhooks.Done", last.ReceivedAt.UtcDateTime, last.Type),
            null => CheckAsync(IntegrationState.Open, Name, "Check.Webhooks.None", name),
        }).ConfigureAwait(false);
    }

    private async Task<IntegrationCheck> CheckDeadAsync(PaymentEngine engine)
    {
        var dead = (await engine.Get<IInboxStore>().CountAsync(default).ConfigureAwait(false)).Dead;
        return dead == 0
            ? await CheckAsync(IntegrationState.Done, "Check.Dead", "Check.Dead.Done").ConfigureAwait(false)
            : await CheckAsync(IntegrationState.Wrong, "Check.Dead", "Check.Dead.Wrong", dead).ConfigureAwait(false);
    }

    private async Task<IntegrationCheck> CheckStreamAsync(StreamSnapshot stream) => await (stream.Phase switch
    {
        StreamPhase.Connected => CheckAsync(IntegrationState.Done, "Check.Stream", "Check.Stream.Done", stream.Events),
        StreamPhase.StandingBy => CheckAsync(IntegrationState.Done, "Check.Stream", "Check.Stream.Elsewhere"),
        _ => CheckAsync(
            stream.LastError is null ? IntegrationState.Open : IntegrationState.Wrong, "Check.Stream", "Check.Stream.Wrong",
            stream.LastError ?? await texts.SayAsync("Check.Stream.Connecting").ConfigureAwait(false)),
    }).ConfigureAwait(false);

    private async Task<IntegrationCheck> CheckTaskAsync()
    {
        const string Name = "Check.Task";
        if (await tasks.GetTaskByTypeAsync(PepayDefaults.SweepTaskType).ConfigureAwait(false) is not { Enabled: true } task)
            return await CheckAsync(IntegrationState.Wrong, Name, "Check.Task.Missing").ConfigureAwait(false);
        var late = (time.GetUtcNow() - TaskIsLate).UtcDateTime;
        if (task.LastSuccessUtc > late)
            return await CheckAsync(IntegrationState.Done, Name, "Check.Task.Done", task.LastSuccessUtc).ConfigureAwait(false);
        if (task.LastStartUtc > late)
            return await CheckAsync(IntegrationState.Wrong, Name, "Check.Task.Fails", task.LastStartUtc).ConfigureAwait(false);

        // Neither just installed nor just started, the shop has had ten minutes' worth of turns.
        return task.LastEnabledUtc > late || engines.Since.UtcDateTime > late
            ? await CheckAsync(IntegrationState.Open, Name, "Check.Task.Open", task.Seconds).ConfigureAwait(false)
            : await CheckAsync(IntegrationState.Wrong, Name, "Check.Task.Late").ConfigureAwait(false);
    }

    private async Task<IntegrationCheck> CheckAsync(IntegrationState state, string name, string text, params object[] values) =>
        new(await texts.SayAsync(name).ConfigureAwait(false), state, await texts.SayAsync(text, values).ConfigureAwait(false));
}
