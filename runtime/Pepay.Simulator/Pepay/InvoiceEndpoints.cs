using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Pepay.Simulator.Http;
using Pepay.Simulator.State;

namespace Pepay.Simulator.Pepay;

/// <summary>/api/v1/invoices.</summary>
internal sealed class InvoiceEndpoints(SimulatorContext context, InvoiceDesk desk)
{
    public const string Collection = "/api/v1/invoices";

    private const long TwelveHours = 43_200_000;
    private const int MaxMetadataBytes = 512;
    private static readonly string[] Expansions = ["latest_payment", "payments"];
    private static readonly string[] Statuses = ["unpaid", "underpaid", "paid", "expired", "canceled"];

    public IEnumerable<ApiRoute> Routes =>
    [
        new("POST", Collection, PepayAccess.Merchant, Create, TakesKey: true),
        new("GET", Collection, PepayAccess.Merchant, request => List(request, request.QueryValue("customer_id"))),
        new("GET", Collection + "/totals", PepayAccess.Merchant, Totals),
        new("GET", Collection + "/customer/{customerId}", PepayAccess.Merchant, request => List(request, request.RouteValue("customerId"))),
        new("GET", Collection + "/{invoiceId}", PepayAccess.Merchant, Get),
        new("GET", Collection + "/{invoiceId}/status", PepayAccess.Merchant, Status),
    ];

    private ApiAnswer Create(ApiRequest request)
    {
        if (request.IdempotencyKey is null)
            throw new ApiFailure(StatusCodes.Status400BadRequest, "Idempotency-Key is required", "IDEMPOTENCY_KEY_MISSING");
        var invoice = desk.Open(Read(request));
        return ApiAnswer.Ok(Body.Copy("pepay/invoice-created",
            ("invoice_id", invoice.Id),
            ("payment_url", desk.PaymentUrl(invoice)),
            ("expires_at", Json.Seconds(invoice.ExpiresAt)),
            ("session_token", invoice.SessionToken),
            ("signature", invoice.Signature),
            ("payment_session_headers", Body.Object(("x-session-token", invoice.SessionToken), ("x-signature", invoice.Signature)))));
    }

    private Invoice Read(ApiRequest request)
    {
        var body = request.Json();
        var usd = body.Amount("amount_usd") ?? throw new ApiFailure(StatusCodes.Status400BadRequest, "amount_usd is required", "INVALID_AMOUNT_FORMAT");
        if (usd is < 0.01m or > 1_000_000m)
            throw new ApiFailure(StatusCodes.Status400BadRequest, $"amount_usd must be 0.01 to 1000000, not {usd}", "INVALID_AMOUNT_RANGE");
        var expiresIn = body.Number("expires_in") ?? TwelveHours;
        if (expiresIn is < 1 or > 2_592_000_000)
            throw ApiFailure.Invalid($"expires_in must be 1 to 2592000000 milliseconds, not {expiresIn}.");
        if (body.Flag("receiver_override_enable") == true && body.Text("receiver_override_address") is null)
            throw ApiFailure.Invalid("receiver_override_enable needs receiver_override_address.");
        var (token, signature) = InvoiceDesk.NewSession(context.Now);
        return new Invoice
        {
            Id = Guid.NewGuid().ToString(),
            Environment = request.Key?.Environment ?? context.State.Pepay.CurrentEnvironment,
            Amount = (long)decimal.Round(usd * 1000m, MidpointRounding.AwayFromZero),
            CreatedAt = context.Now,
            ExpiresAt = context.Now + expiresIn,
            CustomerId = body.Text("customer_id"),
            Metadata = Metadata(body),
            Description = body.Text("description"),
            Title = body.Text("invoice_title"),
            Footer = body.Text("invoice_footer"),
            CustomerEmail = body.Text("customer_email"),
            ReturnUrl = body.Flag("payment_return_url_enabled") == false ? null : ReturnUrl(body),
            Questions = body.Object("questions")?.DeepClone(),
            SessionToken = token,
            Signature = signature,
        };
    }

    private static JsonObject Metadata(JsonObject body)
    {
        var metadata = (JsonObject)(body.Object("metadata")?.DeepClone() ?? new JsonObject());
        var size = Encoding.UTF8.GetByteCount(metadata.ToJsonString());
        return size <= MaxMetadataBytes ? metadata : throw ApiFailure.Invalid($"metadata is {size} bytes of JSON; at most {MaxMetadataBytes} are allowed.");
    }

    private static string? ReturnUrl(JsonObject body)
    {
        var text = body.Text("payment_return_url");
        // HTTPS only, except on loopback, where a developer's shop is.
        var sound = text is null || (Uri.TryCreate(text, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)));
        return sound ? text : throw ApiFailure.Invalid("payment_return_url must be an HTTPS URL.");
    }

    private ApiAnswer List(ApiRequest request, string? customerId)
    {
        var wants = Filter(request, customerId);
        var expand = Expand(request);
        var payments = request.Limit("payments_limit", 10);
        return ApiAnswer.Ok(CursorPage.Write(
            context.State.Pepay.Invoices, request, wants, invoice => invoice.Id, invoice => InvoiceView.Write(invoice, expand, payments)));
    }

    private ApiAnswer Totals(ApiRequest request)
    {
        var invoices = context.State.Pepay.Invoices.Where(Filter(request, request.QueryValue("customer_id"))).ToList();
        var body = Body.Copy("pepay/totals");
        var totals = body["totals"]!.AsObject();
        totals["all"] = Total(invoices);
        foreach (var status in Statuses)
            totals[status] = Total(invoices.Where(invoice => invoice.Status == status));
        return ApiAnswer.Ok(body);
    }

    private static JsonObject Total(IEnumerable<Invoice> invoices)
    {
        var list = invoices.ToList();
        var amount = list.Sum(invoice => invoice.Amount);
        return Body.Copy("pepay/total", ("amount", amount), ("amount_decimal", Json.Decimal(amount)), ("count", list.Count));
    }

    private ApiAnswer Get(ApiRequest request) => ApiAnswer.Ok(
        InvoiceView.Write(desk.Get(request.RouteValue("invoiceId")), Expand(request), request.Limit("payments_limit", 10)));

    private ApiAnswer Status(ApiRequest request)
    {
        var invoice = desk.Get(request.RouteValue("invoiceId"));
        return ApiAnswer.Ok(Body.Copy("pepay/invoice-status", ("invoice", InvoiceView.Write(invoice)), ("latest_payment", InvoiceView.Latest(invoice))));
    }

    private static string[] Expand(ApiRequest request)
    {
        var expand = request.QueryList("expand") ?? [];
        return expand.Except(Expansions).FirstOrDefault() is { } unknown ? throw ApiFailure.Invalid($"expand '{unknown}' is not supported.") : expand;
    }

    private static Func<Invoice, bool> Filter(ApiRequest request, string? customerId)
    {
        var statuses = request.QueryList("status");
        if (statuses?.Except(Statuses).FirstOrDefault() is { } unknown)
            throw ApiFailure.Invalid($"status '{unknown}' is not an invoice status.");
        var types = request.QueryList("invoice_type");
        var environment = request.QueryValue("environment");
        var wallet = request.QueryValue("payer_wallet_address");
        var network = request.QueryValue("payer_wallet_network");
        var from = Moment(request, "created_gte");
        var to = Moment(request, "created_lte");
        return invoice => (statuses is null || statuses.Contains(invoice.Status))
            && (types is null || types.Contains(invoice.Type))
            && (customerId is null || invoice.CustomerId == customerId)
            && (environment is null || invoice.Environment == environment)
            && (wallet is null || string.Equals(invoice.PayerWalletAddress, wallet, StringComparison.OrdinalIgnoreCase))
            && (network is null || invoice.PayerWalletNetwork == network)
            && (from is null || invoice.CreatedAt >= from)
            && (to is null || invoice.CreatedAt <= to);
    }

    private static long? Moment(ApiRequest request, string name) =>
        request.QueryValue(name) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment.ToUnixTimeMilliseconds()
        : throw ApiFailure.Invalid($"{name} '{text}' is not a date and time.");
}
