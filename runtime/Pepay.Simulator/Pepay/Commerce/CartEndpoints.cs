using System.Text.Json.Nodes;
using Pepay.Simulator.Http;
using Pepay.Simulator.State;

namespace Pepay.Simulator.Pepay.Commerce;

/// <summary>/api/commerce/merchant/carts.</summary>
internal sealed class CartEndpoints(SimulatorContext context)
{
    private const string Carts = "/api/commerce/merchant/carts";

    public IEnumerable<ApiRoute> Routes =>
    [
        new("GET", Carts, PepayAccess.Commerce, request => ProductEndpoints.Success(Write(Of(ShopperReader.FromQuery(request))))),
        new("POST", Carts, PepayAccess.Commerce, Create),
        new("DELETE", Carts, PepayAccess.Commerce, Clear),
        new("POST", Carts + "/items", PepayAccess.Commerce, AddItem),
        new("PUT", Carts + "/items/{itemId}", PepayAccess.Commerce, UpdateItem),
        new("DELETE", Carts + "/items/{itemId}", PepayAccess.Commerce, RemoveItem),
        new("POST", Carts + "/validate", PepayAccess.Commerce, Validate),
        new("GET", Carts + "/totals", PepayAccess.Commerce, Totals),
    ];

    /// <summary>The shopper's cart; an empty one is made when there is none.</summary>
    public Cart Of(Shopper shopper)
    {
        var carts = context.State.Pepay.Commerce.Carts;
        var cart = carts.Find(cart => cart.Shopper.IsSame(shopper));
        if (cart is null)
        {
            cart = new Cart { Shopper = shopper, CreatedAt = context.Now, UpdatedAt = context.Now };
            carts.Add(cart);
        }

        return cart;
    }

    private ApiAnswer Create(ApiRequest request)
    {
        var body = request.Json();
        var cart = Of(ShopperReader.FromBody(body));
        if (body.Object("item") is { } item)
            Put(cart, item);
        return Message("Cart ready", Write(cart));
    }

    private ApiAnswer Clear(ApiRequest request)
    {
        var cart = Of(ShopperReader.FromQuery(request));
        var removed = cart.Items.Count;
        cart.Items.Clear();
        cart.UpdatedAt = context.Now;
        return Message("Cart cleared", Body.Object(("itemsRemoved", removed)));
    }

    private ApiAnswer AddItem(ApiRequest request)
    {
        var body = request.Json();
        var cart = Of(ShopperReader.FromBody(body));
        var known = cart.Items.Count;
        var item = Put(cart, body);
        return Message("Item added to cart", Body.Object(("itemId", item.Id), ("quantity", item.Quantity), ("updated", cart.Items.Count == known)));
    }

    private CartItem Put(Cart cart, JsonObject body)
    {
        var productId = body.RequiredText("productId");
        var quantity = (int)(body.Number("quantity") ?? 1);
        var price = body.Amount("price") ?? Catalogue.Find(productId)?.Price ?? throw ApiFailure.Invalid("price is required.");
        if (quantity is < 1 or > 99)
            throw ApiFailure.Invalid($"quantity must be 1 to 99, not {quantity}.");
        var item = cart.Items.Find(item => item.ProductId == productId);
        if (item is null)
        {
            item = new CartItem
            {
                Id = Guid.NewGuid().ToString(),
                ProductId = productId,
                Retailer = body.Text("retailer") ?? Catalogue.Find(productId)?.Retailer ?? "other",
                Title = body.Text("title") ?? Catalogue.Find(productId)?.Title ?? productId,
                ImageUrl = body.Text("imageUrl"),
            };
            cart.Items.Add(item);
        }

        (item.Quantity, item.Price, cart.UpdatedAt) = (quantity, price, context.Now);
        return item;
    }

    private ApiAnswer UpdateItem(ApiRequest request)
    {
        var (cart, item) = Find(request);
        var quantity = (int)request.Json().RequiredNumber("quantity");
        if (quantity is < 1 or > 99)
            throw ApiFailure.Invalid($"quantity must be 1 to 99, not {quantity}.");
        (item.Quantity, cart.UpdatedAt) = (quantity, context.Now);
        return Message("Cart item updated", Body.Object(("itemId", item.Id), ("quantity", item.Quantity), ("updated", true)));
    }

    private ApiAnswer RemoveItem(ApiRequest request)
    {
        var (cart, item) = Find(request);
        cart.Items.Remove(item);
        cart.UpdatedAt = context.Now;
        return Message("Cart item removed", Body.Object(("itemId", item.Id)));
    }

    // The identity of these two is not documented; the item's id is enough to find it.
    private (Cart Cart, CartItem Item) Find(ApiRequest request)
    {
        var id = request.RouteValue("itemId");
        foreach (var cart in context.State.Pepay.Commerce.Carts)
        {
            if (cart.Items.Find(item => item.Id == id) is { } item)
                return (cart, item);
        }

        throw ApiFailure.NotFound($"Cart item {id}");
    }

    private ApiAnswer Validate(ApiRequest request)
    {
        var cart = Of(ShopperReader.FromBody(request.Json()));
        var items = cart.Items.Select(item =>
        {
            var product = Catalogue.Find(item.ProductId);
            var price = product?.Price ?? item.Price;
            return Body.Object(
                ("itemId", item.Id), ("available", product is { Available: true }), ("currentPrice", price), ("savedPrice", item.Price), ("priceChanged", price != item.Price));
        }).ToList();
        var valid = items.TrueForAll(item => item["available"]!.GetValue<bool>() && !item["priceChanged"]!.GetValue<bool>());
        return ApiAnswer.Ok(Body.Object(
            ("success", true), ("valid", valid), ("items", Body.Array(items)), ("summary", Body.Object(("itemCount", items.Count)))));
    }

    private ApiAnswer Totals(ApiRequest request)
    {
        var cart = Of(ShopperReader.FromQuery(request));
        var subtotal = cart.Items.Sum(item => item.Price * item.Quantity);
        var shipping = cart.Items.Count == 0 ? 0m : Prices.Shipping;
        var fee = cart.Items.Count == 0 ? 0m : Prices.Fee(subtotal);
        return ProductEndpoints.Success(Body.Copy("pepay/cart-totals",
            ("subtotal", subtotal),
            ("shipping", shipping),
            ("fees", Body.Object(("fixed", Prices.FixedFee), ("percentage", Prices.FeePercent), ("percentageAmount", Prices.PercentageFee(subtotal)), ("total", fee))),
            ("total", subtotal + shipping + fee),
            ("itemCount", cart.Items.Sum(item => item.Quantity)),
            ("zipCode", request.QueryValue("zip_code") ?? "")));
    }

    private static JsonObject Write(Cart cart) => Body.Copy("pepay/cart",
        ("customerId", cart.Shopper.CustomerId),
        ("walletAddress", cart.Shopper.WalletAddress),
        ("walletNetwork", cart.Shopper.WalletNetwork),
        ("items", Body.Array(cart.Items.Select(item => Body.Object(
            ("itemId", item.Id), ("productId", item.ProductId), ("retailer", item.Retailer), ("quantity", item.Quantity), ("price", item.Price), ("title", item.Title))))),
        ("subtotal", cart.Items.Sum(item => item.Price * item.Quantity)),
        ("itemCount", cart.Items.Sum(item => item.Quantity)),
        ("createdAt", Json.Seconds(cart.CreatedAt)),
        ("updatedAt", Json.Seconds(cart.UpdatedAt)));

    private static ApiAnswer Message(string message, JsonObject data)
    {
        var answer = Body.Copy("pepay/success", ("data", data));
        answer["message"] = message;
        return ApiAnswer.Ok(answer);
    }
}
