using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Pepay.Runtime.Http;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Streams;
using Pepay.Simulator;

namespace Pepay.Api.Tests;

/// <summary>The streams against the simulator, which shares no code with them and refuses a query or frame that the specification does not have.</summary>
public sealed class PepayStreamTests : IAsyncLifetime
{
    private static readonly Money Total = new(49.90m, "USD");
    private readonly CancellationTokenSource stop = new();
    private SimulatorServer simulator = null!;

    // No settlement while a test runs: it would add events to a list that has been read.
    public async Task InitializeAsync() =>
        simulator = await SimulatorServer.StartAsync(new SimulatorOptions { StreamReplayLimit = 3, SettlementDelay = TimeSpan.FromDays(1) });

    public async Task DisposeAsync()
    {
        await stop.CancelAsync();
        await simulator.DisposeAsync();
    }

    [Fact]
    public async Task Shop_WithoutAnyWebhook_SeesThePaymentOverTheStream()
    {
        await using var shop = await StartShopAsync();
        await ConnectedAsync(shop);
        var payment = await shop.StartCheckoutAsync(Total);

        simulator.PayInvoice(payment.PaymentId!);

        await Eventually.TrueAsync(() => shop.Changes.Labels.Contains(PaymentLabel.Paid));
        simulator.Deliveries.ShouldBeEmpty();
        simulator.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Shop_WithAStreamThatIsCutAndDropsFrames_HasTheWholeListInItsInbox()
    {
        await using var shop = await StartShopAsync();
        await ConnectedAsync(shop);
        for (var i = 0; i < 30; i++)
        {
            var payment = await shop.StartCheckoutAsync(Total, $"{i}");
            if (i % 3 == 0)
                simulator.Faults = simulator.Faults with { DropFrames = 1, DuplicateFrames = i % 2 };
            simulator.PayInvoice(payment.PaymentId!);
            if (i % 7 == 0)
                simulator.DisconnectStreams(i % 2 == 0 ? null : "going_away");
        }

        await ConnectedAsync(shop);
        var listed = await ListAsync();
        await Eventually.TrueAsync(async () => (await InboxIdsAsync(shop)).Count == listed.Count);
        (await InboxIdsAsync(shop)).Order().ShouldBe(listed.Order());
        await Eventually.TrueAsync(() => shop.Changes.Labels.Count(label => label == PaymentLabel.Paid) == 30);
        simulator.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Shop_StartedAgainAfterMoreThanTheServerReplays_HasTheWholeList()
    {
        using var file = new TemporaryDatabase();
        await using (var shop = await StartShopAsync(file))
            await ConnectedAsync(shop);
        var client = Client();
        for (var i = 0; i < 12; i++)
            await client.Invoices.CreateInvoiceAsync(new InvoiceCreate { AmountUsd = 5 }, Guid.NewGuid().ToString());

        await using var again = await StartShopAsync(file);

        var listed = await ListAsync();
        listed.Count.ShouldBe(12);
        await Eventually.TrueAsync(async () => (await InboxIdsAsync(again)).Count == 12);
        var status = again.Services.GetRequiredService<StreamStatus>().Streams.ShouldHaveSingleItem();
        status.GapCount.ShouldBe(0);
        simulator.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Shop_WithAFilteredStream_TakesOnlyWhatFits()
    {
        await using var shop = await StartShopAsync(filter: new MerchantStreamFilter { Types = ["invoice_payment.*"] });
        await ConnectedAsync(shop);
        var payment = await shop.StartCheckoutAsync(Total);

        simulator.PayInvoice(payment.PaymentId!);

        // The invoice's own events came before those of its payment.
        await Eventually.TrueAsync(async () => (await InboxIdsAsync(shop)).Count > 0);
        (await shop.Inbox.ListAsync(new InboxQuery { Limit = 500 }, default)).ShouldAllBe(e => e.Type.StartsWith("invoice_payment.", StringComparison.Ordinal));
        simulator.Violations.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Merchant_EveryFilter_IsTakenAndTypedEventsCome(bool token)
    {
        await using var shop = await StartShopAsync();
        var filter = new MerchantStreamFilter
        {
            Types = ["invoice.*", "invoice_payment.*"], InvoiceTypes = ["standard"], CustomerId = "customer-7", Environment = Environment.Devnet,
        };
        await using var items = Streams(shop).Merchant(filter, Options(token)).FollowAsync(null, stop.Token).GetAsyncEnumerator();
        (await items.MoveNextAsync().AsTask().Soon()).ShouldBeTrue();
        items.Current.ShouldBe(new StreamCheckpoint(""));
        await Eventually.TrueAsync(() => simulator.OpenStreams == 2);

        var payment = await shop.StartCheckoutAsync(Total);
        do
            (await items.MoveNextAsync().AsTask().Soon()).ShouldBeTrue();
        while (items.Current is StreamCheckpoint);

        var created = items.Current.ShouldBeOfType<StreamEvent>().Read().ShouldBeOfType<InvoiceCreatedEvent>();
        created.Data.Object.Id.ShouldBe(payment.PaymentId);
        simulator.Violations.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commerce_EveryFilter_IsTaken(bool token)
    {
        await using var shop = await StartShopAsync();
        var filter = new CommerceStreamFilter
        {
            Types = ["commerce.order.*"], OrderId = "order-1", InvoiceId = "invoice-1", CustomerId = "customer-7", Wallet = new StreamWallet("0xabc", "base"),
        };
        await using var items = Streams(shop).Commerce(filter, Options(token)).FollowAsync(null, stop.Token).GetAsyncEnumerator();
        await items.MoveNextAsync().AsTask().Soon();
        var next = items.MoveNextAsync();

        await Eventually.TrueAsync(() => simulator.OpenStreams == 2);

        shop.Services.GetRequiredService<StreamStatus>().Streams.Select(s => s.Stream.Name).ShouldBe(["commerceEvents", "merchantEvents"]);
        simulator.Violations.ShouldBeEmpty();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => next.AsTask());
    }

    [Fact]
    public async Task Merchant_WithAKeyThatIsNotOne_EndsAndSaysSo()
    {
        await using var shop = await TestShop.StartAsync(services => services.AddPepay(options =>
        {
            options.BaseUrl = new Uri(simulator.PepayUrl);
            options.MerchantApiKey = "nobodys-key";
        }));

        var refused = await Should.ThrowAsync<StreamRefusedException>(async () =>
        {
            await foreach (var item in Streams(shop).Merchant().FollowAsync("evt_1-1"))
                item.ShouldBeNull();
        });

        refused.StatusCode.ShouldBe(401);
        refused.Message.ShouldContain("pepay/default/merchantEvents");
        refused.ToString().ShouldNotContain("nobodys-key");
    }

    [Fact]
    public async Task Payor_FollowsTheSessionAndSaysThatRecoveryIsOff()
    {
        await using var shop = await StartShopAsync();
        var client = Client();
        var invoice = await client.Invoices.CreateInvoiceAsync(new InvoiceCreate { AmountUsd = 5 }, Guid.NewGuid().ToString());
        var session = new PepayClient(Transport(ApiCredentials.None.With("sessionToken", invoice.SessionToken!).With("sessionSignature", invoice.Signature!)));
        var tokens = await session.PaymentSessions.ListAvailableTokensAsync();
        var address = await session.PaymentSessions.CreatePaymentAddressAsync(new CreatePaymentAddressRequest { Network = tokens[0].Network!.Value.Value, TokenId = tokens[0].Id });
        await using var items = Streams(shop).Payor(address.WsConnection.Value!.Token!).FollowAsync(null, stop.Token).GetAsyncEnumerator();
        await items.MoveNextAsync().AsTask().Soon();
        items.Current.ShouldBeOfType<StreamRecoveryOff>();
        var next = items.MoveNextAsync();
        await Eventually.TrueAsync(() => simulator.OpenStreams == 2);

        simulator.PayInvoice(invoice.InvoiceId);

        await next.AsTask().Soon();
        items.Current.ShouldBeOfType<StreamEvent>();
        await stop.CancelAsync();
    }

    private static EventStreamOptions Options(bool token) => new() { UseToken = token };

    private static PepayStreams Streams(TestShop shop) => shop.Services.GetRequiredKeyedService<PepayStreams>("default");

    private static Task ConnectedAsync(TestShop shop) => Eventually.TrueAsync(() =>
        shop.Services.GetRequiredService<StreamStatus>().Streams.SingleOrDefault() is { Phase: StreamPhase.Connected, VerifiedAt: not null });

    private static async Task<IReadOnlyList<string>> InboxIdsAsync(TestShop shop) =>
        [.. (await shop.Inbox.ListAsync(new InboxQuery { Limit = 500 }, default)).Select(e => e.EventId)];

    private Task<TestShop> StartShopAsync(TemporaryDatabase? file = null, MerchantStreamFilter? filter = null) => TestShop.StartAsync(services =>
    {
        services.AddPepay(options =>
        {
            options.BaseUrl = new Uri(simulator.PepayUrl);
            options.MerchantApiKey = simulator.Options.PepayMerchantKey;
            options.CommerceApiKey = simulator.Options.PepayCommerceKey;
        });
        services.AddPepayMerchantStream(options =>
        {
            options.RetryDelay = TimeSpan.FromMilliseconds(20);
            options.AuditInterval = TimeSpan.FromMilliseconds(200);
        }, filter: filter);
    }, file: file);

    private ApiTransport Transport(ApiCredentials credentials) =>
        new(ApiHttpClient.Create(), new Uri(simulator.PepayUrl), PepayDescriptor.Instance, credentials);

    private PepayClient Client() => new(Transport(ApiCredentials.None.With("merchantApiKey", simulator.Options.PepayMerchantKey)));

    // Every event that the list has, read without any code of the product.
    private async Task<IReadOnlyList<string>> ListAsync()
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("x-api-key", simulator.Options.PepayMerchantKey);
        var ids = new List<string>();
        while (true)
        {
            var after = ids.Count == 0 ? "" : $"&starting_after={ids[^1]}";
            var page = JsonNode.Parse(await http.GetStringAsync($"{simulator.PepayUrl}/api/v1/events?limit=100{after}"))!["data"]!;
            ids.AddRange(page["data"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()));
            if (!page["has_more"]!.GetValue<bool>())
                return ids;
        }
    }
}
