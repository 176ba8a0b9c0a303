using System.Globalization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.FileProviders;
using Pepay.Runtime.Commerce;
using Pepay.Runtime.Http;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Integration;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Streams;
using Pepay.Runtime.Webhooks;
using Pepay.Storefront.Resources;

namespace Pepay.Storefront.Merchant;

/// <summary>Carries out the providers' integration checklists, account by account.</summary>
internal sealed class IntegrationReport(
    PaymentProviders providers, IInboxStore inbox, IPaymentStore payments, WebhookReceivers receivers, StreamStatus streams, IWebHostEnvironment web, TimeProvider time)
{
    private const int EventsLookedAt = 50;
    private const int PageSize = 500;
    private const int MostPayments = 10_000;
    private const int LargestFile = 1_000_000;
    private const int DeepestFolder = 6;

    private static readonly TimeSpan Overdue = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Every account with its points, in the order in which the accounts were registered.</summary>
    public async Task<IReadOnlyList<(ProviderAccount Account, IReadOnlyList<IntegrationCheck> Checks)>> CheckAsync(CancellationToken cancellationToken)
    {
        var late = await payments.ListDueAsync(time.GetUtcNow() - Overdue, 1, cancellationToken).ConfigureAwait(false);
        var tested = await ListTestedAsync(cancellationToken).ConfigureAwait(false);
        var reports = new List<(ProviderAccount, IReadOnlyList<IntegrationCheck>)>();
        foreach (var provider in providers.All)
        {
            var account = provider.Account;
            reports.Add((account,
            [
                .. await AskAsync(provider, cancellationToken).ConfigureAwait(false),
                CheckFiles(provider),
                await CheckWebhooksAsync(account, cancellationToken).ConfigureAwait(false),
                CheckStream(account, isSwept: late.Count == 0),
                late.Count == 0
                    ? new(Texts.CheckReconcile, IntegrationState.Done, Texts.CheckReconcileDone)
                    : new(Texts.CheckReconcile, IntegrationState.Wrong, Texts.CheckReconcileWrong),
                tested.Contains(account.Provider.Name)
                    ? new(Texts.CheckTestPayment, IntegrationState.Done, Texts.CheckTestPaymentDone)
                    : new(Texts.CheckTestPayment, IntegrationState.Open, Texts.CheckTestPaymentOpen),
                .. await CheckCommerceAsync(provider, cancellationToken).ConfigureAwait(false),
            ]));
        }

        return reports;
    }

    private async Task<IReadOnlyList<IntegrationCheck>> AskAsync(IPaymentProvider provider, CancellationToken cancellationToken)
    {
        if (provider is not IIntegrationChecks checks)
            return [];
        return await checks.CheckAccountWithinAsync(Patience, time, cancellationToken).ConfigureAwait(false)
            ?? [new(Texts.CheckKeys, IntegrationState.Wrong, Format(Texts.CheckKeysSilent, provider.Account.Provider.DisplayName))];
    }

    /// <summary>What everybody can download must hold no key. Files that are too large to be read at once are counted, and said.</summary>
    private IntegrationCheck CheckFiles(IPaymentProvider provider)
    {
        Func<string, bool> contains = provider is IIntegrationChecks checks ? checks.ContainsSecret : provider.Account.WebhookSecretsOccurIn;
        var unread = 0;
        foreach (var (path, info) in Files(web.WebRootFileProvider, "", 0))
        {
            if (info.Length > LargestFile)
                unread++;
            else if (contains(Read(info)))
                return new(Texts.CheckSecrets, IntegrationState.Wrong, Format(Texts.CheckSecretsWrong, path));
        }

        return new(Texts.CheckSecrets, IntegrationState.Done, unread == 0 ? Texts.CheckSecretsDone : Format(Texts.CheckSecretsDoneButLarge, unread));
    }

    private static IEnumerable<(string Path, IFileInfo Info)> Files(IFileProvider files, string folder, int depth)
    {
        foreach (var entry in files.GetDirectoryContents(folder))
        {
            var path = folder + "/" + entry.Name;
            if (!entry.IsDirectory)
            {
                yield return (path, entry);
            }
            else if (depth < DeepestFolder)
            {
                foreach (var inner in Files(files, path, depth + 1))
                    yield return inner;
            }
        }
    }

    private static string Read(IFileInfo file)
    {
        using var reader = new StreamReader(file.CreateReadStream());
        return reader.ReadToEnd();
    }

    private async Task<IntegrationCheck> CheckWebhooksAsync(ProviderAccount account, CancellationToken cancellationToken)
    {
        if (!account.WebhookSecrets().Any(secret => secret.IsAcceptedAt(time.GetUtcNow())))
            return new(Texts.CheckWebhooks, IntegrationState.Wrong, Texts.CheckWebhooksNoSecret);
        var query = new InboxQuery { Provider = account.Provider.Name, Account = account.Account, Source = EventSource.Webhook, Limit = EventsLookedAt };
        // A test event that the shop signed itself says nothing about the provider.
        var events = await inbox.ListAsync(query, cancellationToken).ConfigureAwait(false);
        var last = events.FirstOrDefault(static each => !WebhookTestRequest.IsTest(each.EventId));
        var refusal = receivers.Find(account.Provider.Name, account.Account)?.LastRefusal;
        var name = account.Provider.DisplayName;
        return (last, refusal) switch
        {
            (null, null) => new(Texts.CheckWebhooks, IntegrationState.Open, Format(Texts.CheckWebhooksOpen, name)),
            (null, { } refused) => new(Texts.CheckWebhooks, IntegrationState.Open, Format(Texts.CheckWebhooksRefused, Time(refused.At), Reason(refused), name)),
            ({ } got, { } refused) when refused.At > got.ReceivedAt =>
                new(Texts.CheckWebhooks, IntegrationState.Done, Format(Texts.CheckWebhooksRefusedSince, Time(got.ReceivedAt), Time(refused.At), Reason(refused), name)),
            ({ } got, _) => new(Texts.CheckWebhooks, IntegrationState.Done, Format(Texts.CheckWebhooksDone, Time(got.ReceivedAt))),
        };
    }

    private IntegrationCheck CheckStream(ProviderAccount account, bool isSwept)
    {
        var own = streams.Streams.Where(stream => stream.Stream.Provider == account.Provider.Name && stream.Stream.Account == account.Account).ToList();
        if (own.Count == 0)
            return isSwept ? new(Texts.CheckStream, IntegrationState.Done, Texts.CheckStreamPolling) : new(Texts.CheckStream, IntegrationState.Wrong, Texts.CheckStreamNone);
        return own.All(static stream => stream.Phase is StreamPhase.Connected or StreamPhase.StandingBy)
            ? new(Texts.CheckStream, IntegrationState.Done, Texts.CheckStreamDone)
            : new(Texts.CheckStream, own.Any(static stream => stream.Phase == StreamPhase.Refused) ? IntegrationState.Wrong : IntegrationState.Open, Texts.CheckStreamOpen);
    }

    /// <summary>The providers of which a payment with test money was paid.</summary>
    private async Task<HashSet<string>> ListTestedAsync(CancellationToken cancellationToken)
    {
        // In live mode a test payment is history: the newest page answers it, or nobody has to know.
        var wanted = providers.All.Where(static provider => provider.Account.Environment == PaymentEnvironment.Test)
            .Select(static provider => provider.Account.Provider.Name).ToHashSet(StringComparer.Ordinal);
        var tested = new HashSet<string>(StringComparer.Ordinal);
        string? before = null;
        for (var read = 0; read < MostPayments; read += PageSize)
        {
            var page = await payments.ListAsync(PageSize, before, cancellationToken).ConfigureAwait(false);
            tested.UnionWith(page.Where(static payment => payment is { Environment: PaymentEnvironment.Test, State.WasPaid: true }).Select(static payment => payment.Provider));
            if (page.Count < PageSize || wanted.IsSubsetOf(tested))
                break;
            before = page[^1].AttemptId;
        }

        return tested;
    }

    /// <summary>Of an account that sells goods of other shops: that events of its orders arrive, and that one was carried to its end in test mode.</summary>
    private async Task<IReadOnlyList<IntegrationCheck>> CheckCommerceAsync(IPaymentProvider provider, CancellationToken cancellationToken)
    {
        if (provider is not ICommerce { HasCommerce: true } commerce)
            return [];
        var name = provider.Account.Provider.DisplayName;
        try
        {
            var orders = await commerce.ListOrdersAsync(null, EventsLookedAt, 0, cancellationToken).WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false);
            var newest = orders.Count == 0 ? null : await commerce.FindOrderAsync(orders[0].Id, cancellationToken).WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false);
            var query = new InboxQuery { Provider = provider.Account.Provider.Name, Account = provider.Account.Account, OrderingKey = newest?.PaymentId, Limit = 1 };
            var isSeen = newest?.PaymentId is not null && (await inbox.ListAsync(query, cancellationToken).ConfigureAwait(false)).Count > 0;
            var isDelivered = orders.Any(static order => order is { Environment: PaymentEnvironment.Test, State: CommerceOrderState.Delivered });
            return
            [
                isSeen
                    ? new(Texts.CheckOrderEvents, IntegrationState.Done, Texts.CheckOrderEventsDone)
                    : new(Texts.CheckOrderEvents, IntegrationState.Open, Format(orders.Count == 0 ? Texts.CheckOrderEventsNone : Texts.CheckOrderEventsOpen, name)),
                isDelivered
                    ? new(Texts.CheckOrderTest, IntegrationState.Done, Texts.CheckOrderTestDone)
                    : new(Texts.CheckOrderTest, IntegrationState.Open, Texts.CheckOrderTestOpen),
            ];
        }
        catch (Exception exception) when (exception is ApiException or TimeoutException)
        {
            return [new(Texts.CheckOrderEvents, IntegrationState.Open, Format(Texts.CheckOrdersSilent, name))];
        }
    }

    private static string Reason(WebhookRefusal refusal) => refusal.Verdict switch
    {
        WebhookVerdict.WrongSignature => Texts.RefusedWrongSignature,
        WebhookVerdict.StaleTimestamp => Texts.RefusedStale,
        WebhookVerdict.UnusableSecret => Texts.RefusedUnusableSecret,
        _ => Texts.RefusedUnsigned,
    };

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("u", CultureInfo.InvariantCulture);

    private static string Format(string text, params object[] values) => string.Format(CultureInfo.CurrentCulture, text, values);
}
