using System.Net;
using System.Text.Json.Nodes;
using Pepay.Simulator.Tests.Support;

namespace Pepay.Simulator.Tests;

public sealed class CommerceTests
{
    private const string Merchant = "/api/commerce/merchant";

    [Fact]
    public async Task Checkout_HappyPath_GoesFromSearchToDelivered()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var sim = await Sim.StartAsync(new SimulatorOptions { PepayWebhookUrl = receiver.Url, SettlementDelay = TimeSpan.FromHours(1) });
        var found = await sim.CommerceAsync("GET", "/api/commerce/search?q=charging%20cable");
        var productId = found.Json["data"]!["products"]![0]!["productId"]!.ToString();

        var checkout = await CheckoutAsync(sim, productId);
        var order = checkout["data.orderId"]!;
        var statuses = new List<string?>();
        foreach (var transition in new[] { "payment_confirmed", "payment_settled", "placed", "shipped", "delivery_confirmed" })
        {
            var answer = await SimulateAsync(sim, order, transition);
            answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
            statuses.Add($"{answer["data.order.status"]}/{answer["data.order.substatus"]}");
        }

        await sim.Server.FlushAsync();

        checkout["data.amount"].ShouldBe("13.99");
        statuses.ShouldBe(["processing/", "processing/PROVIDER_PLACEMENT_SUBMITTED", "placed/AWAITING_TRACKING", "shipped/", "delivered/"]);
        receiver.Received.Select(item => item.Type).Take(5).ShouldBe(
            ["invoice.created", "commerce.order.created", "invoice_payment.created", "invoice.updated", "commerce.order.updated"]);
        var last = receiver.Received[^1].Json["data"]!["object"]!;
        last["object"]!.ToString().ShouldBe("commerce_order");
        last["id"]!.ToString().ShouldBe(order);
        last["status"]!.ToString().ShouldBe("delivered");
        sim.Server.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Order_ReadFromEverySide_TellsTheSame()
    {
        await using var sim = await Sim.StartAsync();
        var checkout = await CheckoutAsync(sim, "B0SIM00002");
        var (order, invoice) = (checkout["data.orderId"]!, checkout["data.invoiceId"]!);

        sim.Server.PayInvoice(invoice);

        (await sim.CommerceAsync("GET", $"{Merchant}/orders/{order}"))["data.status"].ShouldBe("processing");
        (await sim.CommerceAsync("GET", $"{Merchant}/orders?status=processing&customer_id=anna")).Json["data"]!["orders"]![0]!["orderId"]!.ToString().ShouldBe(order);
        (await sim.CommerceAsync("GET", $"{Merchant}/payments/{order}/status"))["data.paymentDetails.network"].ShouldBe("base");
        (await sim.CommerceAsync("POST", $"{Merchant}/payments/bulk-status", new JsonObject { ["orderIds"] = new JsonArray(order, Guid.NewGuid().ToString()) }))
            .Json["data"]!.AsArray().Select(item => item!["status"]!.ToString()).ShouldBe(["paid", "unknown"]);
        (await sim.CommerceAsync("GET", $"{Merchant}/invoices/{invoice}/status"))["data.order.status"].ShouldBe("processing");
        (await sim.PepayAsync("GET", $"/api/v1/invoices/{invoice}"))["invoice_type"].ShouldBe("commerce");
        (await sim.PepayAsync("GET", $"/api/v1/invoices/{invoice}"))["commerce_order_id"].ShouldBe(order);
        sim.Server.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Invoice_ExpiresUnpaid_OrderFallsWithIt()
    {
        var clock = new ManualTimeProvider();
        await using var sim = await Sim.StartAsync(new SimulatorOptions { TimeProvider = clock, Extras = SimulatorExtras.Never });
        var order = (await CheckoutAsync(sim, "B0SIM00001"))["data.orderId"]!;

        clock.Advance(TimeSpan.FromMinutes(30));

        (await sim.CommerceAsync("GET", $"{Merchant}/orders/{order}"))["data.status"].ShouldBe("cancelled");
    }

    [Theory]
    [InlineData("placed")]
    [InlineData("payment_settled")]
    [InlineData("failed")]
    [InlineData("cancelled")]
    [InlineData("refunded")]
    [InlineData("moon")]
    public async Task Simulate_TransitionOutOfTurn_IsRefused(string transition)
    {
        await using var sim = await Sim.StartAsync();
        var order = (await CheckoutAsync(sim, "B0SIM00001"))["data.orderId"]!;

        (await SimulateAsync(sim, order, transition)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await sim.CommerceAsync("GET", $"{Merchant}/orders/{order}"))["data.status"].ShouldBe("pending_payment");
    }

    [Fact]
    public async Task Simulate_Refund_NeedsABscDestination()
    {
        await using var sim = await Sim.StartAsync();
        var order = (await CheckoutAsync(sim, "B0SIM00001"))["data.orderId"]!;
        var onBsc = (await CheckoutAsync(sim, "B0SIM00001"))["data.orderId"]!;
        var wallet = "0x" + new string('a', 40);
        await SimulateAsync(sim, order, "payment_confirmed");
        await SimulateAsync(sim, onBsc, "payment_confirmed", new JsonObject { ["walletNetwork"] = "bsc", ["walletAddress"] = wallet });

        (await SimulateAsync(sim, order, "refunded")).Status.ShouldBe(HttpStatusCode.BadRequest);
        var refunded = await SimulateAsync(sim, onBsc, "refunded");

        refunded["data.order.refundStatus"].ShouldBe("REFUNDED");
        refunded["data.order.refund.destinationWalletAddressBsc"].ShouldBe(wallet);
    }

    [Fact]
    public async Task Simulate_WithAMainnetKey_IsForbidden()
    {
        await using var sim = await Sim.StartAsync(new SimulatorOptions { Environment = SimulatorEnvironment.Mainnet, Extras = SimulatorExtras.Never });
        var order = (await CheckoutAsync(sim, "B0SIM00001"))["data.orderId"]!;

        (await SimulateAsync(sim, order, "payment_confirmed")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Cancel_UnpaidOrder_CancelsItsInvoiceOncePerKey()
    {
        await using var sim = await Sim.StartAsync();
        var checkout = await CheckoutAsync(sim, "B0SIM00001");
        var path = $"{Merchant}/orders/{checkout["data.orderId"]}/cancel";

        var withoutKey = await sim.CommerceAsync("POST", path, new JsonObject());
        var first = await sim.CommerceAsync("POST", path, new JsonObject(), "cancel-1");
        var again = await sim.CommerceAsync("POST", path, new JsonObject(), "cancel-1");
        var other = await sim.CommerceAsync("POST", path, new JsonObject(), "cancel-2");

        withoutKey.Status.ShouldBe(HttpStatusCode.BadRequest);
        first["data.status"].ShouldBe("cancelled");
        again.Text.ShouldBe(first.Text);
        other.Status.ShouldBe(HttpStatusCode.BadRequest);
        (await sim.PepayAsync("GET", $"/api/v1/invoices/{checkout["data.invoiceId"]}"))["status"].ShouldBe("canceled");
    }

    [Fact]
    public async Task Cart_FilledAndEstimated_StaysAsItIs()
    {
        await using var sim = await Sim.StartAsync();
        var item = new JsonObject
        {
            ["customer_id"] = "anna", ["productId"] = "B0SIM00001", ["retailer"] = "amazon", ["title"] = "Cable", ["price"] = 9.99m, ["quantity"] = 2,
        };
        var added = await sim.CommerceAsync("POST", Merchant + "/carts/items", item);
        item["productId"] = "E0SIM00012";
        await sim.CommerceAsync("POST", Merchant + "/carts/items", item);

        var overrides = new JsonArray(new JsonObject { ["productId"] = "B0SIM00001", ["quantity"] = 1 });
        var estimate = await sim.CommerceAsync("POST", Merchant + "/checkout/estimate", new JsonObject { ["customer_id"] = "anna", ["useCart"] = true, ["itemOverrides"] = overrides });
        var validated = await sim.CommerceAsync("POST", Merchant + "/carts/validate", new JsonObject { ["customer_id"] = "anna" });
        var cart = await sim.CommerceAsync("GET", Merchant + "/carts?customer_id=anna");
        var totals = await sim.CommerceAsync("GET", Merchant + "/carts/totals?customer_id=anna&zip_code=94107");

        estimate["data.pricing.total"].ShouldBe("13.99");
        estimate.Json["data"]!["invalidItems"]![0]!["productId"]!.ToString().ShouldBe("E0SIM00012");
        validated["valid"].ShouldBe("false");
        cart["data.itemCount"].ShouldBe("4");
        totals["data.subtotal"].ShouldBe("39.96");
        (await sim.CommerceAsync("PUT", $"{Merchant}/carts/items/{added["data.itemId"]}", new JsonObject { ["quantity"] = 3 })).Status.ShouldBe(HttpStatusCode.OK);
        (await sim.CommerceAsync("DELETE", $"{Merchant}/carts/items/{added["data.itemId"]}")).Status.ShouldBe(HttpStatusCode.OK);
        (await sim.CommerceAsync("DELETE", Merchant + "/carts?customer_id=anna"))["data.itemsRemoved"].ShouldBe("1");
        sim.Server.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Estimate_TooDearOrExpired_IsRefused()
    {
        var clock = new ManualTimeProvider();
        await using var sim = await Sim.StartAsync(new SimulatorOptions { TimeProvider = clock, Extras = SimulatorExtras.Never });

        var tooDear = await EstimateAsync(sim, "E0SIM00011");
        var estimate = await EstimateAsync(sim, "B0SIM00001");
        clock.Advance(TimeSpan.FromMinutes(15));
        var address = await AddressAsync(sim, estimate["data.estimateId"]!);

        tooDear.Status.ShouldBe(HttpStatusCode.BadRequest);
        address.Status.ShouldBe(HttpStatusCode.BadRequest);
        address["error.message"]!.ShouldContain("expired");
    }

    [Fact]
    public async Task Addresses_Saved_AreListedAndDeleted()
    {
        await using var sim = await Sim.StartAsync();
        await CheckoutAsync(sim, "B0SIM00001");

        var listed = await sim.CommerceAsync("GET", "/api/v1/commerce/merchant/addresses?customer_id=anna");
        var id = listed.Json["data"]!["addresses"]![0]!["addressId"]!;
        var deleted = await sim.CommerceAsync("DELETE", $"/api/v1/commerce/merchant/addresses/{id}");

        listed.Json["data"]!["addresses"]![0]!["city"]!.ToString().ShouldBe("San Francisco");
        deleted.Status.ShouldBe(HttpStatusCode.OK);
        (await sim.CommerceAsync("DELETE", $"/api/v1/commerce/merchant/addresses/{id}")).Status.ShouldBe(HttpStatusCode.NotFound);
        sim.Server.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Stream_OfCommerce_CarriesOrdersAndTheirInvoices()
    {
        await using var sim = await Sim.StartAsync();
        using var socket = await Socket.OpenAsync(sim, "/ws/commerce/events?customer_id=anna", sim.Server.Options.PepayCommerceKey, "x-commerce-api-key");
        await Wait.UntilAsync(() => sim.Server.OpenStreams == 1);

        await sim.InvoiceAsync(new JsonObject { ["customer_id"] = "anna" });
        await CheckoutAsync(sim, "B0SIM00001");

        (await socket.NextAsync())!["data"]!["object"]!["invoice_type"]!.ToString().ShouldBe("commerce");
        (await socket.NextTypeAsync()).ShouldBe("commerce.order.created");
    }

    [Fact]
    public async Task Key_OfTheWrongScope_IsForbidden()
    {
        await using var sim = await Sim.StartAsync();

        (await sim.PepayAsync("GET", "/api/commerce/status")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await sim.CommerceAsync("GET", "/api/v1/invoices")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await sim.PepayAsync("GET", "/api/commerce/status", key: sim.Server.Options.PepayCommerceKey)).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static Task<Answer> EstimateAsync(Sim sim, string productId) => sim.CommerceAsync("POST", Merchant + "/checkout/estimate", new JsonObject
    {
        ["customer_id"] = "anna", ["items"] = new JsonArray(new JsonObject { ["productId"] = productId, ["quantity"] = 1 }),
    });

    private static Task<Answer> AddressAsync(Sim sim, string estimateId) => sim.CommerceAsync("POST", Merchant + "/checkout/address", new JsonObject
    {
        ["customer_id"] = "anna",
        ["estimateId"] = estimateId,
        ["address"] = new JsonObject
        {
            ["first_name"] = "Anna", ["last_name"] = "Doe", ["street_address"] = "1 Main St", ["city"] = "San Francisco", ["state"] = "CA", ["zip_code"] = "94107", ["country"] = "US",
        },
    });

    private static async Task<Answer> CheckoutAsync(Sim sim, string productId)
    {
        var estimateId = (await EstimateAsync(sim, productId))["data.estimateId"]!;
        var addressId = (await AddressAsync(sim, estimateId))["data.addressId"]!;
        var body = new JsonObject { ["customer_id"] = "anna", ["estimateId"] = estimateId, ["addressId"] = addressId };
        var answer = await sim.CommerceAsync("POST", Merchant + "/checkout/invoice", body);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return answer;
    }

    private static Task<Answer> SimulateAsync(Sim sim, string orderId, string transition, JsonObject? more = null)
    {
        var body = new JsonObject { ["transitionTo"] = transition };
        foreach (var (name, value) in more ?? [])
            body[name] = value?.DeepClone();
        return sim.CommerceAsync("POST", $"/api/commerce/devnet/orders/{orderId}/simulate", body);
    }
}
