using System.Text.Json.Nodes;
using Pepay.Simulator.Http;
using Pepay.Simulator.State;

namespace Pepay.Simulator.Pepay.Commerce;

/// <summary>/api/commerce: status, search and products.</summary>
internal sealed class ProductEndpoints(SimulatorContext context)
{
    public IEnumerable<ApiRoute> Routes =>
    [
        new("GET", "/api/commerce/status", PepayAccess.Commerce, _ => Success(Body.Copy("pepay/commerce-status"))),
        new("GET", "/api/commerce/info", PepayAccess.Commerce, _ => Success(Body.Copy("pepay/commerce-info"))),
        new("GET", "/api/commerce/search", PepayAccess.Commerce, Search),
        new("GET", "/api/commerce/products/{productId}", PepayAccess.Commerce, Get),
        new("GET", "/api/commerce/products/{productId}/offers", PepayAccess.Commerce, Offers),
    ];

    public static ApiAnswer Success(JsonNode data) => ApiAnswer.Ok(Body.Copy("pepay/success", ("data", data)));

    private static ApiAnswer Search(ApiRequest request)
    {
        var text = request.QueryValue("q") ?? throw ApiFailure.Invalid("q is required.");
        var cards = Catalogue.Search(text).Take(request.Limit("limit", 20)).Select(product => Body.Copy("pepay/product-card",
            ("productId", product.Id), ("title", product.Title), ("price", product.Price), ("image", product.Image)));
        return Success(Body.Object(("products", Body.Array(cards))));
    }

    private static ApiAnswer Get(ApiRequest request)
    {
        var product = Find(request);
        return Success(Body.Copy("pepay/product",
            ("productId", product.Id),
            ("retailer", product.Retailer),
            ("title", product.Title),
            ("price", product.Price),
            ("image", product.Image),
            ("description", product.Description),
            ("available", product.Available)));
    }

    private ApiAnswer Offers(ApiRequest request)
    {
        var product = Find(request);
        // Best value first.
        var offers = product.Available ? new[] { Offer(product, 1, 0m, true), Offer(product, 2, 1.5m, false) } : [];
        var answer = Body.Copy("pepay/success",
            ("data", Body.Object(("productId", product.Id), ("retailer", product.Retailer), ("offers", Body.Array(offers)))));
        answer["meta"] = Body.Object(("timestamp", Json.Seconds(context.Now)));
        return ApiAnswer.Ok(answer);
    }

    private static JsonObject Offer(Product product, int number, decimal shipping, bool prime) => Body.Copy("pepay/offer",
        ("offerId", $"offer_{product.Id}_{number}"),
        ("sellerId", $"seller_{number}"),
        ("sellerName", number == 1 ? product.Retailer : "Marketplace seller"),
        ("price", product.Price),
        ("shipping", shipping),
        ("totalCost", product.Price + shipping),
        ("prime", prime));

    private static Product Find(ApiRequest request) =>
        Catalogue.Find(request.RouteValue("productId")) ?? throw ApiFailure.NotFound($"Product {request.RouteValue("productId")}");
}
