using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Tests.Checkout;

namespace Pepay.Runtime.Tests.Sync;

/// <summary>The rows of the table "what moves a state, and what does not" in the runtime's README, one test each, through store and shop.</summary>
public sealed class StateTableTests : ReconcilerTestBase
{
    private Payment? current;

    [Fact]
    public async Task LatePayment_AfterExpiry_IsPaid()
    {
        var labels = await LabelsAfterAsync(
            static p => p with { Closing = ClosingReason.Expired, ProviderStatus = "expired" },
            static p => p with { Received = 49m, ProviderStatus = "paid", Closing = ClosingReason.None });

        labels.ShouldBe([PaymentLabel.Expired, PaymentLabel.Paid]);
    }

    [Fact]
    public async Task LatePayment_OfAPartAfterExpiry_IsCountedAndStaysExpired()
    {
        var labels = await LabelsAfterAsync(static p => p with { Closing = ClosingReason.Expired }, static p => p with { Received = 20m });

        labels.ShouldBe([PaymentLabel.Expired, PaymentLabel.Expired]);
        (await StoredAsync()).State.Received.ShouldBe(20m);
    }

    [Fact]
    public async Task Declined_ThenPaidOnTheSamePayment_IsFailedThenPaid() =>
        (await LabelsAfterAsync(static p => p with { Closing = ClosingReason.Failed }, static p => p with { Received = 49m, Closing = ClosingReason.None }))
            .ShouldBe([PaymentLabel.Failed, PaymentLabel.Paid]);

    [Fact]
    public async Task Underpaid_ThenTheRest_IsPaid() =>
        (await LabelsAfterAsync(static p => p with { Received = 20m }, static p => p with { Received = 49m }))
            .ShouldBe([PaymentLabel.Underpaid, PaymentLabel.Paid]);

    [Fact]
    public async Task Underpaid_ThenTimeRunsOut_IsExpiredWithItsMoneyCounted()
    {
        (await LabelsAfterAsync(static p => p with { Received = 20m }, static p => p with { Closing = ClosingReason.Expired }))
            .ShouldBe([PaymentLabel.Underpaid, PaymentLabel.Expired]);

        (await StoredAsync()).State.Received.ShouldBe(20m);
    }

    [Fact]
    public async Task Overpaid_AtOnce_IsOverpaid() =>
        (await LabelsAfterAsync(static p => p with { Received = 60m })).ShouldBe([PaymentLabel.Overpaid]);

    [Fact]
    public async Task PartialRefund_ThenFull_CountsBoth()
    {
        (await LabelsAfterAsync(static p => p with { Received = 49m }, static p => p with { Refunded = 9m }, static p => p with { Refunded = 49m }))
            .ShouldBe([PaymentLabel.Paid, PaymentLabel.PartiallyRefunded, PaymentLabel.Refunded]);

        Shop.Changes.Select(static change => change.After.State.Refunded).ShouldBe([0m, 9m, 49m]);
    }

    [Fact]
    public async Task Dispute_OpenedAndWon_EndsWithTheMoneyHere() =>
        (await LabelsAfterAsync(
            static p => p with { Received = 49m }, static p => p with { Dispute = DisputeState.Open }, static p => p with { Dispute = DisputeState.Won }))
            .ShouldBe([PaymentLabel.Paid, PaymentLabel.Disputed, PaymentLabel.DisputeWon]);

    [Fact]
    public async Task Dispute_OpenedAndLost_EndsWithTheMoneyGone() =>
        (await LabelsAfterAsync(
            static p => p with { Received = 49m }, static p => p with { Dispute = DisputeState.Open }, static p => p with { Dispute = DisputeState.Lost }))
            .ShouldBe([PaymentLabel.Paid, PaymentLabel.Disputed, PaymentLabel.DisputeLost]);

    [Fact]
    public async Task Dispute_OpenAgainAfterWon_IsAnotherDispute() =>
        (await LabelsAfterAsync(
            static p => p with { Received = 49m, Dispute = DisputeState.Won }, static p => p with { Dispute = DisputeState.Open }, static p => p with { Dispute = DisputeState.Lost }))
            .ShouldBe([PaymentLabel.DisputeWon, PaymentLabel.Disputed, PaymentLabel.DisputeLost]);

    [Fact]
    public async Task Dispute_NoLongerReported_StaysUntilARefundTakesItsPlace() =>
        (await LabelsAfterAsync(
            static p => p with { Received = 49m, Dispute = DisputeState.Open },
            static p => p with { Dispute = DisputeState.None },
            static p => p with { Refunded = 9m }))
            .ShouldBe([PaymentLabel.Disputed, PaymentLabel.PartiallyRefunded]);

    [Fact]
    public async Task Dispute_LostThenNoLongerReportedOrOpen_StaysLost() =>
        (await LabelsAfterAsync(
            static p => p with { Received = 49m, Dispute = DisputeState.Lost },
            static p => p with { Dispute = DisputeState.None },
            static p => p with { Dispute = DisputeState.Open }))
            .ShouldBe([PaymentLabel.DisputeLost]);

    [Fact]
    public async Task CancelRace_PaidWhileBeingCancelled_IsPaidInEitherOrder()
    {
        (await LabelsAfterAsync(static p => p with { Closing = ClosingReason.Cancelled }, static p => p with { Received = 49m }))
            .ShouldBe([PaymentLabel.Cancelled, PaymentLabel.Paid]);
        (await LabelsAfterAsync(static p => p with { Received = 49m }, static p => p with { Closing = ClosingReason.Cancelled }))
            .ShouldBe([PaymentLabel.Paid, PaymentLabel.Paid]);
    }

    [Fact]
    public async Task WrongEnvironment_PaidWithTestMoney_MovesNothingAndIsAFinding()
    {
        var live = new FakeProvider(PaymentEnvironment.Live);
        var payment = await StartAsync(live);
        live.Change(payment.PaymentId!, static p => p with { Received = 49m, Environment = PaymentEnvironment.Test });

        var after = await Reconciler(with: live).ReconcileAsync(payment.AttemptId, "webhook", default);

        after!.State.Label.ShouldBe(PaymentLabel.Pending);
        after.Finding.ShouldNotBeNull().ShouldContain("test money");
        Shop.Changes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(SettlementState.Failed, "could not settle")]
    [InlineData(SettlementState.Manual, "until a person acts")]
    [InlineData(SettlementState.Unknown, "does not know")]
    public async Task Settlement_InTrouble_IsAFindingAndTheOrderStaysPaid(SettlementState settlement, string finding)
    {
        (await LabelsAfterAsync(static p => p with { Received = 49m }, p => p with { Settlement = settlement })).ShouldBe([PaymentLabel.Paid]);

        var stored = await StoredAsync();
        stored.State.Label.ShouldBe(PaymentLabel.Paid);
        stored.Finding.ShouldNotBeNull().ShouldContain(finding);
        stored.NextCheckAt.ShouldNotBeNull().ShouldBeLessThan(Time.GetUtcNow() + TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Settlement_AfterPayment_IsLookedAtUntilFinalAndMovesNoOrder()
    {
        await LabelsAfterAsync(static p => p with { Received = 49m });
        var seen = new List<(SettlementState, bool LookedAtSoon)>();
        foreach (var step in new[] { SettlementState.Pending, SettlementState.Processing, SettlementState.Failed, SettlementState.Settled, SettlementState.Processing })
        {
            await ChangeAsync(p => p with { Settlement = step });
            var stored = await StoredAsync();
            seen.Add((stored.Settlement, stored.NextCheckAt < Time.GetUtcNow() + TimeSpan.FromHours(1)));
        }

        seen.ShouldBe([
            (SettlementState.Pending, true), (SettlementState.Processing, true), (SettlementState.Failed, true),
            (SettlementState.Settled, false), (SettlementState.Settled, false)]);
        (await StoredAsync()).Finding.ShouldBeNull();
        Shop.Changes.Count.ShouldBe(1);
    }

    /// <summary>What a new order's payment is called after each of the provider's changes that moved it.</summary>
    private async Task<IReadOnlyList<PaymentLabel>> LabelsAfterAsync(params Func<PaymentSnapshot, PaymentSnapshot>[] changes)
    {
        Shop.Changes.Clear();
        current = await StartAsync(Provider, Request($"order-{Guid.NewGuid():N}"));
        foreach (var change in changes)
            await ChangeAsync(change);
        return [.. Shop.Changes.Select(static change => change.After.State.Label)];
    }

    private async Task ChangeAsync(Func<PaymentSnapshot, PaymentSnapshot> change)
    {
        Provider.Change(current!.PaymentId!, change);
        await Reconciler().ReconcileAsync(current.AttemptId, "webhook", default);
    }

    private async Task<Payment> StoredAsync() => (await Store.FindAsync(current!.AttemptId, default))!;
}
