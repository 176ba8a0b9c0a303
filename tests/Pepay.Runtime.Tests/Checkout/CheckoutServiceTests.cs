using Pepay.Runtime.Checkout;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Tests.Payments;

namespace Pepay.Runtime.Tests.Checkout;

public sealed class CheckoutServiceTests : PaymentTestBase
{
    private FakeProvider provider = new();

    [Fact]
    public async Task Start_SecondClick_ReturnsTheSamePayment()
    {
        var first = await StartAsync();
        var second = await StartAsync();

        second.ShouldBe(first);
        provider.Payments.Count.ShouldBe(1);
        provider.Payments[first.PaymentId!].AttemptId.ShouldBe(first.AttemptId);
        provider.Payments[first.PaymentId!].OrderNumber.ShouldBe("1001");
    }

    [Fact]
    public async Task Start_ManyClicksAtOnce_MakeOnePayment()
    {
        var payments = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => StartAsync())));

        payments.Select(static p => p.PaymentId).Distinct().Count().ShouldBe(1);
        provider.Payments.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Start_AnswerLost_RepeatsWithTheStoredKey()
    {
        provider.BeforeAnswer = static _ => throw FakeProvider.NoAnswer();
        var failure = await Should.ThrowAsync<CheckoutException>(() => StartAsync());
        failure.Reason.ShouldBe(CheckoutFailure.ProviderUnreachable);
        failure.ShopperMessage.ShouldContain("not been charged");

        provider.BeforeAnswer = static _ => Task.CompletedTask;
        var payment = await StartAsync();

        payment.AttemptId.ShouldBe(failure.Payment!.AttemptId);
        provider.Payments.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Start_TheAttemptIsStoredBeforeTheProviderIsCalled()
    {
        Payment? seen = null;
        provider.BeforeAnswer = async attempt => seen = await Store.FindAsync(attempt.AttemptId, default);

        await StartAsync();

        seen.ShouldNotBeNull().IdempotencyKey.ShouldBe(provider.Keys.Keys.Single());
    }

    [Fact]
    public async Task Start_KeyPastItsLifetime_MakesANewAttempt()
    {
        provider.BeforeAnswer = static _ => throw FakeProvider.NoAnswer();
        await Should.ThrowAsync<CheckoutException>(() => StartAsync());
        provider.BeforeAnswer = static _ => Task.CompletedTask;
        Time.Advance(TimeSpan.FromHours(25));

        await StartAsync();

        provider.Keys.Count.ShouldBe(2);
        (await Store.ListByOrderAsync("1001", default)).Count(static p => p.IsCurrent).ShouldBe(1);
    }

    [Theory]
    [InlineData(20, 1)]
    [InlineData(1, 2)]
    public async Task Start_KeyWithFewMinutesLeft_IsNotUsedAnyMore(int minutesLeft, int keys)
    {
        provider.BeforeAnswer = static _ => throw FakeProvider.NoAnswer();
        await Should.ThrowAsync<CheckoutException>(() => StartAsync());
        provider.BeforeAnswer = static _ => Task.CompletedTask;
        Time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMinutes(minutesLeft));

        await StartAsync();

        provider.Keys.Count.ShouldBe(keys);
    }

    [Theory]
    [InlineData(400, CheckoutFailure.ProviderRefused)]
    [InlineData(401, CheckoutFailure.ProviderRefused)]
    [InlineData(500, CheckoutFailure.ProviderUnreachable)]
    public async Task Start_ReplayedFailure_TakesANewKeyNextTime(int status, CheckoutFailure expected)
    {
        provider = new FakeProvider(replaysFailures: true) { BeforeAnswer = _ => throw FakeProvider.Refusal(status) };
        (await Should.ThrowAsync<CheckoutException>(() => StartAsync())).Reason.ShouldBe(expected);

        provider.BeforeAnswer = static _ => Task.CompletedTask;
        await StartAsync();

        provider.Keys.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Start_FaultThatIsNotReplayed_KeepsTheKey()
    {
        provider.BeforeAnswer = static _ => throw FakeProvider.Refusal(503);
        (await Should.ThrowAsync<CheckoutException>(() => StartAsync())).Reason.ShouldBe(CheckoutFailure.ProviderUnreachable);

        provider.BeforeAnswer = static _ => Task.CompletedTask;
        await StartAsync();

        provider.Keys.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Start_ExpiredAttempt_IsReplacedAndKept()
    {
        provider.ExpiresAt = Time.GetUtcNow().AddMinutes(30);
        var old = await StartAsync();
        Time.Advance(TimeSpan.FromMinutes(31));
        provider.ExpiresAt = Time.GetUtcNow().AddMinutes(30);

        var replacement = await StartAsync();

        replacement.PaymentId.ShouldNotBe(old.PaymentId);
        (await Store.FindAsync(old.AttemptId, default))!.IsCurrent.ShouldBeFalse();
    }

    [Fact]
    public async Task Start_OtherTotal_ReplacesTheAttempt()
    {
        var old = await StartAsync();

        var replacement = await StartAsync(Request() with { Amount = new Money(99m, "USD") });

        replacement.PaymentId.ShouldNotBe(old.PaymentId);
        provider.Payments[replacement.PaymentId!].Amount.ShouldBe(new Money(99m, "USD"));
    }

    [Theory]
    [InlineData(false, "Fake closed payment")]
    [InlineData(true, "Fake did not close payment")]
    public async Task Start_OtherTotal_HasTheOldPageClosed(bool keepsOpen, string noted)
    {
        var old = await StartAsync();
        provider.KeepsOpen = keepsOpen;

        // Whoever sees it closed must not take it for the order's present payment.
        provider.BeforeCancel = async () => (await Store.FindAsync(old.AttemptId, default))!.IsCurrent.ShouldBeFalse();

        (await StartAsync(Request() with { Amount = new Money(99m, "USD") })).PaymentUrl.ShouldNotBeNull();

        provider.Cancelled.ShouldBe([old.PaymentId!]);
        (await Store.ListHistoryAsync(old.AttemptId, default))[^1].Text.ShouldContain($"{noted} {old.PaymentId}");
    }

    [Fact]
    public async Task Start_OrderPaidAlready_IsRefused()
    {
        var paid = await StartAsync();
        await Store.TryUpdateAsync(paid with { State = paid.State with { Received = 49m } }, [], null, default);

        var failure = await Should.ThrowAsync<CheckoutException>(() => StartAsync());

        failure.Reason.ShouldBe(CheckoutFailure.AlreadyPaid);
        failure.Payment!.AttemptId.ShouldBe(paid.AttemptId);
        provider.Payments.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Start_CurrencyNotTaken_IsRefusedBeforeAnythingIsStored()
    {
        var failure = await Should.ThrowAsync<CheckoutException>(() => StartAsync(Request() with { Amount = new Money(49m, "EUR") }));

        failure.Reason.ShouldBe(CheckoutFailure.Unavailable);
        failure.ShopperMessage.ShouldBe("Fake takes US dollars only.");
        (await Store.ListByOrderAsync("1001", default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Start_LiveMoneyOverHttp_IsRefused()
    {
        provider = new FakeProvider(PaymentEnvironment.Live);

        var failure = await Should.ThrowAsync<CheckoutException>(() => StartAsync(Request(scheme: "http")));

        failure.Message.ShouldContain("must be https");
        provider.Payments.ShouldBeEmpty();
    }

    private Task<Payment> StartAsync(CheckoutRequest? request = null) => StartAsync(provider, request);
}
