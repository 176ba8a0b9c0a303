using Pepay.Simulator.Http;
using Pepay.Simulator.State;

namespace Pepay.Simulator.XPay;

/// <summary>/link: payment links. The answer names no intent; receiptId and webhooks tell what was paid.</summary>
internal sealed class LinkEndpoints(SimulatorContext context, IntentDesk desk)
{
    private const string Usual = "CARD";

    public IEnumerable<ApiRoute> Routes => [new("POST", "/link/merchant/generate-link", "", Generate)];

    private ApiAnswer Generate(ApiRequest request)
    {
        var body = request.Json();
        var expiry = body.RequiredNumber("expiryDate");
        if (expiry <= context.Now)
            throw ApiFailure.Invalid("expiryDate must be in the future.");
        var intent = desk.Open(new Intent
        {
            Id = SimulatorContext.NewId("in_"),
            Amount = IntentEndpoints.ReadAmount(body),
            Currency = body.RequiredText("currency"),
            CustomerDetails = body.Object("customerDetails")?.DeepClone().AsObject(),
            CallbackUrl = body.Text("callbackUrl"),
            CancelUrl = body.Text("cancelUrl"),
            ReceiptId = body.Text("receiptId"),
            Description = body.Text("description"),
            CreatedAt = context.Now,
        });
        var others = body.List("paymentMethods")?.Any(method => method?.ToString() != Usual) == true;
        return ApiAnswer.Ok(Body.Copy("xpay/link",
            ("shortUrl", desk.CheckoutUrl(intent)),
            ("disclaimer", others ? "Methods that this currency does not support fall back to CARD." : "")));
    }
}
