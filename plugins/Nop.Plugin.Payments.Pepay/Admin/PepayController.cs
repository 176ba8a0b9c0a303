using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using Nop.Core;
using Nop.Plugin.Payments.Pepay.Admin.Models;
using Nop.Plugin.Payments.Pepay.Configuration;
using Nop.Plugin.Payments.Pepay.Data;
using Nop.Plugin.Payments.Pepay.Engine;
using Nop.Plugin.Payments.Pepay.Localization;
using Nop.Services.Configuration;
using Nop.Services.Localization;
using Nop.Services.Messages;
using Nop.Services.Security;
using Nop.Web.Framework.Mvc.Filters;
using Pepay.Runtime.Inbox;

namespace Nop.Plugin.Payments.Pepay.Admin;

/// <summary>The configuration page of the Pepay method, and the inbox of both.</summary>
public sealed class PepayController(
    ISettingService settings, IStoreContext stores, SecretText secrets, PaymentEngines engines, AccountCatalog catalog,
    IntegrationChecklist checklist, TestEvents tests, INotificationService notifications, ILocalizationService localization, TextResources texts, NopInboxStore inbox, TimeProvider time)
    : HostedConfigurationController<PepaySettings, PepayConfigurationModel>(settings, stores, secrets, engines, catalog, checklist, tests, notifications, localization, texts, time)
{
    private const int PageSize = 50;

    private readonly INotificationService messages = notifications;
    private readonly PaymentEngines running = engines;
    private readonly TextResources words = texts;

    /// <inheritdoc/>
    protected override string Provider => PepayDefaults.PepayProvider;

    /// <inheritdoc/>
    protected override string ViewPath => PepayDefaults.Views + "Configure.cshtml";

    /// <summary>Lists events, newest first.</summary>
    /// <param name="state">Only those of this state; empty for all.</param>
    /// <param name="before">Only those older than this one.</param>
    [CheckPermission(StandardPermission.Configuration.MANAGE_PAYMENT_METHODS)]
    public async Task<IActionResult> Inbox(string? state = null, long? before = null)
    {
        InboxState? wanted = Enum.TryParse<InboxState>(state, ignoreCase: true, out var parsed) ? parsed : null;
        var events = await inbox.ListAsync(new InboxQuery { State = wanted, Before = before, Limit = PageSize }, default).ConfigureAwait(false);
        var lines = new List<InboxLine>();
        foreach (var listed in events)
        {
            var details = await inbox.GetAsync(listed.Id, default).ConfigureAwait(false);
            lines.Add(new InboxLine(
                listed.Id, listed.Provider, listed.Type, listed.EventId, listed.OrderingKey, listed.State.ToString(), listed.ReceivedAt,
                listed.Problem ?? details?.Deliveries.Select(static delivery => delivery.LastError).FirstOrDefault(static error => error is not null)));
        }

        var counts = await inbox.CountAsync(default).ConfigureAwait(false);
        var next = events.Count == PageSize ? events[^1].Id : (long?)null;
        return View(PepayDefaults.Views + "Inbox.cshtml", new InboxModel(lines, counts.Waiting, counts.Dead, wanted?.ToString() ?? "", next));
    }

    /// <summary>Gives one event to its handlers again, or all that were given up.</summary>
    /// <param name="id">The event; null for all that were given up.</param>
    [HttpPost]
    [CheckPermission(StandardPermission.Configuration.MANAGE_PAYMENT_METHODS)]
    public async Task<IActionResult> Replay(long? id)
    {
        var count = await inbox.ReplayAsync(new InboxReplay { Id = id, IncludeDone = id is not null }, default).ConfigureAwait(false);
        running.Current?.Get<InboxSignal>().Set();
        messages.SuccessNotification(await words.SayAsync("Inbox.Replayed", count).ConfigureAwait(false));
        return RedirectToAction(nameof(Inbox));
    }

    /// <summary>Ends what is dead of one event.</summary>
    /// <param name="id">The event.</param>
    [HttpPost]
    [CheckPermission(StandardPermission.Configuration.MANAGE_PAYMENT_METHODS)]
    public async Task<IActionResult> Dismiss(long id)
    {
        await inbox.DismissAsync(id, User.FindFirstValue(ClaimTypes.Email) ?? User.Identity?.Name ?? "", default).ConfigureAwait(false);
        messages.SuccessNotification(await words.SayAsync("Inbox.Dismissed").ConfigureAwait(false));
        return RedirectToAction(nameof(Inbox));
    }

    /// <inheritdoc/>
    protected override async Task FillAsync(PepayConfigurationModel model, PepaySettings current, int scope)
    {
        model.MerchantApiKey_OverrideForStore = await IsOwnAsync(current, static x => x.MerchantApiKey, scope).ConfigureAwait(false);
        model.EmbeddedCheckout = current.EmbeddedCheckout;
        model.EmbeddedCheckout_OverrideForStore = await IsOwnAsync(current, static x => x.EmbeddedCheckout, scope).ConfigureAwait(false);
        model.FollowStream = current.FollowStream;
        model.KeepLedger = current.KeepLedger;
    }

    /// <inheritdoc/>
    protected override async Task SaveOwnAsync(PepayConfigurationModel model, PepaySettings current, int scope)
    {
        current.MerchantApiKey = Keep(model.MerchantApiKey, current.MerchantApiKey);
        await SaveOneAsync(current, static x => x.MerchantApiKey, model.MerchantApiKey_OverrideForStore, scope).ConfigureAwait(false);
        current.EmbeddedCheckout = model.EmbeddedCheckout;
        await SaveOneAsync(current, static x => x.EmbeddedCheckout, model.EmbeddedCheckout_OverrideForStore, scope).ConfigureAwait(false);
        if (scope > 0)
            return;
        current.FollowStream = model.FollowStream;
        current.KeepLedger = model.KeepLedger;
        await SaveOneAsync(current, static x => x.FollowStream, false, 0).ConfigureAwait(false);
        await SaveOneAsync(current, static x => x.KeepLedger, false, 0).ConfigureAwait(false);
    }
}
