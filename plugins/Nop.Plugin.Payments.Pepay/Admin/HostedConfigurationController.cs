using System.Linq.Expressions;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Mvc;
using Nop.Core;
using Nop.Plugin.Payments.Pepay.Admin.Models;
using Nop.Plugin.Payments.Pepay.Configuration;
using Nop.Plugin.Payments.Pepay.Engine;
using Nop.Plugin.Payments.Pepay.Localization;
using Nop.Services.Configuration;
using Nop.Services.Localization;
using Nop.Services.Messages;
using Nop.Services.Security;
using Nop.Web.Framework;
using Nop.Web.Framework.Controllers;
using Nop.Web.Framework.Mvc.Filters;
using Pepay.Runtime.Http;
using Pepay.Runtime.Integration;
using Pepay.Runtime.Webhooks;

namespace Nop.Plugin.Payments.Pepay.Admin;

/// <summary>The configuration page of a payment method; each plugin has one derived from it.</summary>
[AuthorizeAdmin]
[Area(AreaNames.ADMIN)]
[AutoValidateAntiforgeryToken]
public abstract class HostedConfigurationController<TSettings, TModel>(
    ISettingService settings, IStoreContext stores, SecretText secrets, PaymentEngines engines, AccountCatalog catalog,
    IntegrationChecklist checklist, TestEvents tests, INotificationService notifications, ILocalizationService localization, TextResources texts, TimeProvider time) : BasePaymentController
    where TSettings : HostedPaymentSettings, new()
    where TModel : HostedConfigurationModel, new()
{
    /// <summary>The runtime's name of the provider.</summary>
    protected abstract string Provider { get; }

    /// <summary>The page's view.</summary>
    protected abstract string ViewPath { get; }

    /// <summary>Shows the settings of the chosen store.</summary>
    [CheckPermission(StandardPermission.Configuration.MANAGE_PAYMENT_METHODS)]
    public async Task<IActionResult> Configure() => View(ViewPath, await PrepareAsync().ConfigureAwait(false));

    /// <summary>Saves the settings and starts payments with them at once.</summary>
    [HttpPost]
    [CheckPermission(StandardPermission.Configuration.MANAGE_PAYMENT_METHODS)]
    public async Task<IActionResult> Configure(TModel model)
    {
        if (!ModelState.IsValid)
            return await Configure().ConfigureAwait(false);
        await SaveAsync(model).ConfigureAwait(false);
        notifications.SuccessNotification(await localization.GetResourceAsync("Admin.Plugins.Saved").ConfigureAwait(false));
        await ReloadAsync().ConfigureAwait(false);
        return RedirectToAction(nameof(Configure));
    }

    /// <summary>Asks the provider with the stored keys.</summary>
    [HttpPost]
    [CheckPermission(StandardPermission.Configuration.MANAGE_PAYMENT_METHODS)]
    public async Task<IActionResult> CheckKeys()
    {
        var checks = await checklist.CheckKeysAsync(Provider, await ScopeAsync().ConfigureAwait(false)).ConfigureAwait(false);
        return Show(checks.OrderByDescending(static check => check.State == IntegrationState.Wrong).First());
    }

    /// <summary>Sends a signed test event to the shop's own webhook address and shows how it arrived.</summary>
    [HttpPost]
    [CheckPermission(StandardPermission.Configuration.MANAGE_PAYMENT_METHODS)]
    public async Task<IActionResult> SendTestEvent() =>
        Show(await tests.SendAsync(Provider, await ScopeAsync().ConfigureAwait(false), HttpContext.RequestAborted).ConfigureAwait(false));

    /// <summary>Registers the webhook address at the provider, with a new secret where none is stored.</summary>
    [HttpPost]
    [CheckPermission(StandardPermission.Configuration.MANAGE_PAYMENT_METHODS)]
    public async Task<IActionResult> RegisterWebhook()
    {
        var scope = await ScopeAsync().ConfigureAwait(false);
        if (await FindRegistrationAsync(scope).ConfigureAwait(false) is null)
            return Show(await SayAsync(IntegrationState.Wrong, "Check.Keys.None").ConfigureAwait(false));
        try
        {
            var secret = await ReadSecretAsync(scope).ConfigureAwait(false);

            // Looked up only now: a secret of its own gives a store an account and an address of its own.
            var url = await checklist.WebhookUrlAsync(Provider, scope).ConfigureAwait(false);

            // And again: a new secret is a new engine, and the former one's connections are closed.
            if (await FindRegistrationAsync(scope).ConfigureAwait(false) is not { } registration)
                return RedirectToAction(nameof(Configure));
            var id = await registration.RegisterWebhookAsync(url, secret, HttpContext.RequestAborted).ConfigureAwait(false);
            return Show(await SayAsync(IntegrationState.Done, "RegisterWebhook.Done", url, id).ConfigureAwait(false));
        }
        catch (ApiException exception)
        {
            return Show(await SayAsync(IntegrationState.Wrong, "RegisterWebhook.Failed", exception.Message).ConfigureAwait(false));
        }
    }

    /// <summary>Puts what only this method has into the model.</summary>
    protected abstract Task FillAsync(TModel model, TSettings current, int scope);

    /// <summary>Saves what only this method has.</summary>
    protected abstract Task SaveOwnAsync(TModel model, TSettings current, int scope);

    /// <summary>Saves one setting, for all stores or as the chosen store's own.</summary>
    protected Task SaveOneAsync<TValue>(TSettings current, Expression<Func<TSettings, TValue>> setting, bool own, int scope) =>
        settings.SaveSettingOverridablePerStoreAsync(current, setting, own, scope, clearCache: false);

    /// <summary>Whether the chosen store has its own value of a setting.</summary>
    protected async Task<bool> IsOwnAsync<TValue>(TSettings current, Expression<Func<TSettings, TValue>> setting, int scope) =>
        scope > 0 && await settings.SettingExistsAsync(current, setting, scope).ConfigureAwait(false);

    /// <summary>What to store for a secret field: an empty one leaves what is stored.</summary>
    protected string Keep(string? entered, string stored) => string.IsNullOrWhiteSpace(entered) ? stored : secrets.Protect(entered);

    private async Task<TModel> PrepareAsync()
    {
        var scope = await ScopeAsync().ConfigureAwait(false);
        var current = await settings.LoadSettingAsync<TSettings>(scope).ConfigureAwait(false);
        var model = new TModel
        {
            ActiveStoreScopeConfiguration = scope,
            LiveMoney = current.LiveMoney,
            LiveMoney_OverrideForStore = await IsOwnAsync(current, static x => x.LiveMoney, scope).ConfigureAwait(false),
            ApiBaseUrl = current.ApiBaseUrl,
            ApiBaseUrl_OverrideForStore = await IsOwnAsync(current, static x => x.ApiBaseUrl, scope).ConfigureAwait(false),
            HasWebhookSecret = current.WebhookSecret.Length > 0,
            WebhookSecret_OverrideForStore = await IsOwnAsync(current, static x => x.WebhookSecret, scope).ConfigureAwait(false),
            AdditionalFee = current.AdditionalFee,
            AdditionalFee_OverrideForStore = await IsOwnAsync(current, static x => x.AdditionalFee, scope).ConfigureAwait(false),
            AdditionalFeePercentage = current.AdditionalFeePercentage,
            AdditionalFeePercentage_OverrideForStore = await IsOwnAsync(current, static x => x.AdditionalFeePercentage, scope).ConfigureAwait(false),
            CancelUnpaidOrders = current.CancelUnpaidOrders,
            CancelUnpaidOrders_OverrideForStore = await IsOwnAsync(current, static x => x.CancelUnpaidOrders, scope).ConfigureAwait(false),
            HasKeys = current.Keys.All(static key => key.Length > 0),
            WebhookUrl = (await checklist.WebhookUrlAsync(Provider, scope).ConfigureAwait(false)).AbsoluteUri,
            CanRegister = Provider == PepayDefaults.XPayProvider,
            Checklist = await checklist.RunAsync(Provider, scope).ConfigureAwait(false),
        };
        await FillAsync(model, current, scope).ConfigureAwait(false);
        return model;
    }

    private async Task SaveAsync(TModel model)
    {
        var scope = await ScopeAsync().ConfigureAwait(false);
        var current = await settings.LoadSettingAsync<TSettings>(scope).ConfigureAwait(false);

        // The secret before stays accepted for a while, so that a rotation loses no event that is on its way.
        if (!string.IsNullOrWhiteSpace(model.WebhookSecret))
            (current.PreviousWebhookSecret, current.PreviousWebhookSecretUntil) = (current.WebhookSecret, (time.GetUtcNow() + HostedPaymentSettings.Rotation).UtcTicks);
        current.WebhookSecret = Keep(model.WebhookSecret, current.WebhookSecret);
        current.LiveMoney = model.LiveMoney;
        current.ApiBaseUrl = model.ApiBaseUrl?.Trim() ?? "";
        current.AdditionalFee = model.AdditionalFee;
        current.AdditionalFeePercentage = model.AdditionalFeePercentage;
        current.CancelUnpaidOrders = model.CancelUnpaidOrders;
        await SaveOneAsync(current, static x => x.WebhookSecret, model.WebhookSecret_OverrideForStore, scope).ConfigureAwait(false);
        await SaveOneAsync(current, static x => x.PreviousWebhookSecret, model.WebhookSecret_OverrideForStore, scope).ConfigureAwait(false);
        await SaveOneAsync(current, static x => x.PreviousWebhookSecretUntil, model.WebhookSecret_OverrideForStore, scope).ConfigureAwait(false);
        await SaveOneAsync(current, static x => x.LiveMoney, model.LiveMoney_OverrideForStore, scope).ConfigureAwait(false);
        await SaveOneAsync(current, static x => x.ApiBaseUrl, model.ApiBaseUrl_OverrideForStore, scope).ConfigureAwait(false);
        await SaveOneAsync(current, static x => x.AdditionalFee, model.AdditionalFee_OverrideForStore, scope).ConfigureAwait(false);
        await SaveOneAsync(current, static x => x.AdditionalFeePercentage, model.AdditionalFeePercentage_OverrideForStore, scope).ConfigureAwait(false);
        await SaveOneAsync(current, static x => x.CancelUnpaidOrders, model.CancelUnpaidOrders_OverrideForStore, scope).ConfigureAwait(false);
        await SaveOwnAsync(model, current, scope).ConfigureAwait(false);
        await settings.ClearCacheAsync().ConfigureAwait(false);
    }

    /// <summary>The stored secret; a new one where none is stored, kept before it is registered: an event that comes at once is understood.</summary>
    private async Task<string> ReadSecretAsync(int scope)
    {
        var current = await settings.LoadSettingAsync<TSettings>(scope).ConfigureAwait(false);
        if (secrets.Reveal(current.WebhookSecret) is { Length: > 0 } stored)
            return stored;
        var made = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        current.WebhookSecret = secrets.Protect(made);
        await settings.SaveSettingOverridablePerStoreAsync(current, static x => x.WebhookSecret, scope > 0, scope, clearCache: true).ConfigureAwait(false);
        await ReloadAsync().ConfigureAwait(false);
        return made;
    }

    private async Task ReloadAsync()
    {
        await engines.ReloadAsync(default).ConfigureAwait(false);
        if (engines.Problem is { } problem)
            notifications.ErrorNotification(problem);
    }

    private async Task<IWebhookRegistration?> FindRegistrationAsync(int scope) =>
        engines.Current?.Find(Provider, await catalog.FindAccountAsync(Provider, scope).ConfigureAwait(false)) as IWebhookRegistration;

    private async Task<IntegrationCheck> SayAsync(IntegrationState state, string text, params object[] values) =>
        new(await texts.SayAsync("Check.Webhooks").ConfigureAwait(false), state, await texts.SayAsync(text, values).ConfigureAwait(false));

    private RedirectToActionResult Show(IntegrationCheck result)
    {
        var text = $"{result.Name}: {result.Text}";
        if (result.State == IntegrationState.Done)
            notifications.SuccessNotification(text);
        else
            notifications.ErrorNotification(text);
        return RedirectToAction(nameof(Configure));
    }

    private Task<int> ScopeAsync() => stores.GetActiveStoreScopeConfigurationAsync();
}
