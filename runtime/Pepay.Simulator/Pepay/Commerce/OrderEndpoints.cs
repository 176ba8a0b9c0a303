using System.Text.Json.Nodes;
using Pepay.Simulator.Http;
using Pepay.Simulator.State;

namespace Pepay.Simulator.Pepay.Commerce;

/// <summary>/api/commerce/merchant: orders, their payments and addresses, and the devnet simulator.</summary>
internal sealed class OrderEndpoints(SimulatorContext context, OrderDesk desk, InvoiceDesk invoices)
{
    private const string Merchant = "/api/commerce/merchant";
    private const string Addresses = "/api/v1/commerce/merchant/addresses";

    public IEnumerable<ApiRoute> Routes =>
    [
        new("GET", Merchant + "/orders", PepayAccess.CommerceOrDashboard, List),
        new("GET", Merchant + "/orders/{orderId}", PepayAccess.CommerceOrDashboard, request => ProductEndpoints.Success(OrderView.Snapshot(Find(request)))),
        new("POST", Merchant + "/orders/{orderId}/cancel", PepayAccess.Commerce, Cancel, TakesKey: true),
        new("GET", Merchant + "/payments/{orderId}/status", PepayAccess.Commerce, request => ProductEndpoints.Success(Payment(Find(request)))),
        new("POST", Merchant + "/payments/bulk-status", PepayAccess.Commerce, BulkStatus),
        new("GET", Merchant + "/invoices/{invoiceId}/status", PepayAccess.AnyKeyOrDashboard, ResolveInvoice),
        new("GET", Addresses, PepayAccess.Commerce, ListAddresses),
        new("DELETE", Addresses + "/{addressId}", PepayAccess.Commerce, DeleteAddress),
        new("POST", "/api/commerce/devnet/orders/{orderId}/simulate", PepayAccess.Commerce, Simulate),
    ];

    private ApiAnswer List(ApiRequest request)
    {
        if (request.QueryValue("wallet") is not null && request.QueryValue("walletNetwork") is null)
            throw ApiFailure.Invalid("walletNetwork is required with wallet.");
        var limit = request.Limit("limit", 20);
        var offset = (int)(request.QueryNumber("offset") ?? 0);
        var page = context.State.Pepay.Commerce.Orders.AsEnumerable().Reverse().Where(order => Fits(order, request)).Skip(offset).Take(limit).ToList();
        return ProductEndpoints.Success(Body.Object(
            ("orders", Body.Array(page.Select(OrderView.Row))),
            ("pagination", Body.Object(("limit", limit), ("offset", offset), ("count", page.Count)))));
    }

    private static bool Fits(Order order, ApiRequest request) =>
        IsVisible(order, request)
        && (request.QueryValue("wallet") is not { } wallet || string.Equals(order.Shopper.WalletAddress, wallet, StringComparison.OrdinalIgnoreCase))
        && (request.QueryValue("walletNetwork") is not { } network || order.Shopper.WalletNetwork == network)
        && (request.QueryValue("customer_id") is not { } customer || order.Shopper.CustomerId == customer)
        && (request.QueryValue("status") is not { } status || order.Status == status)
        && (request.QueryValue("retailer") is not { } retailer || order.Items[0].Retailer == retailer)
        && (request.QueryNumber("createdFrom") is not { } from || order.CreatedAt / 1000 >= from)
        && (request.QueryNumber("createdTo") is not { } to || order.CreatedAt / 1000 <= to);

    // A key sees the orders of its own environment; the dashboard sees all.
    private static bool IsVisible(Order order, ApiRequest request) => request.Key is null || request.Key.Environment == order.Environment;

    private Order Find(ApiRequest request)
    {
        var order = desk.Get(request.RouteValue("orderId"));
        return IsVisible(order, request) ? order : throw ApiFailure.NotFound($"Order {order.Id}");
    }

    private ApiAnswer Cancel(ApiRequest request)
    {
        if (request.IdempotencyKey is null)
            throw new ApiFailure(StatusCodes.Status400BadRequest, "Idempotency-Key is required", "IDEMPOTENCY_KEY_MISSING");
        var order = Find(request);
        desk.Cancel(order, request.Json().Text("refundDestinationWalletAddressBsc"));
        return ProductEndpoints.Success(Body.Object(
            ("orderId", order.Id),
            ("status", order.Status),
            ("substatus", order.Substatus),
            ("customerId", order.Shopper.CustomerId),
            ("refundQuote", Body.Object(("amountUsd", order.RefundStatus == "NONE" ? 0m : order.Total - order.Fee), ("feeUsd", order.RefundStatus == "NONE" ? 0m : order.Fee)))));
    }

    private JsonObject Payment(Order order)
    {
        var invoice = invoices.Get(order.InvoiceId);
        var payment = invoice.Payments.LastOrDefault();
        return Body.Copy("pepay/order-payment",
            ("orderId", order.Id),
            ("invoiceId", order.InvoiceId),
            ("status", order.PaymentStatus),
            ("orderStatus", order.Status),
            ("customerId", order.Shopper.CustomerId),
            ("amount", order.Total),
            ("paidAt", Json.Seconds(invoice.PaidAt)),
            ("paymentDetails", payment is null ? null : Body.Object(
                ("network", PepayTokens.Get(payment.TokenId).Network),
                ("token", PepayTokens.Get(payment.TokenId).Symbol),
                ("amount", Json.Usd(payment.Amount)),
                ("txHash", payment.TransactionHash),
                ("walletAddress", invoice.PayerWalletAddress ?? ""))));
    }

    private ApiAnswer BulkStatus(ApiRequest request)
    {
        var ids = request.Json().List("orderIds") ?? throw ApiFailure.Invalid("orderIds is required.");
        if (ids.Count > 50)
            throw ApiFailure.Invalid($"orderIds may have 50 ids, not {ids.Count}.");
        return ProductEndpoints.Success(Body.Array(ids.Select(id =>
        {
            var order = context.State.Pepay.Commerce.Orders.Find(order => order.Id == id?.ToString() && IsVisible(order, request));
            return order is null
                ? Body.Object(("orderId", id?.ToString()), ("status", "unknown"), ("error", "Order not found"))
                : Body.Object(("orderId", order.Id), ("status", order.PaymentStatus));
        })));
    }

    private ApiAnswer ResolveInvoice(ApiRequest request)
    {
        var id = request.RouteValue("invoiceId");
        var order = context.State.Pepay.Commerce.Orders.Find(order => order.InvoiceId == id && IsVisible(order, request)) ?? throw ApiFailure.NotFound($"Order of invoice {id}");
        return ProductEndpoints.Success(Body.Object(
            ("invoiceId", order.InvoiceId),
            ("orderId", order.Id),
            ("payment", Body.Object(("status", order.PaymentStatus), ("txHash", order.TransactionHash))),
            ("order", Body.Object(
                ("orderId", order.Id),
                ("status", order.Status),
                ("substatus", order.Substatus),
                ("customerId", order.Shopper.CustomerId),
                ("actions", Body.Object(("canCancel", OrderView.CanCancel(order))))))));
    }

    private ApiAnswer ListAddresses(ApiRequest request)
    {
        var shopper = ShopperReader.FromQuery(request);
        var offset = (int)(request.QueryNumber("offset") ?? 0);
        var page = context.State.Pepay.Commerce.Addresses.AsEnumerable().Reverse().Where(saved => saved.Shopper.IsSame(shopper)).Skip(offset).Take(request.Limit("limit", 20));
        return ProductEndpoints.Success(Body.Object(("addresses", Body.Array(page.Select(Write)))));
    }

    private static JsonObject Write(SavedAddress saved) => Body.Copy("pepay/saved-address",
        ("addressId", saved.Id),
        ("customerId", saved.Shopper.CustomerId),
        ("walletAddress", saved.Shopper.WalletAddress),
        ("walletNetwork", saved.Shopper.WalletNetwork),
        ("firstName", saved.Address.Text("first_name") ?? ""),
        ("lastName", saved.Address.Text("last_name") ?? ""),
        ("addressLine1", saved.Address.Text("street_address") ?? ""),
        ("addressLine2", saved.Address.Text("address_line2")),
        ("city", saved.Address.Text("city") ?? ""),
        ("state", saved.Address.Text("state") ?? ""),
        ("zipCode", saved.Address.Text("zip_code") ?? ""),
        ("country", saved.Address.Text("country") ?? ""),
        ("createdAt", Json.Seconds(saved.CreatedAt)));

    private ApiAnswer DeleteAddress(ApiRequest request)
    {
        var id = request.RouteValue("addressId");
        if (context.State.Pepay.Commerce.Addresses.RemoveAll(saved => saved.Id == id) == 0)
            throw ApiFailure.NotFound($"Address {id}");
        return ApiAnswer.Ok(Body.Object(("success", true)));
    }

    private ApiAnswer Simulate(ApiRequest request)
    {
        if (request.Key!.Environment != "devnet")
            throw new ApiFailure(StatusCodes.Status403Forbidden, "The simulator takes devnet keys only", "FORBIDDEN");
        var order = Find(request);
        var body = request.Json();
        desk.Simulate(order, body.RequiredText("transitionTo"), body.Object("tracking"), body.Text("walletNetwork"), body.Text("walletAddress"));
        return ProductEndpoints.Success(Body.Object(("order", OrderView.Snapshot(order))));
    }
}
