using Pepay.Runtime.Payments;

namespace Pepay.Runtime.Tests.Payments;

public sealed class PaymentStateTests
{
    [Theory] // The rows of the table in the runtime's README, from top to bottom.
    [InlineData(100, 100, DisputeState.Lost, ClosingReason.None, PaymentLabel.Refunded)]
    [InlineData(100, 0, DisputeState.Lost, ClosingReason.None, PaymentLabel.DisputeLost)]
    [InlineData(100, 40, DisputeState.Open, ClosingReason.None, PaymentLabel.Disputed)]
    [InlineData(100, 40, DisputeState.Won, ClosingReason.None, PaymentLabel.PartiallyRefunded)]
    [InlineData(100, 0, DisputeState.Won, ClosingReason.None, PaymentLabel.DisputeWon)]
    [InlineData(101, 0, DisputeState.None, ClosingReason.Superseded, PaymentLabel.Superseded)]
    [InlineData(101, 0, DisputeState.None, ClosingReason.None, PaymentLabel.Overpaid)]
    [InlineData(100, 0, DisputeState.None, ClosingReason.Expired, PaymentLabel.Paid)]
    [InlineData(60, 0, DisputeState.None, ClosingReason.Expired, PaymentLabel.Expired)]
    [InlineData(60, 0, DisputeState.None, ClosingReason.Cancelled, PaymentLabel.Cancelled)]
    [InlineData(0, 0, DisputeState.None, ClosingReason.Failed, PaymentLabel.Failed)]
    [InlineData(60, 0, DisputeState.None, ClosingReason.None, PaymentLabel.Underpaid)]
    [InlineData(0, 0, DisputeState.None, ClosingReason.None, PaymentLabel.Pending)]
    public void Label_OfEachRow_IsTheTables(int received, int refunded, DisputeState dispute, ClosingReason closing, PaymentLabel expected)
    {
        var state = new PaymentState { Due = 100, Received = received, Refunded = refunded, Dispute = dispute, Closing = closing };

        state.Label.ShouldBe(expected);
    }

    [Fact]
    public void Merge_AnswerWithLessMoney_TakesNothingBack()
    {
        var refunded = new PaymentState { Due = 100, Received = 100, Refunded = 30 };

        var after = refunded.Merge(Answer() with { Received = 100, Refunded = 0 }).Merge(Answer());

        after.ShouldBe(refunded);
        after.Label.ShouldBe(PaymentLabel.PartiallyRefunded);
    }

    [Fact]
    public void Merge_PaidAfterExpired_IsPaid()
    {
        var expired = new PaymentState { Due = 100, Closing = ClosingReason.Expired };

        expired.Merge(Answer() with { Received = 100 }).Label.ShouldBe(PaymentLabel.Paid);
    }

    [Fact]
    public void Merge_SuccessAfterDecline_IsPaid()
    {
        var declined = new PaymentState { Due = 100 }.Merge(Answer() with { Closing = ClosingReason.Failed });
        declined.Label.ShouldBe(PaymentLabel.Failed);

        declined.Merge(Answer() with { Received = 100 }).Label.ShouldBe(PaymentLabel.Paid);
    }

    [Theory]
    [InlineData(DisputeState.Open, DisputeState.None, PaymentLabel.Disputed)]
    [InlineData(DisputeState.Won, DisputeState.None, PaymentLabel.DisputeWon)]
    [InlineData(DisputeState.Lost, DisputeState.None, PaymentLabel.DisputeLost)]
    [InlineData(DisputeState.Won, DisputeState.Open, PaymentLabel.Disputed)]
    [InlineData(DisputeState.Lost, DisputeState.Open, PaymentLabel.DisputeLost)]
    [InlineData(DisputeState.Open, DisputeState.Won, PaymentLabel.DisputeWon)]
    [InlineData(DisputeState.Open, DisputeState.Lost, PaymentLabel.DisputeLost)]
    public void Merge_DisputeAfterDispute_IsTheTables(DisputeState before, DisputeState told, PaymentLabel expected)
    {
        var disputed = new PaymentState { Due = 100, Received = 100, Dispute = before };

        disputed.Merge(Answer() with { Received = 100, Dispute = told }).Label.ShouldBe(expected);
    }

    [Fact]
    public void Merge_OldAnswerAfterARefund_ChangesNothing()
    {
        var refunded = new PaymentState { Due = 100, Received = 100, Refunded = 5, Dispute = DisputeState.Won };

        refunded.Merge(Answer() with { Received = 100, Dispute = DisputeState.Open }).ShouldBe(refunded);
    }

    private static PaymentSnapshot Answer() =>
        new() { PaymentId = "p", ProviderStatus = "s", Amount = new Money(100, "USD") };
}
