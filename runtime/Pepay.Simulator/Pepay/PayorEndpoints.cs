using System.Globalization;
using System.Text.Json.Nodes;
using Pepay.Simulator.Http;
using Pepay.Simulator.Pepay.Streams;
using Pepay.Simulator.State;

namespace Pepay.Simulator.Pepay;

/// <summary>/api/v1/payments and the manual verification: what a checkout in the shop's own page uses, with the session's two headers.</summary>
internal sealed class PayorEndpoints(SimulatorContext context, InvoiceDesk desk, PaymentAddresses addresses, StreamTokens tokens)
{
    private const long QuoteMs = 5 * 60 * 1000;

    public IEnumerable<ApiRoute> Routes =>
    [
        new("GET", "/api/v1/payments/session-details", PepayAccess.Session, Details),
        new("GET", "/api/v1/payments/available-tokens", PepayAccess.Session, Tokens),
        new("POST", "/api/v1/payments/payment-addresses", PepayAccess.Session, Allocate),
        new("GET", "/api/v1/payments/payment-status", PepayAccess.Session, Status),
        new("POST", "/api/v1/payments/customer-email", PepayAccess.Session, SetEmail),
        new("GET", "/api/v1/payments/customer-email", PepayAccess.Session, GetEmail),
        new("GET", "/api/v1/payments/invoice-questions", PepayAccess.Session, Questions),
        new("POST", "/api/v1/payments/submit-form", PepayAccess.Session, Submit),
        new("POST", "/api/v1/invoice/{invoiceId}/verify", PepayAccess.Session, Verify),
        new("GET", "/api/v1/invoice/{invoiceId}/verify", PepayAccess.Session, GetVerification),
    ];

    private ApiAnswer Details(ApiRequest request)
    {
        var invoice = request.Session!;
        var remaining = Math.Max(0, invoice.ExpiresAt - context.Now);
        var locked = invoice.Status == "underpaid" ? invoice.LockedTokenId : null;
        return ApiAnswer.Ok(Body.Copy("pepay/session-details",
            ("invoice_id", invoice.Id),
            ("amount_usd", Json.Usd(invoice.Amount)),
            ("description", invoice.Description),
            ("expires_at", Json.Seconds(invoice.ExpiresAt)),
            ("invoice_status", invoice.Status),
            ("remaining_time", remaining),
            ("remaining_seconds", remaining / 1000),
            ("amount_remaining_usd", Json.Usd(invoice.Remaining)),
            ("merchant_name", context.Options.MerchantName),
            ("network_environment", invoice.Environment),
            ("locked_network", locked is { } id ? PepayTokens.Get(id).Network : null),
            ("locked_token_id", locked),
            ("locked_payment_address", locked is null ? null : addresses.Of(invoice))));
    }

    private static ApiAnswer Tokens(ApiRequest request)
    {
        var invoice = request.Session!;
        var network = request.QueryValue("network");
        if (request.QueryValue("mode") == "network" && network is null)
            throw ApiFailure.Invalid("network is required with mode=network.");
        var tokens = PepayTokens.All.Where(token => (network is null || token.Network == network)
            && (invoice.Status != "underpaid" || token.Id == invoice.LockedTokenId));
        return ApiAnswer.Ok(Body.Array(tokens.Select(token => Write(token, invoice.Environment))));
    }

    private static JsonObject Write(PepayToken token, string environment)
    {
        // Devnet tokens never carry a quote.
        var live = environment == "mainnet";
        return Body.Copy("pepay/available-token",
            ("id", token.Id),
            ("token_symbol", token.Symbol),
            ("token_name", token.Name),
            ("token_type", token.Type),
            ("network", token.Network),
            ("token_decimals", token.Decimals),
            ("token_address", token.Address),
            ("supports_stable_settlement", token.Stable),
            ("is_same_token_settlement", token.Stable),
            ("settlement_rate", live ? token.UsdPrice : null),
            ("settlement_cost_usd", live ? 0.1m : null),
            ("availability_status", live ? "AVAILABLE" : "DEVNET"));
    }

    private ApiAnswer Allocate(ApiRequest request)
    {
        var invoice = request.Session!;
        var body = request.Json();
        var token = PepayTokens.Find(body.RequiredNumber("tokenId"));
        var network = body.RequiredText("network");
        if (token is null || token.Network != network)
            throw ApiFailure.Invalid($"Token {body.RequiredNumber("tokenId")} is not available on {network}.");
        if (invoice.Status is not ("unpaid" or "underpaid"))
            throw ApiFailure.Invalid($"The invoice is {invoice.Status}.");
        if (invoice.Status == "underpaid" && invoice.LockedTokenId != token.Id)
            throw ApiFailure.Invalid("The rest must be paid with the token and network of the first payment.");
        invoice.LockedTokenId = token.Id;
        invoice.PayerWalletNetwork = network;
        var address = invoice.Status == "underpaid" ? addresses.Of(invoice) : addresses.Rotate(invoice, network);
        desk.Quote(invoice, network);
        return ApiAnswer.Ok(Quote(invoice, token, address));
    }

    private JsonObject Quote(Invoice invoice, PepayToken token, string address)
    {
        var usd = Json.Usd(invoice.Remaining);
        var validUntil = context.Now + QuoteMs;
        var body = Body.Copy("pepay/payment-address",
            ("temp_address", address),
            ("network", token.Network),
            ("supported_token_id", token.Id),
            ("estimated_token_amount", (usd / token.UsdPrice).ToString("0.000000", CultureInfo.InvariantCulture)),
            ("exchange_rate", token.UsdPrice.ToString("0.000000", CultureInfo.InvariantCulture)),
            ("usd_amount", usd),
            ("quote_last_updated_at", Json.Seconds(context.Now)),
            ("quote_valid_until", Json.Seconds(validUntil)),
            ("quote_expires_in_seconds", QuoteMs / 1000));
        body["ws_connection"]!["token"] = tokens.Mint(StreamTokens.PaymentScope, invoice.Environment, invoice.Id, invoice.ExpiresAt);
        return body;
    }

    // There is no canceled here: a canceled invoice takes no money, which expired says, too.
    private static ApiAnswer Status(ApiRequest request) => ApiAnswer.Ok(Body.Object(
        ("status", request.Session!.Status == "canceled" ? "expired" : request.Session.Status),
        ("paid_at", Json.Seconds(request.Session.PaidAt))));

    private static ApiAnswer SetEmail(ApiRequest request)
    {
        var invoice = request.Session!;
        var email = request.Json().RequiredText("email");
        if (invoice.Status == "expired")
            throw new ApiFailure(StatusCodes.Status410Gone, "The invoice has expired");
        if (invoice.Status == "paid")
            throw ApiFailure.Invalid("The invoice is paid already.");
        invoice.CustomerEmail = email.Contains('@') ? email : throw ApiFailure.Invalid($"'{email}' is not an email address.");
        return ApiAnswer.Ok(Body.Object(("success", true), ("email", email), ("message", "Email saved")));
    }

    private static ApiAnswer GetEmail(ApiRequest request) => ApiAnswer.Ok(Body.Object(
        ("email", request.Session!.CustomerEmail), ("has_email", request.Session.CustomerEmail is not null)));

    private static ApiAnswer Questions(ApiRequest request)
    {
        var questions = request.Session!.Questions;
        var body = Body.Object(("has_questions", questions is not null));
        if (questions is not null)
            body["questions"] = questions.DeepClone();
        return ApiAnswer.Ok(body);
    }

    private static ApiAnswer Submit(ApiRequest request)
    {
        var asked = request.Session!.Questions?["questions"]?.AsArray().Select(question => question?["id"]?.ToString()).ToList() ?? [];
        var responses = request.Json().List("responses") ?? throw ApiFailure.Invalid("responses is required.");
        if (responses.Select(response => response?["question_id"]?.ToString()).Except(asked).FirstOrDefault() is { } unknown)
            throw ApiFailure.Invalid($"There is no question '{unknown}'.");
        request.Session.Responses = responses.DeepClone().AsArray();
        return ApiAnswer.Ok(Body.Object(("success", true)));
    }

    private ApiAnswer Verify(ApiRequest request)
    {
        var invoice = OwnInvoice(request);
        var active = invoice.PayerWalletNetwork ?? "base";
        var network = request.Json().Text("network") ?? active;
        if (network != active)
            throw ApiFailure.Invalid($"The invoice's active network is {active}, not {network}.");
        invoice.Verification ??= new Verification { Id = Guid.NewGuid().ToString(), Network = network, CreatedAt = context.Now };
        invoice.Verification.UpdatedAt = context.Now;
        return GetVerification(request);
    }

    private static ApiAnswer GetVerification(ApiRequest request)
    {
        var invoice = OwnInvoice(request);
        var job = invoice.Verification ?? throw ApiFailure.NotFound($"Verification of invoice {invoice.Id}");
        return ApiAnswer.Ok(Body.Copy("pepay/success", ("data", Body.Copy("pepay/verification",
            ("id", job.Id),
            ("invoice_id", invoice.Id),
            ("network", job.Network),
            ("next_attempt_at", Json.Seconds(job.UpdatedAt + 10_000)),
            ("created_at", Json.Seconds(job.CreatedAt)),
            ("updated_at", Json.Seconds(job.UpdatedAt))))));
    }

    private static Invoice OwnInvoice(ApiRequest request) => request.Session!.Id == request.RouteValue("invoiceId")
        ? request.Session
        : throw ApiFailure.NotFound($"Invoice {request.RouteValue("invoiceId")}");
}
