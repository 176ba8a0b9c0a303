using Pepay.Runtime.Http;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Streams;

namespace Pepay.Api;

/// <summary>What <c>spec/pepay.events.yaml</c> says about the three WebSocket channels and the event list, as data for the runtime.</summary>
public static class PepayStreamDescriptors
{
    private const string Since = "since";
    private static readonly StreamFrames Frames = new("/object", "event", "ws_control", "ws_error");

    // No option: event_v1 is the only value that the specification has (schema StreamFormat), and the only one that can be read here.
    private static readonly KeyValuePair<string, string>[] Format = [new("format", StreamFormat.EventV1.Value)];
    private static readonly StreamFilterField Types = new("types", StreamFilterKind.Types);
    private static readonly StreamFilterField InvoiceId = new("invoice_id", StreamFilterKind.Text, "/data/object/invoice_id", "/data/object/invoiceId", "/data/object/id");
    private static readonly StreamFilterField CustomerId = new("customer_id", StreamFilterKind.Text, "/data/object/customer_id", "/data/object/customerId");

    /// <summary>The token of a stream, in the query.</summary>
    internal static ApiSecurityScheme WsToken { get; } = new("wsToken", ApiSecurityKind.Query, "token");

    /// <summary>The token of one payment session, in the query.</summary>
    internal static ApiSecurityScheme PaymentSessionToken { get; } = new("paymentSessionToken", ApiSecurityKind.Query, "token");

    /// <summary>Invoices and payments of the whole account.</summary>
    public static StreamDescriptor Merchant { get; } = new()
    {
        Name = "merchantEvents",
        Path = "/ws/merchant/events",
        Frames = Frames,
        SinceParameter = Since,
        Query = Format,
        IsListed = true,
        Carries = ["invoice.*", "invoice_payment.*"],
        Security = [Scheme("merchantApiKey"), WsToken],
        Filters =
        [
            Types, new("invoice_type", StreamFilterKind.List, "/data/object/invoice_type"), CustomerId, InvoiceId,
            new("environment", StreamFilterKind.Text, "/data/object/environment", "/data/object/networkEnvironment"),
        ],
    };

    /// <summary>Orders of commerce with their invoices and payments.</summary>
    public static StreamDescriptor Commerce { get; } = new()
    {
        Name = "commerceEvents",
        Path = "/ws/commerce/events",
        Frames = Frames,
        SinceParameter = Since,
        Query = Format,
        IsListed = true,
        Carries = ["commerce.order.*", "invoice.*", "invoice_payment.*"],
        Security = [Scheme("commerceApiKey"), Scheme("commerceApiKeyAlias"), WsToken],
        Filters =
        [
            Types, new("order_id", StreamFilterKind.Text, "/data/object/orderId", "/data/object/commerce_order_id"), InvoiceId, CustomerId,
            new("wallet_address", StreamFilterKind.Text, "/data/object/walletAddress"), new("wallet_network", StreamFilterKind.Text, "/data/object/walletNetwork"),
        ],
    };

    /// <summary>One payment session, for its payor. Its events are in no list.</summary>
    public static StreamDescriptor Payment { get; } = new()
    {
        Name = "payment",
        Path = "/ws/payment",
        Frames = Frames,
        SinceParameter = Since,
        Query = Format,
        Security = [PaymentSessionToken],
    };

    /// <summary>The event list. The largest page is not documented; 50 is shown.</summary>
    public static EventListDescriptor EventList { get; } = new()
    {
        Operation = PepayOperations.ListEvents,
        Items = "/data/data",
        More = "/data/has_more",
        Cursor = "/id",
        CursorParameter = "starting_after",
        LimitParameter = "limit",
        PageSize = 50,
    };

    /// <summary>The generated description with the streams.</summary>
    public static ProviderDescriptor Provider { get; } = PepayDescriptor.Instance with { Streams = [Merchant, Commerce, Payment], EventList = EventList };

    private static ApiSecurityScheme Scheme(string name) => PepayDescriptor.Instance.SecuritySchemes.First(scheme => scheme.Name == name);
}
