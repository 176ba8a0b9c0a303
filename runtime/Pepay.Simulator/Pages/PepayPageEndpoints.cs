using System.Globalization;
using Pepay.Simulator.Http;
using Pepay.Simulator.Pepay;
using Pepay.Simulator.State;

namespace Pepay.Simulator.Pages;

/// <summary>/pepay/pay: shows the hosted page and takes its buttons.</summary>
internal sealed class PepayPageEndpoints(SimulatorContext context, InvoiceDesk desk, PepayAuthentication authentication, PaymentAddresses addresses)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/pepay/pay", (string? session, string? signature, string? stay) =>
            OnInvoice(session, signature, invoice => Show(invoice, stay is not null, error: null)));
        endpoints.MapPost("/pepay/pay", async (HttpContext http, string? session, string? signature) =>
        {
            var form = await http.Request.ReadFormAsync(http.RequestAborted);
            return OnInvoice(session, signature, invoice => Press(invoice, form));
        });
    }

    private IResult OnInvoice(string? session, string? signature, Func<Invoice, IResult> then) => context.Store.Change(() =>
    {
        try
        {
            return then(authentication.Session(session, signature));
        }
        catch (ApiFailure)
        {
            return Layout.Result(PepayPage.Missing(), StatusCodes.Status404NotFound);
        }
    });

    private IResult Press(Invoice invoice, IFormCollection form)
    {
        try
        {
            var action = form["action"].ToString();
            Act(invoice, action, form);
            var leave = invoice is { Status: "paid", ReturnUrl: not null } && action != "pay-and-close";
            return SeeOther(leave ? invoice.ReturnUrl! : desk.PaymentUrl(invoice) + (action == "pay-and-close" ? "&stay=1" : ""));
        }
        catch (ApiFailure failure)
        {
            return Show(invoice, stay: false, failure.Message, StatusCodes.Status400BadRequest);
        }
    }

    private void Act(Invoice invoice, string action, IFormCollection form)
    {
        var token = int.TryParse(form["token"], out var chosen) && PepayTokens.Find(chosen) is not null ? chosen : 1;
        switch (action)
        {
            case "pay-full" or "pay-remaining" or "pay-and-close":
                DemandOpen(invoice);
                desk.Pay(invoice, invoice.Remaining, invoice.LockedTokenId ?? token);
                break;
            case "pay-partial":
                DemandOpen(invoice);
                desk.Pay(invoice, ReadAmount(form["amount"]), invoice.LockedTokenId ?? token);
                break;
            case "expire":
                desk.Expire(invoice);
                break;
            default:
                throw ApiFailure.Invalid($"There is no button '{action}'.");
        }
    }

    private static void DemandOpen(Invoice invoice)
    {
        if (invoice.Status is not ("unpaid" or "underpaid"))
            throw ApiFailure.Invalid($"This payment is {invoice.Status} already.");
    }

    private static long ReadAmount(string? text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var usd) && usd > 0 && usd <= 1_000_000m
            ? (long)decimal.Round(usd * 1000m, MidpointRounding.AwayFromZero)
            : throw ApiFailure.Invalid("Enter an amount in USD, such as 12.50.");

    private IResult Show(Invoice invoice, bool stay, string? error, int status = StatusCodes.Status200OK) => Layout.Result(
        PepayPage.Write(invoice, context.Options.MerchantName, addresses.Of(invoice), stay, error), status);

    // 303 turns the POST into a GET; a browser's reload then repeats nothing.
    private static IResult SeeOther(string url) => new SeeOtherResult(url);
}
