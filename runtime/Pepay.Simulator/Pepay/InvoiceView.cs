using System.Text.Json.Nodes;
using Pepay.Simulator.Http;
using Pepay.Simulator.State;

namespace Pepay.Simulator.Pepay;

/// <summary>Invoices and payments as Pepay writes them.</summary>
internal static class InvoiceView
{
    public static JsonObject Write(Invoice invoice) => Body.Copy("pepay/invoice",
        ("id", invoice.Id),
        ("status", invoice.Status),
        ("invoice_type", invoice.Type),
        ("amount", invoice.Amount),
        ("amount_decimal", Json.Decimal(invoice.Amount)),
        ("amount_paid", invoice.Paid),
        ("amount_paid_decimal", Json.Decimal(invoice.Paid)),
        ("amount_remaining", invoice.Remaining),
        ("amount_remaining_decimal", Json.Decimal(invoice.Remaining)),
        ("customer_id", invoice.CustomerId),
        ("payer_wallet_address", invoice.PayerWalletAddress),
        ("payer_wallet_network", invoice.PayerWalletNetwork),
        ("commerce_order_id", invoice.OrderId),
        ("environment", invoice.Environment),
        ("expires_at", Json.Seconds(invoice.ExpiresAt)),
        ("created_at", Json.Seconds(invoice.CreatedAt)),
        ("paid_at", Json.Seconds(invoice.PaidAt)),
        ("last_payment_at", Json.Seconds(invoice.LastPaymentAt)),
        ("metadata", invoice.Metadata.DeepClone()));

    public static JsonObject Write(Invoice invoice, InvoicePayment payment)
    {
        var body = Body.Copy("pepay/invoice-payment",
            ("id", payment.Id),
            ("invoice_id", invoice.Id),
            ("status", payment.Status),
            ("settlement_status", payment.SettlementStatus),
            ("environment", invoice.Environment));
        var settlement = body["settlement"]!.AsObject();
        settlement["summary_status"] = payment.SettlementStatus;
        settlement["status"] = payment.SettlementStatus;
        settlement["merchant_settlement_id"] = payment.SettlementId;
        settlement["network"] = PepayTokens.Get(payment.TokenId).Network;
        settlement["stage"] = payment.SettlementStatus == "settled" ? "final" : "received";
        if (payment.SettlementStatus == "settled")
            settlement["settlement_tx_hash"] = payment.TransactionHash;
        else
            settlement.Remove("settlement_tx_hash");
        return body;
    }

    /// <summary>With the parts that <c>expand</c> asks for.</summary>
    public static JsonObject Write(Invoice invoice, IReadOnlyCollection<string> expand, int paymentsLimit)
    {
        var body = Write(invoice);
        if (expand.Contains("latest_payment"))
            body["latest_payment"] = Latest(invoice);
        if (expand.Contains("payments"))
        {
            var newestFirst = invoice.Payments.AsEnumerable().Reverse().Take(paymentsLimit);
            body["payments"] = Body.Array(newestFirst.Select(payment => Write(invoice, payment)));
        }

        return body;
    }

    public static JsonNode? Latest(Invoice invoice) => invoice.Payments.LastOrDefault() is { } payment ? Write(invoice, payment) : null;
}
