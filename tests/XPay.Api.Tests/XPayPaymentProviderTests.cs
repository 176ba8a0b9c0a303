using Microsoft.Extensions.DependencyInjection;
using Pepay.Runtime.Checkout;
using Pepay.Runtime.Http;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Simulator;

namespace XPay.Api.Tests;

/// <summary>The adapter and the generated client against the simulator, which shares no code with them and validates every request.</summary>
public sealed class XPayPaymentProviderTests : IAsyncLifetime
{
    private static readonly Money Total = new(49.90m, "USD");
    private SimulatorServer simulator = null!;
    private TestShop shop = null!;

    public async Task InitializeAsync()
    {
        simulator = await SimulatorServer.StartAsync(new SimulatorOptions { Extras = SimulatorExtras.Always });
        shop = await StartShopAsync(PaymentEnvironment.Test);
    }

    public async Task DisposeAsync()
    {
        await shop.DisposeAsync();
        await simulator.DisposeAsync();
    }

    [Fact]
    public async Task Create_Intent_CarriesOrderCustomerAndAttempt()
    {
        var payment = await shop.StartCheckoutAsync(Total);

        var intent = await Client().Payments.GetIntentAsync(payment.PaymentId!);
        intent.Amount.ShouldBe(4990);
        intent.ReceiptId.Value.ShouldBe("1001");
        intent.Metadata.Value!["attemptId"].ShouldBe(payment.AttemptId);
        intent.Metadata.Value!["customerId"].ShouldBe("customer-7");
        payment.PaymentUrl!.AbsoluteUri.ShouldStartWith(simulator.XPayUrl);
        simulator.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Reconcile_DeclinedThenPaidOnTheSameIntent_FollowsTheMoney()
    {
        var payment = await shop.StartCheckoutAsync(Total);
        simulator.DeclineIntent(payment.PaymentId!);
        await shop.ReconcileAsync(payment);
        simulator.PayIntent(payment.PaymentId!);

        await shop.ReconcileAsync(payment);

        shop.Changes.Labels.ShouldBe([PaymentLabel.Failed, PaymentLabel.Paid]);
    }

    [Fact]
    public async Task Reconcile_PartialAndFullRefund_CountTheRefunds()
    {
        var payment = await shop.StartCheckoutAsync(Total);
        simulator.PayIntent(payment.PaymentId!);
        await shop.ReconcileAsync(payment);
        simulator.RefundIntent(payment.PaymentId!, 990);
        var partly = await shop.ReconcileAsync(payment);
        simulator.RefundIntent(payment.PaymentId!);
        var fully = await shop.ReconcileAsync(payment);

        partly.State.Refunded.ShouldBe(9.90m);
        partly.State.Label.ShouldBe(PaymentLabel.PartiallyRefunded);
        fully.State.Label.ShouldBe(PaymentLabel.Refunded);
        simulator.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Reconcile_DisputeOpenedAndLost_FollowsIt()
    {
        var payment = await shop.StartCheckoutAsync(Total);
        simulator.PayIntent(payment.PaymentId!);
        simulator.DisputeIntent(payment.PaymentId!);
        await shop.ReconcileAsync(payment);
        simulator.DisputeIntent(payment.PaymentId!, DisputeStep.Lost);
        await shop.ReconcileAsync(payment);

        shop.Changes.Labels.ShouldBe([PaymentLabel.Disputed, PaymentLabel.DisputeLost]);
    }

    [Fact]
    public async Task FindPayment_TestIntent_IsTestMoney()
    {
        var payment = await shop.StartCheckoutAsync(Total);
        simulator.PayIntent(payment.PaymentId!);

        var snapshot = await shop.Services.GetRequiredService<IPaymentProvider>().FindPaymentAsync(payment.PaymentId!, default);

        snapshot!.Environment.ShouldBe(PaymentEnvironment.Test);
    }

    [Fact]
    public async Task Reconcile_UnknownStatus_IsAFindingAndMovesNothing()
    {
        var payment = await shop.StartCheckoutAsync(Total);
        simulator.SetIntentStatus(payment.PaymentId!, "ON_HOLD");

        var after = await shop.ReconcileAsync(payment);

        after.Finding.ShouldNotBeNull().ShouldContain("ON_HOLD");
        shop.Changes.Labels.ShouldBeEmpty();
    }

    [Fact]
    public async Task FindPayment_UnknownId_IsNull() =>
        (await shop.Services.GetRequiredService<IPaymentProvider>().FindPaymentAsync("in_unknown", default)).ShouldBeNull();

    [Fact]
    public async Task AddXPay_LiveOverHttp_IsRefusedAtStart() =>
        (await Should.ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => StartShopAsync(PaymentEnvironment.Live)))
            .Message.ShouldContain("live money needs https");

    [Theory]
    [InlineData("USD", "0.99", "1 USD or more")]
    [InlineData("EUR", "0", "nothing to pay")]
    public void WhyUnavailable_AmountNotTaken_SaysWhy(string currency, string amount, string reason)
    {
        var provider = (IHostedCheckout)shop.Services.GetRequiredService<IPaymentProvider>();

        provider.WhyUnavailable(new Money(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), currency)).ShouldNotBeNull().ShouldContain(reason);
    }

    private Task<TestShop> StartShopAsync(PaymentEnvironment environment) => TestShop.StartAsync(services => services.AddXPay(options =>
    {
        options.Environment = environment;
        options.BaseUrl = new Uri(simulator.XPayUrl);
        options.PublicKey = simulator.Options.XPayPublicKey;
        options.PrivateKey = simulator.Options.XPayPrivateKey;
        options.AddWebhookSecret(simulator.Options.XPayWebhookSecret);
    }));

    private XPayClient Client() => new(new ApiTransport(
        ApiHttpClient.Create(), new Uri(simulator.XPayUrl), XPayDescriptor.Instance,
        ApiCredentials.None.With("basicAuth", $"{simulator.Options.XPayPublicKey}:{simulator.Options.XPayPrivateKey}")));
}
