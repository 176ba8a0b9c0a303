using System.Text.Json.Nodes;
using Pepay.Simulator.Http;
using Pepay.Simulator.State;

namespace Pepay.Simulator.XPay;

/// <summary>Customers, saved cards and what charges them.</summary>
internal sealed class CustomerEndpoints(SimulatorContext context, IntentDesk desk)
{
    public IEnumerable<ApiRoute> Routes =>
    [
        new("POST", "/customer/create", "", Create, TakesKey: true),
        new("GET", "/customer/{customerId}/payment-method-tokens", "", ListTokens),
        new("GET", "/payment-method-token/{paymentMethodTokenId}", "", GetToken),
        new("POST", "/payment-method-token/delete", "", DeleteToken),
        new("POST", "/payments/charge-tokenised-pm", "", Charge, TakesKey: true),
        new("POST", "/setup-method/create", "", CreateSetupMethod),
        new("GET", "/setup-method/{setupMethodId}", "", GetSetupMethod),
    ];

    private XPayState State => context.State.XPay;

    private ApiAnswer Create(ApiRequest request)
    {
        var details = request.Json().Object("customerDetails") ?? throw ApiFailure.Invalid("customerDetails is required.");
        var customer = new Customer { Id = SimulatorContext.NewId("cus_"), Details = details.DeepClone().AsObject() };
        State.Customers.Add(customer);
        return ApiAnswer.Ok(Body.Object(("customerId", customer.Id)));
    }

    private ApiAnswer ListTokens(ApiRequest request)
    {
        var customer = FindCustomer(request.RouteValue("customerId"));
        var from = request.QueryNumber("startTime");
        var to = request.QueryNumber("endTime");
        var status = request.QueryValue("status");
        return ApiAnswer.Ok(OffsetPage.Write(
            State.Tokens.Where(token => token.CustomerId == customer.Id && (status is null || token.Status == status)
                && (from is null || token.CreatedAt >= from) && (to is null || token.CreatedAt <= to)),
            request, token => token.Id, Write));
    }

    private ApiAnswer GetToken(ApiRequest request) => ApiAnswer.Ok(Write(FindToken(request.RouteValue("paymentMethodTokenId"))));

    private ApiAnswer DeleteToken(ApiRequest request)
    {
        FindToken(request.Json().RequiredText("pmId")).Status = "DELETED";
        return ApiAnswer.Ok();
    }

    private ApiAnswer Charge(ApiRequest request)
    {
        var body = request.Json();
        var customer = FindCustomer(body.RequiredText("customerId"));
        var token = FindToken(body.RequiredText("pmId"));
        if (token.CustomerId != customer.Id)
            throw ApiFailure.Invalid($"Token {token.Id} does not belong to customer {customer.Id}.");
        var intent = desk.Open(new Intent
        {
            Id = SimulatorContext.NewId("in_"),
            Amount = IntentEndpoints.ReadAmount(body),
            Currency = body.RequiredText("currency"),
            CustomerDetails = customer.Details.DeepClone().AsObject(),
            CustomerId = customer.Id,
            ReceiptId = body.Text("receiptId"),
            Metadata = body.Object("metadata")?.DeepClone().AsObject(),
            CreatedAt = context.Now,
        });
        if (token.Status == "LIVE")
            desk.Succeed(intent);
        else
            desk.Decline(intent, "payment_method_decline");
        return ApiAnswer.Ok(Body.Copy("xpay/charge-result", ("intentId", intent.Id), ("status", intent.Status), ("errorCode", intent.Charges[^1].ErrorCode)));
    }

    private ApiAnswer CreateSetupMethod(ApiRequest request)
    {
        var body = request.Json();
        var method = new SetupMethod
        {
            Id = SimulatorContext.NewId("sm_"),
            Secret = SimulatorContext.NewId("secret_"),
            CustomerId = FindCustomer(body.RequiredText("customerId")).Id,
            Request = body.DeepClone().AsObject(),
        };
        State.SetupMethods.Add(method);
        return ApiAnswer.Ok(Body.Object(("setupMethodId", method.Id), ("fwdUrl", $"{context.BaseUrl}/xpay/checkout/setup-method?id={method.Id}&secret={method.Secret}")));
    }

    private ApiAnswer GetSetupMethod(ApiRequest request)
    {
        var id = request.RouteValue("setupMethodId");
        var method = State.SetupMethods.Find(method => method.Id == id) ?? throw ApiFailure.NotFound($"Setup method {id}");
        var body = Body.Copy("xpay/setup-method", ("setupMethodId", method.Id), ("customerId", method.CustomerId), ("status", method.Status));
        foreach (var name in new[] { "currency", "paymentMethods", "storeFrontId", "callbackUrl", "metadata" })
        {
            if (method.Request[name] is { } value)
                body[name] = value.DeepClone();
        }

        if (method.TokenId is not null)
            body["pmId"] = method.TokenId;
        return ApiAnswer.Ok(body);
    }

    private Customer FindCustomer(string id) => State.Customers.Find(customer => customer.Id == id) ?? throw ApiFailure.NotFound($"Customer {id}");

    private CardToken FindToken(string id) => State.Tokens.Find(token => token.Id == id) ?? throw ApiFailure.NotFound($"Payment method {id}");

    private static JsonObject Write(CardToken token) => Body.Copy("xpay/token",
        ("paymentMethodId", token.Id), ("customerId", token.CustomerId), ("status", token.Status), ("createdAt", token.CreatedAt));
}
