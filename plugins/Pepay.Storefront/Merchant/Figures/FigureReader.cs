using Pepay.Runtime.Inbox;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Webhooks;

namespace Pepay.Storefront.Merchant.Figures;

/// <summary>Counts payments and webhooks of a span of time. It reads the lists that the merchant area shows, newest first, and no more of them than the span holds.</summary>
internal sealed class FigureReader(IPaymentStore payments, IInboxStore inbox, PaymentProviders providers, TimeProvider time)
{
    /// <summary>The most payments, and the most webhooks, that are counted.</summary>
    public const int Most = 10_000;

    private const int PageSize = 500;

    public async Task<ShopFigures> ReadAsync(FigureRange range, CancellationToken cancellationToken)
    {
        var start = range.Start(time.GetUtcNow());
        var begun = await ReadPaymentsAsync(start, cancellationToken).ConfigureAwait(false);
        var webhooks = await ReadWebhooksAsync(start, cancellationToken).ConfigureAwait(false);

        // Money of another environment than the account's is no business of this shop's.
        var own = begun.Where(payment => providers.Find(payment.Provider, payment.Account)?.Account.Environment == payment.Environment).ToList();
        var orders = own.GroupBy(static payment => payment.OrderNumber, StringComparer.Ordinal)
            .Select(static attempts => (At: attempts.Min(static payment => payment.CreatedAt), WasPaid: attempts.Any(static payment => payment.State.WasPaid)))
            .ToLookup(order => IndexOf(order.At), static order => order.WasPaid);
        var states = own.ToLookup(payment => IndexOf(payment.CreatedAt), static payment => payment.State.Label);
        var lags = webhooks.Where(static webhook => webhook.CreatedAt is not null && !WebhookTestRequest.IsTest(webhook.EventId))
            .ToLookup(webhook => IndexOf(webhook.ReceivedAt), static webhook => Math.Max(0, (webhook.ReceivedAt - webhook.CreatedAt!.Value).TotalSeconds));
        return new ShopFigures(
            [.. Enumerable.Range(0, range.Parts).Select(part => Count(start + range.Part * part, states[part], orders[part], lags[part]))],
            begun.Count >= Most || webhooks.Count >= Most)
        {
            Total = Count(start, states.SelectMany(static part => part), orders.SelectMany(static part => part), lags.SelectMany(static part => part)),
        };

        int IndexOf(DateTimeOffset at) => Math.Clamp((int)((at - start) / range.Part), 0, range.Parts - 1);
    }

    private static FigurePart Count(DateTimeOffset from, IEnumerable<PaymentLabel> labels, IEnumerable<bool> orders, IEnumerable<double> lags)
    {
        var groups = labels.GroupBy(GroupOf).ToDictionary(static group => group.Key, static group => group.Count());
        bool[] paid = [.. orders];
        double[] sorted = [.. lags.Order()];
        return new FigurePart(from)
        {
            Paid = groups.GetValueOrDefault(nameof(FigurePart.Paid)),
            Open = groups.GetValueOrDefault(nameof(FigurePart.Open)),
            NotPaid = groups.GetValueOrDefault(nameof(FigurePart.NotPaid)),
            GivenBack = groups.GetValueOrDefault(nameof(FigurePart.GivenBack)),
            Orders = paid.Length,
            OrdersPaid = paid.Count(static one => one),
            Webhooks = sorted.Length,
            MedianLag = At(sorted, 0.5),
            LongLag = At(sorted, 0.95),
        };
    }

    private static string GroupOf(PaymentLabel label) => label switch
    {
        PaymentLabel.Paid or PaymentLabel.Overpaid or PaymentLabel.DisputeWon => nameof(FigurePart.Paid),
        PaymentLabel.Pending or PaymentLabel.Underpaid => nameof(FigurePart.Open),
        PaymentLabel.Expired or PaymentLabel.Failed or PaymentLabel.Cancelled or PaymentLabel.Superseded => nameof(FigurePart.NotPaid),
        _ => nameof(FigurePart.GivenBack),
    };

    private static double? At(double[] sorted, double share) => sorted.Length == 0 ? null : sorted[(int)Math.Ceiling(sorted.Length * share) - 1];

    private async Task<List<Payment>> ReadPaymentsAsync(DateTimeOffset start, CancellationToken cancellationToken)
    {
        var found = new List<Payment>();
        while (true)
        {
            var page = await payments.ListAsync(PageSize, found.Count == 0 ? null : found[^1].AttemptId, cancellationToken).ConfigureAwait(false);
            found.AddRange(page.TakeWhile(payment => payment.CreatedAt >= start));
            if (page.Count < PageSize || page[^1].CreatedAt < start || found.Count >= Most)
                return found;
        }
    }

    private async Task<List<InboxEvent>> ReadWebhooksAsync(DateTimeOffset start, CancellationToken cancellationToken)
    {
        var found = new List<InboxEvent>();
        while (true)
        {
            var query = new InboxQuery { Source = EventSource.Webhook, ReceivedFrom = start, Before = found.Count == 0 ? null : found[^1].Id, Limit = PageSize };
            var page = await inbox.ListAsync(query, cancellationToken).ConfigureAwait(false);
            found.AddRange(page);
            if (page.Count < PageSize || found.Count >= Most)
                return found;
        }
    }
}
