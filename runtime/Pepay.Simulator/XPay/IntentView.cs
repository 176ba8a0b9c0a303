using System.Text.Json.Nodes;
using Pepay.Simulator.Http;
using Pepay.Simulator.State;

namespace Pepay.Simulator.XPay;

/// <summary>Intents and charges as xPay writes them.</summary>
internal static class IntentView
{
    public static JsonObject Write(Intent intent)
    {
        var body = Body.Copy("xpay/intent",
            ("amount", intent.Amount),
            ("currency", intent.Currency),
            ("presentmentCurrency", intent.Currency),
            ("receiptId", intent.ReceiptId),
            ("customerDetails", intent.CustomerDetails?.DeepClone()),
            ("description", intent.Description),
            ("callbackUrl", intent.CallbackUrl),
            ("cancelUrl", intent.CancelUrl ?? intent.CallbackUrl),
            ("createdAt", Json.Iso(intent.CreatedAt)),
            ("status", intent.Status),
            ("xIntentId", intent.Id),
            ("metadata", intent.Metadata?.DeepClone() ?? new JsonObject()));
        foreach (var name in new[] { "customerDetails", "callbackUrl" })
        {
            if (body[name] is null)
                body.Remove(name);
        }

        return body;
    }

    public static JsonObject Summary(Intent intent)
    {
        var body = Body.Copy("xpay/intent-summary",
            ("amount", intent.Amount),
            ("currency", intent.Currency),
            ("createdAt", intent.CreatedAt),
            ("status", intent.Status),
            ("succeededAt", intent.SucceededAt),
            ("receiptId", intent.ReceiptId),
            ("xIntentId", intent.Id));
        if (intent.SucceededAt is null)
            body.Remove("succeededAt");
        return body;
    }

    public static JsonObject Write(Charge charge)
    {
        var body = Body.Copy("xpay/charge", ("status", charge.Status), ("chargeTime", charge.At), ("errorCode", charge.ErrorCode));
        body["paymentMetadata"]!["cardMetadata"] = Card(charge);
        return body;
    }

    public static JsonObject Card(Charge charge)
    {
        var card = Body.Copy("xpay/charge")["paymentMetadata"]!["cardMetadata"]!.DeepClone().AsObject();
        card["brand"] = charge.Brand;
        card["lastFourDigit"] = charge.LastFour;
        return card;
    }
}
