using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Pepay.Runtime.Dispatch;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Payments;
using Pepay.Simulator;

namespace XPay.Api.Tests;

/// <summary>
/// A shop that knows xPay's own key alone, which signs for all merchants: an event proves that xPay sent it, and what it is about is proved by REST, with the
/// account's own credentials.
/// </summary>
public sealed class SharedKeyTests : IAsyncLifetime
{
    private readonly ECDsa xpaysKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private SimulatorServer simulator = null!;
    private TestShop shop = null!;

    public async Task InitializeAsync()
    {
        simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        shop = await StartAsync(Convert.ToBase64String(xpaysKey.ExportSubjectPublicKeyInfo()));
    }

    public async Task DisposeAsync()
    {
        await shop.DisposeAsync();
        await simulator.DisposeAsync();
        xpaysKey.Dispose();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public async Task AddXPay_WebhookSecretOrKeyEmpty_IsReportedAtStart(string? secret)
    {
        var failure = await Should.ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => TestShop.StartAsync(services => services.AddXPay(
            options =>
            {
                options.PublicKey = options.PrivateKey = "key";
                options.AddWebhookSecret(secret!);
                options.AddWebhookPublicKey(secret!);
            }, "shop")));

        failure.Failures.Count().ShouldBe(2);
        failure.Message.ShouldContain("xPay account 'shop': the value of webhook secret 'current' (hmac) is missing. Copy it from the provider's dashboard");
        failure.Message.ShouldContain("webhook secret 'xpay' (ecdsa) is missing");
    }

    [Fact]
    public async Task Event_OfAPaidIntent_PaysTheOrder()
    {
        var payment = await shop.StartCheckoutAsync(new Money(49.90m, "USD"));
        simulator.PayIntent(payment.PaymentId!);

        (await SendAsync(payment.PaymentId!, xpaysKey)).ShouldBe(200);

        (await shop.DrainAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(e => e.NeedsProof.ShouldBeTrue(), e => e.SecretId.ShouldBe("xpay"));
        shop.Changes.Labels.ShouldBe([PaymentLabel.Paid]);
    }

    [Fact]
    public async Task Event_OfAnotherMerchantsIntent_MovesNothing()
    {
        var payment = await shop.StartCheckoutAsync(new Money(49.90m, "USD"));

        (await SendAsync("in_of_another_merchant", xpaysKey)).ShouldBe(200);

        (await shop.DrainAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(e => e.NeedsProof.ShouldBeTrue(), e => e.State.ShouldBe(InboxState.Done));
        shop.Changes.Labels.ShouldBeEmpty();
        (await shop.ReconcileAsync(payment)).State.Label.ShouldBe(PaymentLabel.Pending);
    }

    [Fact]
    public async Task Event_ReachesAHandlerOfTheShop_OnlyWhenItsIntentIsTheAccounts()
    {
        var seen = new ConcurrentQueue<(string? Intent, bool NeedsProof)>();
        await using var own = await StartAsync(Convert.ToBase64String(xpaysKey.ExportSubjectPublicKeyInfo()), services => services.AddEventHandler(
            new HandlerDescriptor("shop", "xpay", HandlerDescriptor.Any, (_, context, _) =>
            {
                seen.Enqueue((context.OrderingKey, context.NeedsProof));
                return Task.CompletedTask;
            })));
        var payment = await own.StartCheckoutAsync(new Money(49.90m, "USD"));

        (await SendAsync("in_of_another_merchant", xpaysKey, own)).ShouldBe(200);
        (await SendAsync(payment.PaymentId!, xpaysKey, own)).ShouldBe(200);

        var events = await own.DrainAsync();
        seen.ShouldBe([(payment.PaymentId, false)]);
        events.Select(e => (e.OrderingKey, e.State)).ShouldBe([(payment.PaymentId, InboxState.Done), ("in_of_another_merchant", InboxState.Dead)]);
        var refused = (await own.Inbox.GetAsync(events[1].Id, default))!.Deliveries;
        refused.Single(d => d.Handler == "shop").LastError.ShouldNotBeNull().ShouldContain("it is another merchant's");
    }

    [Fact]
    public async Task Event_ThatSaysMoreThanRest_MovesNothing()
    {
        var payment = await shop.StartCheckoutAsync(new Money(49.90m, "USD"));

        (await SendAsync(payment.PaymentId!, xpaysKey)).ShouldBe(200);

        await shop.DrainAsync();
        shop.Changes.Labels.ShouldBeEmpty();
    }

    [Fact]
    public async Task Event_SignedWithAnotherKey_IsRefused()
    {
        using var somebodys = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        (await SendAsync("in_1", somebodys)).ShouldBe(401);

        (await shop.DrainAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("not base64")]
    [InlineData("AAAA")]
    public async Task Key_ThatIsNone_KeepsTheProgramFromStarting(string value) =>
        (await Should.ThrowAsync<OptionsValidationException>(() => StartAsync(value))).Message.ShouldContain("webhook public key 'xpay' is not the base64 of a P-256 public key");

    [Fact]
    public async Task Key_OnAnotherCurve_KeepsTheProgramFromStarting()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        await Should.ThrowAsync<OptionsValidationException>(() => StartAsync(Convert.ToBase64String(other.ExportSubjectPublicKeyInfo())));
    }

    private Task<TestShop> StartAsync(string key, Action<IServiceCollection>? configure = null) => TestShop.StartAsync(services =>
    {
        services.AddXPay(options =>
        {
            options.BaseUrl = new Uri(simulator.XPayUrl);
            options.PublicKey = simulator.Options.XPayPublicKey;
            options.PrivateKey = simulator.Options.XPayPrivateKey;
            options.AddWebhookPublicKey(key);
        });
        configure?.Invoke(services);
    });

    private async Task<int> SendAsync(string intent, ECDsa key, TestShop? to = null)
    {
        var body = Encoding.UTF8.GetBytes(
            $$"""{"eventId":"evt_{{Guid.NewGuid():N}}","eventType":"intent.success","eventTime":1700000000000,"intentId":"{{intent}}","status":"SUCCESS","amount":4990,"currency":"USD"}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/xpay") { Content = new ByteArrayContent(body) };
        request.Headers.Add("xpay-private-signature", Convert.ToBase64String(key.SignData(body, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)));
        using var answer = await (to ?? shop).Client.SendAsync(request);
        return (int)answer.StatusCode;
    }
}
