using System.Globalization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.FileProviders;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Integration;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Streams;
using Pepay.Storefront.Resources;

namespace Pepay.Storefront.Merchant;

/// <summary>Carries out the providers' integration checklists, account by account.</summary>
internal sealed class IntegrationReport(
    PaymentProviders providers, IInboxStore inbox, IPaymentStore payments, StreamStatus streams, IWebHostEnvironment web, TimeProvider time)
{
    private const int PaymentsLookedAt = 500;
    private const int LargestFile = 1_000_000;
    private const int DeepestFolder = 6;

    private static readonly TimeSpan Overdue = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Every account with its points, in the order in which the accounts were registered.</summary>
    public async Task<IReadOnlyList<(ProviderAccount Account, IReadOnlyList<IntegrationCheck> Checks)>> CheckAsync(CancellationToken cancellationToken)
    {
        var late = await payments.ListDueAsync(time.GetUtcNow() - Overdue, 1, cancellationToken).ConfigureAwait(false);
        var newest = await payments.ListAsync(PaymentsLookedAt, null, cancellationToken).ConfigureAwait(false);
        var reports = new List<(ProviderAccount, IReadOnlyList<IntegrationCheck>)>();
        foreach (var provider in providers.All)
        {
            var account = provider.Account;
            reports.Add((account,
            [
                .. await AskAsync(provider, cancellationToken).ConfigureAwait(false),
                CheckFiles(provider),
                await CheckWebhooksAsync(account, cancellationToken).ConfigureAwait(false),
                CheckStream(account),
                late.Count == 0
                    ? new(Texts.CheckReconcile, IntegrationState.Done, Texts.CheckReconcileDone)
                    : new(Texts.CheckReconcile, IntegrationState.Wrong, Texts.CheckReconcileWrong),
                CheckTestPayment(account, newest),
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

    /// <summary>What everybody can download must hold no key.</summary>
    private IntegrationCheck CheckFiles(IPaymentProvider provider)
    {
        Func<string, bool> contains = provider is IIntegrationChecks checks ? checks.ContainsSecret : provider.Account.WebhookSecretsOccurIn;
        return Files(web.WebRootFileProvider, "", 0).FirstOrDefault(file => contains(Read(file.Info))) is { Info: not null } leak
            ? new(Texts.CheckSecrets, IntegrationState.Wrong, Format(Texts.CheckSecretsWrong, leak.Path))
            : new(Texts.CheckSecrets, IntegrationState.Done, Texts.CheckSecretsDone);
    }

    private static IEnumerable<(string Path, IFileInfo Info)> Files(IFileProvider files, string folder, int depth)
    {
        foreach (var entry in files.GetDirectoryContents(folder))
        {
            var path = folder + "/" + entry.Name;
            if (!entry.IsDirectory)
            {
                if (entry.Length <= LargestFile)
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
        var query = new InboxQuery { Provider = account.Provider.Name, Account = account.Account, Source = EventSource.Webhook, Limit = 1 };
        var events = await inbox.ListAsync(query, cancellationToken).ConfigureAwait(false);
        return events is [var last]
            ? new(Texts.CheckWebhooks, IntegrationState.Done, Format(Texts.CheckWebhooksDone, last.ReceivedAt.UtcDateTime.ToString("u", CultureInfo.InvariantCulture)))
            : new(Texts.CheckWebhooks, IntegrationState.Open, Format(Texts.CheckWebhooksOpen, account.Provider.DisplayName));
    }

    private IntegrationCheck CheckStream(ProviderAccount account)
    {
        var own = streams.Streams.Where(stream => stream.Stream.Provider == account.Provider.Name && stream.Stream.Account == account.Account).ToList();
        if (own.Count == 0)
            return new(Texts.CheckStream, IntegrationState.Done, Texts.CheckStreamPolling);
        return own.All(static stream => stream.Phase is StreamPhase.Connected or StreamPhase.StandingBy)
            ? new(Texts.CheckStream, IntegrationState.Done, Texts.CheckStreamDone)
            : new(Texts.CheckStream, own.Any(static stream => stream.Phase == StreamPhase.Refused) ? IntegrationState.Wrong : IntegrationState.Open, Texts.CheckStreamOpen);
    }

    private static IntegrationCheck CheckTestPayment(ProviderAccount account, IReadOnlyList<Payment> newest) =>
        newest.Any(payment => payment.Provider == account.Provider.Name && payment.Environment == PaymentEnvironment.Test && payment.State.WasPaid)
            ? new(Texts.CheckTestPayment, IntegrationState.Done, Texts.CheckTestPaymentDone)
            : new(Texts.CheckTestPayment, IntegrationState.Open, Texts.CheckTestPaymentOpen);

    private static string Format(string text, object value) => string.Format(CultureInfo.CurrentCulture, text, value);
}
