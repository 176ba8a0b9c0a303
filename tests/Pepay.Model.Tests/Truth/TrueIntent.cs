using Pepay.Model.Tests.Schedules;
using Pepay.Runtime.Payments;

namespace Pepay.Model.Tests.Truth;

/// <summary>A payment in the manner of xPay: paid whole or not, declined tries, refunds in parts, disputes; one word says it all.</summary>
internal sealed class TrueIntent(string id, Payment attempt, Tampering tampering) : TruePayment(id, attempt, tampering)
{
    private string status = "CREATED";
    private decimal refunded;

    private bool IsPaid => status is not ("CREATED" or "FAILED" or "CANCELLED");

    public override decimal Received => IsPaid ? Total : 0m;

    public override decimal Refunded => refunded;

    public override PaymentLabel Label => RestTruth.OfIntent(status, refunded);

    protected override bool TryDo(Step step) => step.Doing switch
    {
        // Also after a cancellation: the payer was at the bank's page while the shop cancelled.
        Doing.PayAll when !IsPaid => Become("SUCCESS"),
        Doing.Decline when status is "CREATED" or "FAILED" => Become("FAILED"),
        Doing.Cancel when status is "CREATED" or "FAILED" => Become("CANCELLED"),
        Doing.RefundPart when IsRefundable => Refund(1 + (step.A % (int)(Total - refunded))),
        Doing.RefundAll when IsRefundable => Refund(Total - refunded),
        Doing.Dispute when status is "SUCCESS" or "PARTIALLY_REFUNDED" or "DISPUTE_WON" => Become("DISPUTED"),
        Doing.ReviewDispute when status is "DISPUTED" => Become("DISPUTE_UNDER_REVIEW"),
        Doing.WinDispute when IsDisputed => Become("DISPUTE_WON"),
        Doing.LoseDispute when IsDisputed => Become("DISPUTE_LOST"),
        _ => false,
    };

    private bool IsRefundable => status is "SUCCESS" or "PARTIALLY_REFUNDED" or "DISPUTE_WON";

    private bool IsDisputed => status is "DISPUTED" or "DISPUTE_UNDER_REVIEW";

    protected override PaymentSnapshot Speak() => new()
    {
        PaymentId = Id,
        ProviderStatus = status,
        Amount = new Money(Total, "USD"),
        Received = Received,
        Refunded = refunded,
        Dispute = status switch
        {
            "DISPUTED" or "DISPUTE_UNDER_REVIEW" => DisputeState.Open,
            "DISPUTE_WON" => DisputeState.Won,
            "DISPUTE_LOST" => DisputeState.Lost,
            _ => DisputeState.None,
        },
        Closing = status switch { "FAILED" => ClosingReason.Failed, "CANCELLED" => ClosingReason.Cancelled, _ => ClosingReason.None },
    };

    private bool Refund(decimal amount)
    {
        refunded += amount;
        return Become(refunded == Total ? "REFUNDED" : "PARTIALLY_REFUNDED");
    }

    private bool Become(string word)
    {
        status = word;
        return true;
    }
}
