using Microsoft.Extensions.DependencyInjection;
using Pepay.Runtime.Commerce;
using Pepay.Runtime.Http;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Streams;
using Pepay.Runtime.Sync;
using Pepay.Simulator;

namespace Pepay.Api.Tests;

/// <summary>Goods of other shops, against the simulator.</summary>
public sealed class PepayCommerceTests
{
    private const string Cable = "B0SIM00001";
    private const string SoldOut = "E0SIM00012";
    private const string BscWallet = "0x52908400098527886E0F7030069857D2E4169EE7";

    private static readonly CommerceShopper Anna = new("anna");
    private static readonly CommerceShopper WithWallet = new("berta", new CommerceWallet(BscWallet, "bsc"));

    private static readonly CommerceAddress Home = new()
    {
        FirstName = "Ada", LastName = "Lovelace", Street = "12 Analytical Way", City = "Portland", State = "OR", PostalCode = "97201", Country = "US", Phone = "+1", Email = "a@b.c",
    };

    [Fact]
    public async Task Goods_AreFoundWithTheirOffers()
    {
        await using var test = await StartAsync();
        var commerce = test.Commerce;

        (await commerce.IsAvailableAsync(default)).ShouldBeTrue();
        var cable = (await commerce.SearchAsync("cable", default)).ShouldHaveSingleItem();
        var offers = (await commerce.FindOffersAsync(cable.Id, default)).ShouldNotBeNull();

        cable.ShouldBe(new CommerceProduct(Cable, "USB-C charging cable, 2 m", new Money(9.99m, "USD")));
        offers.Retailer.ShouldBe("amazon");
        offers.Offers[0].ShouldBe(new CommerceOffer("amazon", new Money(9.99m, "USD"), new Money(0m, "USD"), new Money(9.99m, "USD"), "New", 2, true));
        (await commerce.FindOffersAsync(SoldOut, default)).ShouldNotBeNull().Offers.ShouldBeEmpty();
        (await commerce.FindOffersAsync("unknown", default)).ShouldBeNull();
        (await commerce.SearchAsync("unobtainium", default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Cart_OfCustomerAndOfWallet_AreTwo()
    {
        await using var test = await StartAsync();
        var commerce = test.Commerce;

        await commerce.SetCartItemAsync(Anna, Item(2), default);
        await commerce.SetCartItemAsync(WithWallet, Item(5), default);
        await commerce.SetCartItemAsync(Anna, Item(3), default);

        (await commerce.GetCartAsync(Anna, default)).ShouldHaveSingleItem().ShouldBe(Item(3));
        (await commerce.GetCartAsync(WithWallet, default)).ShouldHaveSingleItem().Quantity.ShouldBe(5);
        (await commerce.GetCartAsync(new CommerceShopper("berta"), default)).ShouldBeEmpty("the cart goes by the wallet alone");
        await commerce.SetCartItemAsync(Anna, Item(0), default);
        (await commerce.GetCartAsync(Anna, default)).ShouldBeEmpty();
        await commerce.ClearCartAsync(WithWallet, default);
        (await commerce.GetCartAsync(WithWallet, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Estimate_HasWhatCanBeBought_AndSaysWhatCannot()
    {
        await using var test = await StartAsync();

        var estimate = await test.Commerce.EstimateAsync(Anna, [Item(1), Item(1) with { ProductId = SoldOut }], default);

        estimate.Items.ShouldHaveSingleItem().ProductId.ShouldBe(Cable);
        estimate.Refused.ShouldHaveSingleItem().ProductId.ShouldBe(SoldOut);
        (estimate.Subtotal.Amount, estimate.Shipping.Amount, estimate.Tax.Amount, estimate.Fees.Amount, estimate.Total.Amount).ShouldBe((9.99m, 1m, 0m, 3m, 13.99m));
        estimate.ExpiresAt.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Place_TheSameKeyTwice_IsOneOrderThatGoesItsWay(bool wallet)
    {
        await using var test = await StartAsync();
        var commerce = test.Commerce;
        var shopper = wallet ? WithWallet : Anna;

        var first = await PlaceAsync(commerce, shopper, null, "one", out var again);
        (await again()).ShouldBe(first);
        (await commerce.ListOrdersAsync(shopper.CustomerId, 10, 0, default)).ShouldHaveSingleItem().State.ShouldBe(CommerceOrderState.AwaitingPayment);
        (await commerce.ListOrdersAsync("somebody else", 10, 0, default)).ShouldBeEmpty();
        (await commerce.FindPaymentAsync(first.PaymentId, default)).ShouldNotBeNull().Amount.ShouldBe(new Money(13.99m, "USD"));

        var states = new List<CommerceOrderState>();
        foreach (var step in (CommerceStep[])[CommerceStep.PaymentConfirmed, CommerceStep.PaymentSettled, CommerceStep.Placed, CommerceStep.Shipped, CommerceStep.Delivered])
        {
            commerce.StepsOf((await commerce.FindOrderAsync(first.OrderId, default))!).ShouldContain(step);
            await commerce.SimulateAsync(first.OrderId, step, default);
            states.Add((await commerce.FindOrderAsync(first.OrderId, default))!.State);
        }

        states.ShouldBe(
        [
            CommerceOrderState.Processing, CommerceOrderState.Processing, CommerceOrderState.Placed, CommerceOrderState.Shipped, CommerceOrderState.Delivered,
        ]);
        var order = (await commerce.FindOrderAsync(first.OrderId, default))!;
        order.ShouldSatisfyAllConditions(
            () => order.CustomerId.ShouldBe(shopper.CustomerId),
            () => order.Total.ShouldBe(new Money(13.99m, "USD")),
            () => order.IsPaid.ShouldBeTrue(),
            () => order.CanCancel.ShouldBeFalse(),
            () => order.Items.ShouldHaveSingleItem().Title.ShouldBe("USB-C charging cable, 2 m"),
            () => order.Shipments.ShouldHaveSingleItem().ShouldBe(new CommerceShipment(
                "UPS", "1Z999AA10123456784", new Uri("https://tracking.example.test/1Z999AA10123456784"), "delivered")),
            () => order.History.Count.ShouldBeGreaterThan(5));
    }

    [Fact]
    public async Task Cancel_PaidOrder_GivesTheMoneyBackToTheWalletThatWasNamed()
    {
        await using var test = await StartAsync();
        var commerce = test.Commerce;
        var placed = await PlaceAsync(commerce, Anna, null, "one", out _);
        await commerce.SimulateAsync(placed.OrderId, CommerceStep.PaymentConfirmed, default);

        var without = await Should.ThrowAsync<ApiException>(() => commerce.CancelOrderAsync(placed.OrderId, null, "key-1", default));
        await commerce.CancelOrderAsync(placed.OrderId, BscWallet, "key-2", default);
        await commerce.CancelOrderAsync(placed.OrderId, BscWallet, "key-2", default);

        without.StatusCode.ShouldBe(400);
        var order = (await commerce.FindOrderAsync(placed.OrderId, default))!;
        order.State.ShouldBe(CommerceOrderState.Cancelled);
        order.IsCancelling.ShouldBeTrue();
        order.Refund.ShouldBe(new CommerceRefund("PENDING", new Money(10.99m, "USD"), BscWallet, null));
        await commerce.SimulateAsync(placed.OrderId, CommerceStep.Refunded, default);
        (await commerce.FindOrderAsync(placed.OrderId, default))!.Refund!.TransactionHash.ShouldNotBeNull();
    }

    [Fact]
    public async Task Events_OfAnOrderThatIsNoAttemptOfTheShop_WakeWhoWatchesItsPayment()
    {
        await using var test = await StartAsync(static services => services.AddPepayCommerceStream());
        await ConnectedAsync(test);
        var placed = await PlaceAsync(test.Commerce, Anna, null, "one", out _);
        using var stop = new CancellationTokenSource();
        var woken = test.Services.GetRequiredService<PaymentChangeSignal>().WaitAsync(placed.PaymentId, TimeSpan.FromHours(1), stop.Token);

        await test.Commerce.SimulateAsync(placed.OrderId, CommerceStep.PaymentConfirmed, default);

        (await woken.Soon()).ShouldBeTrue();
    }

    [Fact]
    public async Task Events_OfAFilteredStream_AreThoseThatFit()
    {
        await using var test = await StartAsync(static services => services.AddPepayCommerceStream(filter: new() { Types = ["commerce.order.*"] }));
        await ConnectedAsync(test);
        var placed = await PlaceAsync(test.Commerce, Anna, null, "one", out _);

        await test.Commerce.SimulateAsync(placed.OrderId, CommerceStep.PaymentConfirmed, default);

        var inbox = test.Services.GetRequiredService<IInboxStore>();
        await Eventually.TrueAsync(async () => (await inbox.ListAsync(new InboxQuery(), default)).Any(e => e.Type == "commerce.order.updated"));
        (await inbox.ListAsync(new InboxQuery(), default)).ShouldAllBe(e => e.Type.StartsWith("commerce.order.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("b0a0c1d2-0000-4000-8000-000000000000")]
    [InlineData("nonsense")]
    public async Task FindOrder_Unknown_IsNull(string orderId)
    {
        await using var test = await StartAsync();

        (await test.Commerce.FindOrderAsync(orderId, default)).ShouldBeNull();
    }

    [Theory]
    [InlineData(BscWallet, "bsc", true)]
    [InlineData(BscWallet, "solana", false)]
    [InlineData("0x5290840009852788", "bsc", false)]
    [InlineData("0xZZ908400098527886E0F7030069857D2E4169EE7", "base", false)]
    public async Task WalletAddress_HasItsForm(string address, string network, bool fits)
    {
        await using var test = await StartAsync();

        test.Commerce.IsWalletAddress(address, network).ShouldBe(fits);
    }

    [Fact]
    public async Task WithoutACommerceKey_ThereIsNoCommerce()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await TestShop.StartAsync(services => services.AddPepay(options =>
        {
            options.BaseUrl = new Uri(simulator.PepayUrl);
            options.MerchantApiKey = simulator.Options.PepayMerchantKey;
        }));

        ((ICommerce)shop.Services.GetRequiredService<IPaymentProvider>()).HasCommerce.ShouldBeFalse();
    }

    private static Task ConnectedAsync(CommerceTest test) => Eventually.TrueAsync(() =>
        test.Services.GetRequiredService<StreamStatus>().Streams.SingleOrDefault() is { Phase: StreamPhase.Connected, VerifiedAt: not null });

    private static CommerceItem Item(int quantity) => new(Cable, "amazon", "USB-C charging cable, 2 m", new Money(9.99m, "USD"), quantity);

    private static Task<CommerceCheckout> PlaceAsync(ICommerce commerce, CommerceShopper shopper, string? refund, string key, out Func<Task<CommerceCheckout>> again)
    {
        (string Estimate, string Address)? made = null;
        again = async () =>
        {
            if (made is null)
            {
                var estimate = await commerce.EstimateAsync(shopper, [Item(1)], default);
                var destination = await commerce.SetAddressAsync(shopper, estimate.Id, Home, default);
                destination.Address.ShouldBe(Home);
                made = (estimate.Id, destination.Id);
            }

            return await commerce.PlaceAsync(shopper, made.Value.Estimate, made.Value.Address, refund, key, default);
        };
        return again();
    }

    private static async Task<CommerceTest> StartAsync(Action<IServiceCollection>? more = null)
    {
        var simulator = await SimulatorServer.StartAsync(new SimulatorOptions { Extras = SimulatorExtras.Always });
        var shop = await TestShop.StartAsync(services =>
        {
            services.AddPepay(options =>
            {
                options.BaseUrl = new Uri(simulator.PepayUrl);
                options.MerchantApiKey = simulator.Options.PepayMerchantKey;
                options.CommerceApiKey = simulator.Options.PepayCommerceKey;
            });
            more?.Invoke(services);
        });
        return new CommerceTest(simulator, shop);
    }

    /// <summary>A shop with a commerce key; at its end, every request must have been as the specification says.</summary>
    private sealed class CommerceTest(SimulatorServer simulator, TestShop shop) : IAsyncDisposable
    {
        public IServiceProvider Services => shop.Services;

        public ICommerce Commerce { get; } = (ICommerce)shop.Services.GetRequiredService<IPaymentProvider>();

        public async ValueTask DisposeAsync()
        {
            simulator.Violations.ShouldBeEmpty();
            await shop.DisposeAsync();
            await simulator.DisposeAsync();
        }
    }
}
