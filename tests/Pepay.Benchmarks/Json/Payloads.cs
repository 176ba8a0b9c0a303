using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Pepay.Benchmarks.Json;

/// <summary>The documents that are read and written, with every property that both sides know.</summary>
internal static class Payloads
{
    private const int ListBytes = 1_000_000;

    /// <summary>An invoice event as Pepay sends it.</summary>
    public static byte[] InvoiceEvent { get; } = Encoding.UTF8.GetBytes(
        "{\"id\":\"evt_1734780000000-123\",\"object\":\"event\",\"api_version\":\"2026-01-01\",\"created\":1734780000,\"type\":\"invoice.updated\","
        + "\"livemode\":true,\"pending_webhooks\":1,\"request\":{\"id\":\"req_9f8e7d6c\",\"idempotency_key\":null},\"data\":{\"object\":" + Invoice(123)
        + ",\"previous_attributes\":{\"status\":\"unpaid\"}}}");

    /// <summary>A list of invoices of 1 MB.</summary>
    public static byte[] InvoiceList { get; } = List();

    /// <summary>The example of an AUTHORISATION notification in Adyen's own specification, minified.</summary>
    public static byte[] AdyenAuthorisation(string specification)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(specification));
        var example = document.RootElement.GetProperty("components").GetProperty("examples").GetProperty("post-AUTHORISATION-authorisation").GetProperty("value");
        return JsonSerializer.SerializeToUtf8Bytes(example);
    }

    private static byte[] List()
    {
        var text = new StringBuilder("{\"object\":\"list\",\"data\":[");
        for (var i = 0; text.Length < ListBytes; i++)
            text.Append(i == 0 ? "" : ",").Append(Invoice(i));
        return Encoding.UTF8.GetBytes(text.Append("],\"has_more\":true}").ToString());
    }

    private static string Invoice(int number)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"550e8400-e29b-41d4-a716-{number:D12}");
        return $$$"""
            {"object":"invoice","id":"{{{id}}}","merchant_id":4711,"status":"paid","invoice_type":"standard","currency":"usd",
            "amount":49990,"amount_decimal":"49.990","amount_paid":49990,"amount_paid_decimal":"49.990","amount_remaining":0,"amount_remaining_decimal":"0.000",
            "amount_unit":"usd_millis","amount_usd":49.99,"customer_id":null,"payer_wallet_address":"0x71C7656EC7ab88b098defB751B7401B5f6d8976F",
            "payer_wallet_network":"base","commerce_order_id":null,"environment":"mainnet","expires_at":1734783600,"created_at":1734780000,"paid_at":1734780123,
            "last_payment_at":1734780120,"metadata":{"order":"{{{number}}}"},"latest_payment":{"object":"invoice_payment","id":"pay_{{{number}}}","invoice_id":"{{{id}}}",
            "merchant_id":4711,"status":"confirmed","environment":"mainnet","amount_usd":49.99,"settlement_status":"pending"}}
            """.ReplaceLineEndings("");
    }
}
