using System.Text.Json.Nodes;
using Pepay.Simulator.Http;
using Pepay.Simulator.State;

namespace Pepay.Simulator.Pepay.Commerce;

/// <summary>/api/commerce/merchant/checkout: estimate, address, invoice.</summary>
internal sealed class CheckoutEndpoints(SimulatorContext context, CartEndpoints carts, InvoiceDesk invoices, OrderDesk orders)
{
    private const long EstimateMs = 15 * 60 * 1000;
    private const long InvoiceMs = 30 * 60 * 1000;

    public IEnumerable<ApiRoute> Routes =>
    [
        new("POST", "/api/commerce/merchant/checkout/estimate", PepayAccess.Commerce, EstimateItems),
        new("POST", "/api/commerce/merchant/checkout/address", PepayAccess.Commerce, SetAddress),
        new("POST", "/api/commerce/merchant/checkout/invoice", PepayAccess.Commerce, CreateInvoice, TakesKey: true),
    ];

    private ApiAnswer EstimateItems(ApiRequest request)
    {
        var body = request.Json();
        var shopper = ShopperReader.FromBody(body);
        var (valid, invalid) = Sort(body, shopper);
        var subtotal = valid.Sum(item => item.Price * item.Quantity);
        if (subtotal > Prices.MaxOrder)
            throw ApiFailure.Invalid($"The order is worth {subtotal} USD; at most {Prices.MaxOrder} is allowed.");
        var estimate = new Estimate
        {
            Id = Guid.NewGuid().ToString(),
            Shopper = shopper,
            Environment = request.Key!.Environment,
            Items = valid,
            Shipping = valid.Count == 0 ? 0m : Prices.Shipping,
            Fee = valid.Count == 0 ? 0m : Prices.Fee(subtotal),
            CreatedAt = context.Now,
            ExpiresAt = context.Now + EstimateMs,
        };
        context.State.Pepay.Commerce.Estimates.Add(estimate);
        return ProductEndpoints.Success(Write(estimate, invalid));
    }

    // The cart is only read: a checkout never changes it.
    private (List<CartItem> Valid, List<JsonObject> Invalid) Sort(JsonObject body, Shopper shopper)
    {
        var useCart = body.Flag("useCart") == true;
        if (useCart == body.List("items") is not null)
            throw ApiFailure.Invalid("Give either items or useCart.");
        if (!useCart && body.List("itemOverrides") is not null)
            throw ApiFailure.Invalid("itemOverrides go with useCart.");
        var overrides = (body.List("itemOverrides") ?? []).OfType<JsonObject>().ToDictionary(item => item.RequiredText("productId"), item => (int)(item.Number("quantity") ?? 1));
        var wanted = useCart
            ? carts.Of(shopper).Items.Select(item => (item.ProductId, Quantity: overrides.GetValueOrDefault(item.ProductId, item.Quantity)))
            : body.List("items")!.OfType<JsonObject>().Select(item => (ProductId: item.RequiredText("productId"), Quantity: (int)item.RequiredNumber("quantity")));
        var valid = new List<CartItem>();
        var invalid = new List<JsonObject>();
        foreach (var (productId, quantity) in wanted.Where(item => item.Quantity > 0))
        {
            if (Catalogue.Find(productId) is { Available: true } product)
                valid.Add(Item(product, quantity));
            else
                invalid.Add(Body.Object(("productId", productId), ("retailer", Catalogue.Find(productId)?.Retailer ?? "other"), ("error", "No eligible offer: New, delivered within 10 days.")));
        }

        return (valid, invalid);
    }

    private static CartItem Item(Product product, int quantity) => new()
    {
        Id = Guid.NewGuid().ToString(),
        ProductId = product.Id,
        Retailer = product.Retailer,
        Title = product.Title,
        Price = product.Price,
        Quantity = quantity,
        ImageUrl = product.Image,
    };

    private static JsonObject Write(Estimate estimate, List<JsonObject> invalid) => Body.Copy("pepay/estimate",
        ("estimateId", estimate.Id),
        ("networkEnvironment", estimate.Environment),
        ("customerId", estimate.Shopper.CustomerId),
        ("walletAddress", estimate.Shopper.WalletAddress),
        ("walletNetwork", estimate.Shopper.WalletNetwork),
        ("validItems", Body.Array(estimate.Items.Select(item => Body.Object(
            ("productId", item.ProductId),
            ("retailer", item.Retailer),
            ("title", item.Title),
            ("quantity", item.Quantity),
            ("price", item.Price),
            ("totalPrice", item.Price * item.Quantity),
            ("metadata", Body.Object(("image", item.ImageUrl))))))),
        ("invalidItems", Body.Array(invalid)),
        ("pricing", Body.Object(
            ("subtotal", estimate.Subtotal),
            ("shipping", estimate.Shipping),
            ("tax", 0m),
            ("fees", Body.Object(("fixed", Prices.FixedFee), ("percentage", Prices.FeePercent), ("total", estimate.Fee))),
            ("total", estimate.Total))),
        ("feeBreakdown", Body.Object(("shippingBase", estimate.Shipping), ("commerceFee", estimate.Fee), ("totalFees", estimate.Fee))),
        ("expiresAt", Json.Seconds(estimate.ExpiresAt)),
        ("createdAt", Json.Seconds(estimate.CreatedAt)));

    private ApiAnswer SetAddress(ApiRequest request)
    {
        var body = request.Json();
        var estimate = Find(body);
        var address = (body.Object("address") ?? throw ApiFailure.Invalid("address is required.")).DeepClone().AsObject();
        var saved = new SavedAddress { Id = Guid.NewGuid().ToString(), Shopper = estimate.Shopper, Address = address, CreatedAt = context.Now };
        context.State.Pepay.Commerce.Addresses.Add(saved);
        return ProductEndpoints.Success(Body.Copy("pepay/checkout-address", ("addressId", saved.Id), ("standardized", address.DeepClone())));
    }

    private ApiAnswer CreateInvoice(ApiRequest request)
    {
        var body = request.Json();
        var estimate = Find(body);
        var addressId = body.RequiredText("addressId");
        var address = context.State.Pepay.Commerce.Addresses.Find(each => each.Id == addressId) ?? throw ApiFailure.Invalid($"There is no address {addressId}.");
        if (estimate.Items.Count == 0)
            throw ApiFailure.Invalid("The estimate has no valid item.");
        var (token, signature) = InvoiceDesk.NewSession(context.Now);
        var order = orders.New(estimate, address, body.Text("refundDestinationWalletAddressBsc"));
        var invoice = invoices.Open(new Invoice
        {
            Id = order.InvoiceId,
            Environment = estimate.Environment,
            Amount = (long)(estimate.Total * 1000m),
            Type = "commerce",
            CustomerId = estimate.Shopper.CustomerId,
            OrderId = order.Id,
            CreatedAt = context.Now,
            ExpiresAt = context.Now + InvoiceMs,
            Description = $"Order {order.Id}",
            SessionToken = token,
            Signature = signature,
        });
        orders.Announce(order);
        return ProductEndpoints.Success(Write(order, invoice));
    }

    private JsonObject Write(Order order, Invoice invoice) => Body.Copy("pepay/checkout-invoice",
        ("orderId", order.Id),
        ("invoiceId", invoice.Id),
        ("invoiceUrl", invoices.PaymentUrl(invoice)),
        ("session", invoice.SessionToken),
        ("signature", invoice.Signature),
        ("payment_session_headers", Body.Object(("x-session-token", invoice.SessionToken), ("x-signature", invoice.Signature))),
        ("networkEnvironment", invoice.Environment),
        ("customerId", invoice.CustomerId),
        ("amount", Json.Usd(invoice.Amount)),
        ("expiresAt", Json.Seconds(invoice.ExpiresAt)),
        ("endpoints", Body.Object(
            ("checkOrder", $"/api/commerce/merchant/orders/{order.Id}"),
            ("checkPayment", $"/api/commerce/merchant/payments/{order.Id}/status"),
            ("cancelOrder", $"/api/commerce/merchant/orders/{order.Id}/cancel"))));

    private Estimate Find(JsonObject body)
    {
        var id = body.RequiredText("estimateId");
        var customer = body.RequiredText("customer_id");
        var estimate = context.State.Pepay.Commerce.Estimates.Find(each => each.Id == id && each.Shopper.CustomerId == customer)
            ?? throw ApiFailure.Invalid($"Customer {customer} has no estimate {id}.");
        return estimate.ExpiresAt > context.Now ? estimate : throw ApiFailure.Invalid($"Estimate {id} has expired.");
    }
}
