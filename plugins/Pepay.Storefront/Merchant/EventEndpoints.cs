using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Merchant;
using Pepay.Runtime.Payments;
using Pepay.Storefront.Merchant.Pages;
using Pepay.Storefront.Resources;
using Pepay.Storefront.Security;

namespace Pepay.Storefront.Merchant;

/// <summary>The event inbox: search, one event with body and deliveries, replay, dismiss.</summary>
internal static class EventEndpoints
{
    private const int PageSize = 50;

    public static void Map(IEndpointRouteBuilder merchant)
    {
        merchant.MapGet("/events", ListAsync);
        merchant.MapGet("/events/{id:long}", ShowAsync);
        merchant.MapGet("/events/{id:long}/raw", DownloadAsync);
        merchant.MapPost("/events/{id:long}/replay", ReplayAsync).RequirePepayFormToken();
        merchant.MapPost("/events/{id:long}/dismiss", DismissAsync).RequirePepayFormToken();
        merchant.MapPost("/events/replay-dead", ReplayDeadAsync).RequirePepayFormToken();
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] EventSearch search, HttpContext context, IInboxStore inbox, MerchantDesk desk, CancellationToken cancellationToken)
    {
        var state = Enum.TryParse<InboxState>(search.State, ignoreCase: true, out var parsed) && Enum.IsDefined(parsed) ? parsed : (InboxState?)null;
        var query = new InboxQuery
        {
            Text = Blank(search.Text),
            Provider = Blank(search.Provider),
            State = state,
            Before = long.TryParse(search.Before, NumberStyles.None, CultureInfo.InvariantCulture, out var before) ? before : null,
            Limit = PageSize,
        };
        var events = await inbox.ListAsync(query, cancellationToken).ConfigureAwait(false);
        return PageResults.Page<EventsPage>(new()
        {
            [nameof(EventsPage.Query)] = query,
            [nameof(EventsPage.Events)] = events,
            [nameof(EventsPage.Older)] = events.Count == PageSize ? events[^1].Id : null,
            [nameof(EventsPage.Notice)] = await desk.NoticeAsync(context, cancellationToken).ConfigureAwait(false),
        });
    }

    private static async Task<IResult> ShowAsync(
        long id, HttpContext context, IInboxStore inbox, IPaymentStore payments, PaymentProviders providers, MerchantDesk desk, CancellationToken cancellationToken)
    {
        if (await inbox.GetAsync(id, cancellationToken).ConfigureAwait(false) is not { } details)
        {
            return PageResults.Page<MerchantProblemPage>(
                new() { [nameof(MerchantProblemPage.Title)] = Texts.EventUnknownTitle, [nameof(MerchantProblemPage.Text)] = Texts.EventUnknownText },
                StatusCodes.Status404NotFound);
        }

        var (provider, account) = (details.Event.Provider, details.Event.Account);
        var payment = details.Event.OrderingKey is { } paymentId
            ? await payments.FindByPaymentIdAsync(provider, account, paymentId, cancellationToken).ConfigureAwait(false)
            : null;
        return PageResults.Page<EventPage>(new()
        {
            [nameof(EventPage.Details)] = details,
            [nameof(EventPage.Payment)] = payment,
            [nameof(EventPage.BodyText)] = details.Body is { } body ? EventBodyText.Of(body, providers.Find(provider, account)?.Account.Provider.Webhook) : null,
            [nameof(EventPage.Notice)] = await desk.NoticeAsync(context, cancellationToken).ConfigureAwait(false),
        });
    }

    /// <summary>The very bytes of the body, as they arrived: a file, so that no browser ever takes them for a page.</summary>
    private static async Task<IResult> DownloadAsync(long id, IInboxStore inbox, CancellationToken cancellationToken) =>
        (await inbox.GetAsync(id, cancellationToken).ConfigureAwait(false))?.Body is { } body
            ? Results.Bytes(body, "application/octet-stream", string.Create(CultureInfo.InvariantCulture, $"event-{id}.txt"))
            : Results.NotFound();

    private static async Task<IResult> ReplayAsync(long id, HttpContext context, IInboxStore inbox, MerchantDesk desk, StorefrontUrls urls)
    {
        var subject = id.ToString(CultureInfo.InvariantCulture);
        var action = await desk.RunAsync(context, MerchantActionKind.Replay, subject, async () =>
        {
            var count = await inbox.ReplayAsync(new InboxReplay { Id = id }, context.RequestAborted).ConfigureAwait(false);
            return count == 0 ? Texts.NothingReplayedNotice : Format(Texts.ReplayedNotice, count);
        }).ConfigureAwait(false);
        return new SeeOther($"{urls.MerchantPage("events/" + subject)}?{MerchantDesk.ActionParameter}={action}");
    }

    private static async Task<IResult> DismissAsync(long id, HttpContext context, IInboxStore inbox, MerchantDesk desk, StorefrontUrls urls)
    {
        var subject = id.ToString(CultureInfo.InvariantCulture);
        var action = await desk.RunAsync(context, MerchantActionKind.Dismiss, subject, async () =>
            await inbox.DismissAsync(id, MerchantDesk.ActorOf(context), context.RequestAborted).ConfigureAwait(false)
                ? Texts.DismissedNotice : Texts.NothingDismissedNotice).ConfigureAwait(false);
        return new SeeOther($"{urls.MerchantPage("events/" + subject)}?{MerchantDesk.ActionParameter}={action}");
    }

    private static async Task<IResult> ReplayDeadAsync(HttpContext context, IInboxStore inbox, MerchantDesk desk, StorefrontUrls urls)
    {
        var action = await desk.RunAsync(context, MerchantActionKind.ReplayAll, null, async () =>
            Format(Texts.ReplayedNotice, await inbox.ReplayAsync(new InboxReplay(), context.RequestAborted).ConfigureAwait(false))).ConfigureAwait(false);
        return new SeeOther($"{urls.MerchantPage("events")}?state=dead&{MerchantDesk.ActionParameter}={action}");
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string Format(string text, object value) => string.Format(CultureInfo.CurrentCulture, text, value);

    private sealed record EventSearch(
        [property: FromQuery(Name = "text")] string? Text,
        [property: FromQuery(Name = "state")] string? State,
        [property: FromQuery(Name = "provider")] string? Provider,
        [property: FromQuery(Name = "before")] string? Before);
}
