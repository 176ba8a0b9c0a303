using Pepay.Model.Tests.Schedules;
using Pepay.Runtime.Payments;

namespace Pepay.Model.Tests.Truth;

/// <summary>A payment in the manner of Pepay: money in parts, expiry, settlement; no refunds and no disputes.</summary>
internal sealed class TrueInvoice(string id, Payment attempt, Tampering tampering) : TruePayment(id, attempt, tampering)
{
    private string status = "unpaid";
    private decimal paid;
    private SettlementState settlement;

    public override decimal Received => paid;

    public override PaymentLabel Label => RestTruth.OfInvoice(status, Total, paid);

    public override SettlementState Settlement => settlement;

    protected override bool TryDo(Step step) => step.Doing switch
    {
        // What is on the chain cannot be sent back, so a closed invoice takes money too.
        Doing.PayPart when status != "paid" => Take(1 + (step.A % 99)),
        Doing.PayAll when status != "paid" => Take(Total - paid),
        Doing.PayMore => Take(Total),
        Doing.Expire when status is "unpaid" or "underpaid" => Become("expired"),
        Doing.Cancel when status is "unpaid" or "underpaid" => Become("canceled"),
        Doing.Settle when status == "paid" && settlement != SettlementState.Settled => Settle(step.A),
        _ => false,
    };

    protected override PaymentSnapshot Speak() => new()
    {
        PaymentId = Id,
        ProviderStatus = status,
        Amount = new Money(Total, "USD"),
        Received = paid,
        Closing = status switch { "expired" => ClosingReason.Expired, "canceled" => ClosingReason.Cancelled, _ => ClosingReason.None },
        Settlement = settlement,
    };

    private bool Take(decimal amount)
    {
        paid += amount;
        if (paid < Total)
            return status is "expired" or "canceled" || Become("underpaid");
        if (status != "paid")
            settlement = SettlementState.Pending;
        return Become("paid");
    }

    private bool Settle(int choice)
    {
        settlement = (choice % 4) switch { 0 => SettlementState.Failed, 1 => SettlementState.Manual, 2 => SettlementState.Processing, _ => SettlementState.Settled };
        return true;
    }

    private bool Become(string word)
    {
        status = word;
        return true;
    }
}
