using Pepay.Simulator.Http;
using Pepay.Simulator.State;

namespace Pepay.Simulator.XPay;

/// <summary>Everything that happens to an intent. Each change sends its events. Called with the state locked.</summary>
internal sealed class IntentDesk(SimulatorContext context, XPayEventLog events)
{
    public Intent Get(string id) => context.State.XPay.Intents.Find(intent => intent.Id == id) ?? throw ApiFailure.NotFound($"Intent {id}");

    public Intent Open(Intent intent)
    {
        context.State.XPay.Intents.Add(intent);
        events.Add("intent.created", intent);
        return intent;
    }

    public string CheckoutUrl(Intent intent) => $"{context.BaseUrl}/xpay/checkout?xpay_intent_id={Uri.EscapeDataString(intent.Id)}";

    public void CheckoutOpened(Intent intent)
    {
        if (intent.CheckoutOpened)
            return;
        intent.CheckoutOpened = true;
        events.Add("intent.checkout_opened", intent);
    }

    /// <summary>A declined intent may still be paid, with another card.</summary>
    public void Succeed(Intent intent, string brand = "visa", string lastFour = "4242")
    {
        Demand(intent, "be paid", "CREATED", "FAILED");
        intent.Charges.Add(new Charge { Status = "SUCCESS", Brand = brand, LastFour = lastFour, At = context.Now });
        intent.SucceededAt = context.Now;
        Move(intent, "SUCCESS", "intent.success");
        if (intent is { Tokenise: true, CustomerId: { } customerId })
            events.Add("payment_method_token.created", Keep(customerId));
    }

    public void Decline(Intent intent, string errorCode = "card_declined", string brand = "visa", string lastFour = "0002")
    {
        Demand(intent, "be declined", "CREATED", "FAILED");
        intent.Charges.Add(new Charge { Status = "FAILED", Brand = brand, LastFour = lastFour, At = context.Now, ErrorCode = errorCode });
        Move(intent, "FAILED", "intent.failed");
    }

    /// <summary>There is no event for a cancelled intent.</summary>
    public void Cancel(Intent intent, bool alsoFailed)
    {
        Demand(intent, "be cancelled", alsoFailed ? ["CREATED", "FAILED"] : ["CREATED"]);
        intent.Status = "CANCELLED";
    }

    /// <param name="intent">What was paid.</param>
    /// <param name="amount">Minor units; null gives back all that is left.</param>
    public Refund Refund(Intent intent, long? amount)
    {
        Demand(intent, "be refunded", "SUCCESS", "PARTIALLY_REFUNDED", "DISPUTE_WON");
        var left = intent.Amount - intent.Refunded;
        var value = amount ?? left;
        if (value <= 0 || value > left)
            throw ApiFailure.Invalid($"The refund must be 1 to {left} of {intent.Currency}, not {value}.");
        var refund = new Refund
        {
            Id = SimulatorContext.NewId("rf_"), IntentId = intent.Id, Amount = value, Currency = intent.Currency, At = context.Now,
        };
        context.State.XPay.Refunds.Add(refund);
        intent.Refunded += value;
        Move(intent, intent.Refunded == intent.Amount ? "REFUNDED" : "PARTIALLY_REFUNDED", "intent.refunded");
        return refund;
    }

    public void Dispute(Intent intent)
    {
        Demand(intent, "be disputed", "SUCCESS", "PARTIALLY_REFUNDED");
        Move(intent, "DISPUTED", "intent.disputed");
    }

    public void ReviewDispute(Intent intent)
    {
        Demand(intent, "go under review", "DISPUTED");
        Move(intent, "DISPUTE_UNDER_REVIEW", "intent.dispute_under_review");
    }

    public void CloseDispute(Intent intent, bool won)
    {
        Demand(intent, "have its dispute closed", "DISPUTED", "DISPUTE_UNDER_REVIEW");
        Move(intent, won ? "DISPUTE_WON" : "DISPUTE_LOST", won ? "intent.dispute_won" : "intent.dispute_lost");
    }

    /// <summary>Keeps a card for a customer.</summary>
    public CardToken Keep(string customerId)
    {
        var token = new CardToken { Id = SimulatorContext.NewId("pmt_"), CustomerId = customerId, CreatedAt = context.Now };
        context.State.XPay.Tokens.Add(token);
        return token;
    }

    private void Move(Intent intent, string status, string type)
    {
        intent.Status = status;
        events.Add(type, intent);
    }

    private static void Demand(Intent intent, string what, params ReadOnlySpan<string> statuses)
    {
        if (!statuses.Contains(intent.Status))
            throw ApiFailure.Invalid($"Intent {intent.Id} is {intent.Status} and cannot {what}.");
    }
}
