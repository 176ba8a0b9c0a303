using System.Net.Sockets;
using Nop.Plugin.Payments.Pepay.Configuration;
using Nop.Plugin.Payments.Pepay.Data;
using Nop.Plugin.Payments.Pepay.Engine;
using Nop.Plugin.Payments.Pepay.Localization;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Integration;
using Pepay.Runtime.Webhooks;

namespace Nop.Plugin.Payments.Pepay.Admin;

/// <summary>
/// The button "send a test event". Neither provider documents an interface that makes it send one, so the shop sends itself one, signed with the
/// stored secret, over the address that the provider uses.
/// </summary>
public sealed class TestEvents(PaymentEngines engines, AccountCatalog catalog, IntegrationChecklist checklist, NopInboxStore inbox, TextResources texts, TimeProvider time)
{
    private const int Newest = 50;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Sends one event and looks for it in the inbox.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="storeId">The store; 0 for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IntegrationCheck> SendAsync(string provider, int storeId, CancellationToken cancellationToken)
    {
        var name = await catalog.FindAccountAsync(provider, storeId).ConfigureAwait(false);
        if (engines.Current?.Find(provider, name) is not { } account)
            return new IntegrationCheck(await texts.SayAsync("Check.Keys").ConfigureAwait(false), IntegrationState.Wrong, engines.FindProblem(provider, name) ?? await texts.SayAsync("Check.Keys.None").ConfigureAwait(false));
        var url = await checklist.WebhookUrlAsync(provider, storeId).ConfigureAwait(false);
        try
        {
            var test = WebhookTestRequest.Create(account.Account, time.GetUtcNow());
            var status = await PostAsync(url, test, cancellationToken).ConfigureAwait(false);
            if (status != 200)
                return await SayAsync(IntegrationState.Wrong, "TestEvent.Refused", url, status).ConfigureAwait(false);
            var stored = (await inbox.ListAsync(new InboxQuery { Provider = provider, Limit = Newest }, cancellationToken).ConfigureAwait(false))
                .Any(found => found.EventId == test.EventId);
            return stored
                ? await SayAsync(IntegrationState.Done, "TestEvent.Done", url, test.EventId).ConfigureAwait(false)
                : await SayAsync(IntegrationState.Wrong, "TestEvent.Elsewhere", url, test.EventId).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or InvalidOperationException or TaskCanceledException)
        {
            return await SayAsync(IntegrationState.Wrong, "TestEvent.NotSent", url, exception.Message).ConfigureAwait(false);
        }
    }

    private async Task<IntegrationCheck> SayAsync(IntegrationState state, string text, params object[] values) =>
        new(await texts.SayAsync("TestEvent").ConfigureAwait(false), state, await texts.SayAsync(text, values).ConfigureAwait(false));

    private static async Task<int> PostAsync(Uri url, WebhookTestRequest test, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Patience };
        return await test.Webhook.SendAsync(client, url, cancellationToken).ConfigureAwait(false);
    }
}
