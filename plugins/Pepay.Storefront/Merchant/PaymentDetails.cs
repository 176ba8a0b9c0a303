using Microsoft.AspNetCore.Http;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Sync;
using Pepay.Storefront.Checkout;
using Pepay.Storefront.Merchant.Pages;
using Pepay.Storefront.Resources;

namespace Pepay.Storefront.Merchant;

/// <summary>The page of one payment: its facts, all that happened to it, its events, and the refund.</summary>
internal sealed class PaymentDetails(
    IPaymentStore payments, IInboxStore inbox, PaymentProviders providers, PaymentReconciler reconciler, MerchantDesk desk, RefundDesk refunds)
{
    public static IResult Unknown() =>
        PageResults.Page<MerchantProblemPage>(
            new() { [nameof(MerchantProblemPage.Title)] = Texts.PaymentUnknownTitle, [nameof(MerchantProblemPage.Text)] = Texts.PaymentUnknownText },
            StatusCodes.Status404NotFound);

    /// <param name="context">The request; its address may name an action whose result is shown.</param>
    /// <param name="attemptId">The payment.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <param name="refused">Why a form was not accepted; null when none was sent.</param>
    public async Task<IResult> ShowAsync(HttpContext context, string attemptId, CancellationToken cancellationToken, string? refused = null)
    {
        if (await payments.FindAsync(attemptId, cancellationToken).ConfigureAwait(false) is not { } payment)
            return Unknown();
        var events = payment.PaymentId is not { } paymentId
            ? []
            : await inbox.ListAsync(
                new InboxQuery { Provider = payment.Provider, Account = payment.Account, OrderingKey = paymentId }, cancellationToken).ConfigureAwait(false);
        var history = await payments.ListHistoryAsync(attemptId, cancellationToken).ConfigureAwait(false);
        var actions = await desk.ListOfAsync(attemptId, cancellationToken).ConfigureAwait(false);
        return PageResults.Page<PaymentDetailPage>(
            new()
            {
                [nameof(PaymentDetailPage.Payment)] = payment,
                [nameof(PaymentDetailPage.ProviderName)] = PaymentMethod.DisplayName(providers, payment),
                [nameof(PaymentDetailPage.TimeLine)] = PaymentTimeLine.Of(history, await ReadAsync(events, cancellationToken).ConfigureAwait(false), actions, reconciler.FindLooks(attemptId)),
                [nameof(PaymentDetailPage.Actions)] = actions,
                [nameof(PaymentDetailPage.Events)] = events,
                [nameof(PaymentDetailPage.WhyNoRefund)] = refunds.WhyNot(payment),
                [nameof(PaymentDetailPage.Notice)] = refused ?? await desk.NoticeAsync(context, cancellationToken).ConfigureAwait(false),
            },
            refused is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>The events with what each handler did with them.</summary>
    private async Task<IReadOnlyList<InboxEventDetails>> ReadAsync(IReadOnlyList<InboxEvent> events, CancellationToken cancellationToken)
    {
        var details = new List<InboxEventDetails>(events.Count);
        foreach (var each in events.Reverse())
        {
            if (await inbox.GetAsync(each.Id, cancellationToken).ConfigureAwait(false) is { } found)
                details.Add(found);
        }

        return details;
    }
}
