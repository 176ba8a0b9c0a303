using Microsoft.Extensions.DependencyInjection;
using Pepay.Runtime.Checkout;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Simulator;

namespace Pepay.Api.Tests;

/// <summary>The adapter and the generated client against the simulator, which shares no code with them and validates every request.</summary>
public sealed class PepayPaymentProviderTests : IAsyncLifetime
{
    private static readonly Money Total = new(49.90m, "USD");
    private SimulatorServer simulator = null!;
    private TestShop shop = null!;

    public async Task InitializeAsync()
    {
        simulator = await SimulatorServer.StartAsync(new SimulatorOptions { Extras = SimulatorExtras.Always });
        shop = await StartShopAsync();
    }

    public async Task DisposeAsync()
    {
        await shop.DisposeAsync();
        await simulator.DisposeAsync();
    }

    [Fact]
    public async Task Create_Invoice_CarriesOrderCustomerAndAttempt()
    {
        var payment = await shop.StartCheckoutAsync(Total);

        var invoice = await Client().Invoices.GetInvoiceAsync(payment.PaymentId!);
        invoice.Amount.ShouldBe(49900);
        invoice.CustomerId.Value.ShouldBe("customer-7");
        invoice.Metadata.Value!["order_number"].GetString().ShouldBe("1001");
        invoice.Metadata.Value!["attempt_id"].GetString().ShouldBe(payment.AttemptId);
        payment.PaymentUrl!.AbsoluteUri.ShouldStartWith(simulator.PepayUrl);
        payment.ExpiresAt.ShouldNotBeNull();
        simulator.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Create_AgainWithTheSameKey_GivesTheSameInvoice()
    {
        var payment = await shop.StartCheckoutAsync(Total);
        var provider = (IHostedCheckout)shop.Services.GetRequiredService<IPaymentProvider>();

        var again = await provider.CreateAsync(payment, Request(), default);

        again.PaymentId.ShouldBe(payment.PaymentId);
    }

    [Fact]
    public async Task Reconcile_UnderpaidThenPaid_FollowsTheMoney()
    {
        var payment = await shop.StartCheckoutAsync(Total);
        simulator.PayInvoice(payment.PaymentId!, 20m);
        var underpaid = await shop.ReconcileAsync(payment);
        simulator.PayInvoice(payment.PaymentId!, 29.90m);
        var paid = await shop.ReconcileAsync(payment);

        underpaid.State.Received.ShouldBe(20m);
        underpaid.State.Label.ShouldBe(PaymentLabel.Underpaid);
        paid.State.Label.ShouldBe(PaymentLabel.Paid);
        shop.Changes.Labels.ShouldBe([PaymentLabel.Underpaid, PaymentLabel.Paid]);
        simulator.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Reconcile_ExpiredAndCancelled_Close()
    {
        var expired = await shop.StartCheckoutAsync(Total, "1");
        simulator.ExpireInvoice(expired.PaymentId!);
        var cancelled = await shop.StartCheckoutAsync(Total, "2");
        simulator.CancelInvoice(cancelled.PaymentId!);

        (await shop.ReconcileAsync(expired)).State.Label.ShouldBe(PaymentLabel.Expired);
        (await shop.ReconcileAsync(cancelled)).State.Label.ShouldBe(PaymentLabel.Cancelled);
    }

    [Fact]
    public async Task FindPayment_DevnetInvoice_IsTestMoney()
    {
        var payment = await shop.StartCheckoutAsync(Total);
        simulator.PayInvoice(payment.PaymentId!);
        var found = await shop.Services.GetRequiredService<IPaymentProvider>().FindPaymentAsync(payment.PaymentId!, default);

        found!.Environment.ShouldBe(PaymentEnvironment.Test);
    }

    [Fact]
    public async Task Sweep_NoWebhookEverArrives_TheOrderIsPaidAllTheSame()
    {
        var time = new ManualTimeProvider(TimeProvider.System.GetUtcNow());
        await using var deaf = await StartShopAsync(time: time);
        var payment = await deaf.StartCheckoutAsync(Total);
        simulator.PayInvoice(payment.PaymentId!);

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (deaf.Changes.Labels.Count == 0)
        {
            limit.Token.ThrowIfCancellationRequested();
            time.Advance(TimeSpan.FromSeconds(15));
            await Task.Yield();
        }

        deaf.Changes.Labels.ShouldBe([PaymentLabel.Paid]);
        (await deaf.Inbox.ListAsync(new Runtime.Inbox.InboxQuery(), default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task FindPayment_UnknownIdOfAnyForm_IsNull()
    {
        var provider = shop.Services.GetRequiredService<IPaymentProvider>();

        (await provider.FindPaymentAsync(Guid.NewGuid().ToString(), default)).ShouldBeNull();
    }

    [Fact]
    public async Task Start_WrongKey_TellsTheShopAndNotTheShopper()
    {
        await using var wrong = await StartShopAsync("pk_wrong_key_value");

        var failure = await Should.ThrowAsync<CheckoutException>(() => wrong.StartCheckoutAsync(Total));

        failure.Reason.ShouldBe(CheckoutFailure.ProviderRefused);
        failure.Message.ShouldContain("check the configured keys");
        failure.ShopperMessage.ShouldNotContain("key");
        wrong.Logs.Text.ShouldContain("createInvoice");
        (failure + wrong.Logs.Text).ShouldNotContain("pk_wrong_key_value");
    }

    [Fact]
    public async Task Start_ProviderUnreachable_SaysSo()
    {
        await simulator.DisposeAsync();

        var failure = await Should.ThrowAsync<CheckoutException>(() => shop.StartCheckoutAsync(Total));

        failure.Reason.ShouldBe(CheckoutFailure.ProviderUnreachable);
        failure.Payment!.PaymentUrl.ShouldBeNull();
    }

    [Theory]
    [InlineData("EUR", 10, "US dollars only")]
    [InlineData("USD", 1_000_001, "at most")]
    public void WhyUnavailable_AmountNotTaken_SaysWhy(string currency, int amount, string reason)
    {
        var provider = (IHostedCheckout)shop.Services.GetRequiredService<IPaymentProvider>();

        provider.WhyUnavailable(new Money(amount, currency)).ShouldNotBeNull().ShouldContain(reason);
        provider.WhyUnavailable(Total).ShouldBeNull();
    }

    [Fact]
    public async Task AddPepay_KeyMissing_IsReportedAtStart()
    {
        var failure = await Should.ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>(
            () => TestShop.StartAsync(static services => services.AddPepay(static options => options.Environment = PaymentEnvironment.Live)));

        failure.Message.ShouldContain("MerchantApiKey is missing");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public async Task AddPepay_WebhookSecretEmpty_IsReportedAtStart(string? secret)
    {
        var failure = await Should.ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => TestShop.StartAsync(services => services.AddPepay(
            options =>
            {
                options.MerchantApiKey = "key";
                options.AddWebhookSecret(secret!);
            }, "shop")));

        failure.Message.ShouldContain("Pepay account 'shop': the value of webhook secret 'current' (hmac) is missing. Copy it from the provider's dashboard");
    }

    private Task<TestShop> StartShopAsync(string? key = null, TimeProvider? time = null) => TestShop.StartAsync(services => services.AddPepay(options =>
    {
        options.BaseUrl = new Uri(simulator.PepayUrl);
        options.MerchantApiKey = key ?? simulator.Options.PepayMerchantKey;
        options.AddWebhookSecret(simulator.Options.PepayWebhookSecret);
    }), time);

    private PepayClient Client() => new(new Runtime.Http.ApiTransport(
        Runtime.Http.ApiHttpClient.Create(), new Uri(simulator.PepayUrl), PepayDescriptor.Instance,
        Runtime.Http.ApiCredentials.None.With("merchantApiKey", simulator.Options.PepayMerchantKey)));

    private static CheckoutRequest Request() => new()
    {
        OrderNumber = "1001",
        Amount = Total,
        Description = "Order 1001",
        CustomerId = "customer-7",
        CustomerEmail = "ada@example.com",
        ReturnUrl = static id => new Uri($"https://shop.example/return/{id}"),
        CancelUrl = static id => new Uri($"https://shop.example/cancel/{id}"),
    };
}
