using Microsoft.Extensions.DependencyInjection;
using Pepay.Runtime.Checkout;
using Pepay.Runtime.Http;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Simulator;

namespace Pepay.Api.Tests;

/// <summary>The payer's side on a page of the shop, against the simulator.</summary>
public sealed class PepayEmbeddedCheckoutTests
{
    private static readonly Money Total = new(49.90m, "USD");

    [Fact]
    public async Task Quote_EachToken_IsAnAddressThatAWalletUnderstands()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions { Environment = SimulatorEnvironment.Mainnet });
        await using var shop = await StartAsync(simulator);
        var payment = await shop.StartCheckoutAsync(Total);
        // An account that takes real money is refused over http; so the adapter is made by hand.
        var account = new ProviderAccount { Provider = PepayDescriptor.Instance, Environment = PaymentEnvironment.Live };
        IEmbeddedCheckout provider = new PepayPaymentProvider(account, Transport(simulator));

        var assets = await provider.ListAssetsAsync(payment, default);
        var uris = new List<string>();
        foreach (var asset in assets)
        {
            var quote = await provider.QuoteTransferAsync(payment, asset.Id, default);
            quote.Problem.ShouldBeNull();
            quote.ValidUntil.ShouldNotBeNull();
            uris.Add($"{asset.Symbol} {asset.Network}: {quote.Uri!.Replace(quote.Address!, "{address}", StringComparison.Ordinal)}");
        }

        uris.ShouldBe(
        [
            "USDC Base: ethereum:0x036CbD53842c5426634e7929541eC2318f3dCF7e@8453/transfer?address={address}&uint256=49900000",
            "USDC Solana: solana:{address}?amount=49.900000&spl-token=4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU",
            "USDT BNB Chain: ethereum:0x337610d27c682E347C9cD60BD4b3b107C9d34dDd@56/transfer?address={address}&uint256=49900000000000000000",
            "ETH Ethereum: ethereum:{address}@1?value=19960000000000000",
            "SOL Solana: solana:{address}?amount=0.399200",
            "BNB BNB Chain: ethereum:{address}@56?value=79840000000000000",
        ]);
        simulator.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Quote_OnATestNetwork_NamesNoChain()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await StartAsync(simulator);
        var payment = await shop.StartCheckoutAsync(Total);

        var quote = await Provider(shop).QuoteTransferAsync(payment, "1", default);

        quote.Uri.ShouldBe(quote.Address);
    }

    [Fact]
    public async Task Assets_AfterAPart_AreTheOneThatPaidIt()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions { Extras = SimulatorExtras.Always });
        await using var shop = await StartAsync(simulator);
        var payment = await shop.StartCheckoutAsync(Total);
        var provider = Provider(shop);
        var first = await provider.QuoteTransferAsync(payment, "2", default);

        simulator.PayInvoice(payment.PaymentId!, 20m);
        var rest = await provider.QuoteTransferAsync(payment, (await provider.ListAssetsAsync(payment, default)).ShouldHaveSingleItem().Id, default);
        var other = await Should.ThrowAsync<ApiException>(() => provider.QuoteTransferAsync(payment, "1", default));

        rest.Asset.Network.ShouldBe("Solana");
        rest.Amount.ShouldBe("29.900000");
        rest.Address.ShouldBe(first.Address);
        other.Message.ShouldContain("choose another one");
        simulator.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Receipt_AndQuestions_GoToTheInvoice()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await StartAsync(simulator);
        var payment = await shop.StartCheckoutAsync(Total);
        var provider = Provider(shop);

        await provider.SetReceiptEmailAsync(payment, "receipt@example.com", default);
        var refused = await Should.ThrowAsync<ApiException>(() => provider.SetReceiptEmailAsync(payment, "nonsense", default));
        simulator.PayInvoice(payment.PaymentId!);

        (await provider.GetReceiptEmailAsync(payment, default)).ShouldBe("receipt@example.com");
        (await provider.ListQuestionsAsync(payment, default)).ShouldBeEmpty();
        refused.StatusCode.ShouldBe(400);
    }

    [Fact]
    public async Task Live_MoneyArrives_IsNewsAtOnce()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await StartAsync(simulator);
        var payment = await shop.StartCheckoutAsync(Total);
        var provider = Provider(shop);
        var quote = await provider.QuoteTransferAsync(payment, "1", default);
        using var stop = new CancellationTokenSource();
        var news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var listening = ((ILivePayment)provider).ListenAsync(quote.LiveToken.ShouldNotBeNull(), _ => { news.TrySetResult(); return Task.CompletedTask; }, stop.Token);
        await Eventually.TrueAsync(() => simulator.OpenStreams == 1);

        simulator.PayInvoice(payment.PaymentId!);

        await news.Task.Soon();
        await stop.CancelAsync();
        await listening.Soon();
        simulator.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Live_TokenIsRefused_EndsQuietly()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await StartAsync(simulator);

        await ((ILivePayment)Provider(shop)).ListenAsync("forged", static _ => throw new InvalidOperationException("there is no news"), default).Soon();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("https://pay.example/pay")]
    [InlineData("https://pay.example/pay?session=only")]
    [InlineData("https://pay.example/pay?session=a&signature=%0A")]
    public async Task CanEmbed_TheAddressCarriesNoSession_IsFalse(string? url)
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await StartAsync(simulator);
        var payment = await shop.StartCheckoutAsync(Total);

        Provider(shop).CanEmbed(payment).ShouldBeTrue();
        Provider(shop).CanEmbed(payment with { PaymentUrl = url is null ? null : new Uri(url) }).ShouldBeFalse();
    }

    private static ApiTransport Transport(SimulatorServer simulator) => new(
        ApiHttpClient.Create(), new Uri(simulator.PepayUrl), PepayDescriptor.Instance,
        ApiCredentials.None.With("merchantApiKey", simulator.Options.PepayMerchantKey));

    private static IEmbeddedCheckout Provider(TestShop shop) => (IEmbeddedCheckout)shop.Services.GetRequiredService<IPaymentProvider>();

    private static Task<TestShop> StartAsync(SimulatorServer simulator) => TestShop.StartAsync(services => services.AddPepay(options =>
    {
        options.BaseUrl = new Uri(simulator.PepayUrl);
        options.MerchantApiKey = simulator.Options.PepayMerchantKey;
        options.AddWebhookSecret(simulator.Options.PepayWebhookSecret);
    }));
}
