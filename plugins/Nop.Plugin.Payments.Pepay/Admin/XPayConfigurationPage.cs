using Microsoft.AspNetCore.Mvc;
using Nop.Core;
using Nop.Plugin.Payments.Pepay.Admin.Models;
using Nop.Plugin.Payments.Pepay.Configuration;
using Nop.Plugin.Payments.Pepay.Engine;
using Nop.Plugin.Payments.Pepay.Localization;
using Nop.Services.Configuration;
using Nop.Services.Localization;
using Nop.Services.Messages;

namespace Nop.Plugin.Payments.Pepay.Admin;

/// <summary>The configuration page of the xPay method; the other plugin's controller shows it, so that the shop's layout finds the right plugin.</summary>
[NonController]
public sealed class XPayConfigurationPage(
    ISettingService settings, IStoreContext stores, SecretText secrets, PaymentEngines engines, AccountCatalog catalog,
    IntegrationChecklist checklist, TestEvents tests, INotificationService notifications, ILocalizationService localization, TextResources texts, TimeProvider time)
    : HostedConfigurationController<XPaySettings, XPayConfigurationModel>(settings, stores, secrets, engines, catalog, checklist, tests, notifications, localization, texts, time)
{
    /// <inheritdoc/>
    protected override string Provider => PepayDefaults.XPayProvider;

    /// <inheritdoc/>
    protected override string ViewPath => PepayDefaults.Views + "ConfigureXPay.cshtml";

    /// <inheritdoc/>
    protected override async Task FillAsync(XPayConfigurationModel model, XPaySettings current, int scope)
    {
        model.PublicKey_OverrideForStore = await IsOwnAsync(current, static x => x.PublicKey, scope).ConfigureAwait(false);
        model.PrivateKey_OverrideForStore = await IsOwnAsync(current, static x => x.PrivateKey, scope).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task SaveOwnAsync(XPayConfigurationModel model, XPaySettings current, int scope)
    {
        current.PublicKey = Keep(model.PublicKey, current.PublicKey);
        current.PrivateKey = Keep(model.PrivateKey, current.PrivateKey);
        await SaveOneAsync(current, static x => x.PublicKey, model.PublicKey_OverrideForStore, scope).ConfigureAwait(false);
        await SaveOneAsync(current, static x => x.PrivateKey, model.PrivateKey_OverrideForStore, scope).ConfigureAwait(false);
    }
}
