using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Pepay.Simulator.Http;
using Pepay.Simulator.State;

namespace Pepay.Simulator.Pepay;

/// <summary>Everything that happens to an invoice. Each change writes its events. Called with the state locked.</summary>
internal sealed class InvoiceDesk(SimulatorContext context, PepayEventLog events, Deadlines deadlines)
{
    /// <summary>Told after an invoice changed its status; commerce moves its order along.</summary>
    public event Action<Invoice>? StatusChanged;

    public Invoice Get(string id) =>
        context.State.Pepay.Invoices.Find(invoice => invoice.Id == id) ?? throw ApiFailure.NotFound($"Invoice {id}");

    public Invoice Open(Invoice invoice)
    {
        context.State.Pepay.Invoices.Add(invoice);
        Watch(invoice);
        events.Add("invoice.created", Subject(invoice), InvoiceView.Write(invoice));
        return invoice;
    }

    public static (string Token, string Signature) NewSession(long now)
    {
        var hash = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        return (SimulatorContext.NewId("pst_"), $"{hash}.{now}");
    }

    public string PaymentUrl(Invoice invoice) =>
        $"{context.BaseUrl}/pepay/pay?session={Uri.EscapeDataString(invoice.SessionToken)}&signature={Uri.EscapeDataString(invoice.Signature)}";

    /// <summary>Sets the timers of an invoice that was read from the state file.</summary>
    public void Watch(Invoice invoice)
    {
        if (invoice.Status is "unpaid" or "underpaid")
            deadlines.Set($"expire {invoice.Id}", invoice.ExpiresAt, () => Expire(invoice));
        foreach (var payment in invoice.Payments.Where(payment => invoice.Status == "paid" && payment.SettlementStatus is "pending" or "processing"))
            SettleLater(invoice, payment);
    }

    /// <summary>Takes money for an invoice, also for one that has expired: what is on the chain cannot be sent back.</summary>
    public void Pay(Invoice invoice, long millis, int tokenId, string? wallet = null)
    {
        if (millis <= 0)
            throw ApiFailure.Invalid($"The amount must be more than nothing, not {Json.Decimal(millis)} USD.");
        if (invoice.Status is "paid" or "canceled")
            throw ApiFailure.Invalid($"Invoice {invoice.Id} is {invoice.Status} and takes no more money.");
        var before = Snapshot(invoice);
        var token = PepayTokens.Get(tokenId);
        invoice.Paid += millis;
        invoice.LastPaymentAt = context.Now;
        invoice.LockedTokenId = tokenId;
        invoice.PayerWalletNetwork = token.Network;
        invoice.PayerWalletAddress = wallet ?? invoice.PayerWalletAddress ?? "0x" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
        var full = invoice.Paid >= invoice.Amount;
        var payment = NewPayment(millis, tokenId, full ? "confirmed" : "underpaid");
        invoice.Payments.Add(payment);
        events.Add("invoice_payment.created", Subject(invoice), InvoiceView.Write(invoice, payment));
        if (full)
            invoice.PaidAt = context.Now;
        ChangeStatus(invoice, full ? "paid" : invoice.Status == "expired" ? "expired" : "underpaid", before);
        if (full)
            invoice.Payments.ForEach(each => SettleLater(invoice, each));
    }

    public void Expire(Invoice invoice)
    {
        if (invoice.Status is not ("unpaid" or "underpaid"))
            throw ApiFailure.Invalid($"Invoice {invoice.Id} is {invoice.Status} and cannot expire.");
        invoice.ExpiresAt = Math.Min(invoice.ExpiresAt, context.Now);
        ChangeStatus(invoice, "expired", Snapshot(invoice));
    }

    public void Cancel(Invoice invoice)
    {
        if (invoice.Status is not ("unpaid" or "underpaid"))
            throw ApiFailure.Invalid($"Invoice {invoice.Id} is {invoice.Status} and cannot be canceled.");
        ChangeStatus(invoice, "canceled", Snapshot(invoice));
    }

    /// <summary>Any status at all, as a provider may send one day.</summary>
    public void Force(Invoice invoice, string status) => ChangeStatus(invoice, status, Snapshot(invoice));

    /// <summary>Moves the settlement of a paid invoice on by one step.</summary>
    public void Settle(Invoice invoice)
    {
        var payment = invoice.Payments.Find(payment => payment.SettlementStatus is "pending" or "processing");
        if (invoice.Status != "paid" || payment is null)
            throw ApiFailure.Invalid($"Invoice {invoice.Id} has nothing to settle.");
        Settle(invoice, payment);
    }

    /// <summary>Tells the payor's stream what remains.</summary>
    public void Quote(Invoice invoice, string network) => events.AddForPayor("payment_quote.updated", Subject(invoice), Body.Copy("pepay/payment-quote",
        ("invoice_id", invoice.Id),
        ("network", network),
        ("amount_remaining", invoice.Remaining),
        ("amount_remaining_decimal", Json.Decimal(invoice.Remaining))));

    private void ChangeStatus(Invoice invoice, string status, JsonObject before)
    {
        invoice.Status = status;
        if (status is not ("unpaid" or "underpaid"))
            deadlines.Cancel($"expire {invoice.Id}");
        events.Add("invoice.updated", Subject(invoice), InvoiceView.Write(invoice), before);
        if (status == "underpaid" && invoice.LockedTokenId is { } token)
            Quote(invoice, PepayTokens.Get(token).Network);
        StatusChanged?.Invoke(invoice);
    }

    private InvoicePayment NewPayment(long millis, int tokenId, string status) => new()
    {
        Id = Guid.NewGuid().ToString(),
        Status = status,
        Amount = millis,
        TokenId = tokenId,
        SettlementId = (int)context.State.Next(),
        TransactionHash = "0x" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
        CreatedAt = context.Now,
    };

    private void SettleLater(Invoice invoice, InvoicePayment payment)
    {
        var due = context.Now + (long)context.Options.SettlementDelay.TotalMilliseconds;
        deadlines.Set($"settle {payment.Id}", due, () => Settle(invoice, payment));
    }

    private void Settle(Invoice invoice, InvoicePayment payment)
    {
        var before = Body.Object(("settlement_status", payment.SettlementStatus));
        payment.SettlementStatus = payment.SettlementStatus == "pending" ? "processing" : "settled";
        events.Add("invoice_payment.updated", Subject(invoice), InvoiceView.Write(invoice, payment), before);
        if (payment.SettlementStatus == "processing")
            SettleLater(invoice, payment);
        else
            deadlines.Cancel($"settle {payment.Id}");
        StatusChanged?.Invoke(invoice);
    }

    private static JsonObject Snapshot(Invoice invoice) =>
        Body.Object(("status", invoice.Status), ("amount_paid", invoice.Paid), ("amount_remaining", invoice.Remaining));

    private EventSubject Subject(Invoice invoice) =>
        new(invoice.Environment, invoice, context.State.Pepay.Commerce.Orders.Find(order => order.Id == invoice.OrderId));
}
