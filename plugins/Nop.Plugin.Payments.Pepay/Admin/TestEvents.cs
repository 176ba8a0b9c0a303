using System.Net.Http.Headers;
using Nop.Plugin.Payments.Pepay.Admin.Models;
using Nop.Plugin.Payments.Pepay.Configuration;
using Nop.Plugin.Payments.Pepay.Data;
using Nop.Plugin.Payments.Pepay.Engine;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Webhooks;

namespace Nop.Plugin.Payments.Pepay.Admin;

/// <summary>
/// The button "send a test event". Neither provider documents an interface that makes it send one, so the shop sends itself one, signed with the
/// stored secret, over the address that the provider uses.
/// </summary>
public sealed class TestEvents(PaymentEngines engines, AccountCatalog catalog, IntegrationChecklist checklist, NopInboxStore inbox, TimeProvider time)
{
    private const int Newest = 50;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Sends one event and looks for it in the inbox.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="storeId">The store; 0 for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<ChecklistItem> SendAsync(string provider, int storeId, CancellationToken cancellationToken)
    {
        if (engines.Current?.Find(provider, await catalog.FindAccountAsync(provider, storeId).ConfigureAwait(false)) is not { } account)
            return new ChecklistItem(false, engines.Problem ?? "No keys are stored yet. Enter them and save.");
        var url = await checklist.WebhookUrlAsync(provider, storeId).ConfigureAwait(false);
        try
        {
            var test = WebhookTestRequest.Create(account.Account, time.GetUtcNow());
            var status = await PostAsync(url, test, cancellationToken).ConfigureAwait(false);
            if (status != 200)
                return new ChecklistItem(false, $"{url} answered {status} to the test event. If something stands between the internet and the shop (a proxy, a closed shop, a sign-in), let this address through.");
            var stored = (await inbox.ListAsync(new InboxQuery { Provider = provider, Limit = Newest }, cancellationToken).ConfigureAwait(false))
                .FirstOrDefault(found => found.EventId == test.EventId);
            return stored is null
                ? new ChecklistItem(false, $"{url} answered 200, but the event {test.EventId} is not in the inbox: another shop answers at this address.")
                : new ChecklistItem(true, $"The test event {test.EventId} ({stored.Type}) reached {url}, was verified with the stored secret and is in the inbox. That the provider reaches this address too, only a test payment shows.");
        }
        catch (Exception exception) when (exception is HttpRequestException or InvalidOperationException or TaskCanceledException)
        {
            return new ChecklistItem(false, $"The test event could not be sent to {url}: {exception.Message}");
        }
    }

    private static async Task<int> PostAsync(Uri url, WebhookTestRequest test, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Patience };
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ReadOnlyMemoryContent(test.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in test.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return (int)response.StatusCode;
    }
}
