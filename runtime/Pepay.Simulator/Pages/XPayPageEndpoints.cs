using Pepay.Simulator.Http;
using Pepay.Simulator.State;
using Pepay.Simulator.XPay;

namespace Pepay.Simulator.Pages;

/// <summary>/xpay/checkout: shows the hosted checkout and takes its buttons.</summary>
internal sealed class XPayPageEndpoints(SimulatorContext context, IntentDesk desk)
{
    private static readonly string[] Brands = ["visa", "mastercard", "amex"];

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/xpay/checkout", (string? xpay_intent_id, string? stay) => OnIntent(xpay_intent_id, intent =>
        {
            desk.CheckoutOpened(intent);
            return Show(intent, stay is not null, error: null);
        }));
        endpoints.MapPost("/xpay/checkout", async (HttpContext http, string? xpay_intent_id) =>
        {
            var form = await http.Request.ReadFormAsync(http.RequestAborted);
            return OnIntent(xpay_intent_id, intent => Press(intent, form));
        });
    }

    private IResult OnIntent(string? id, Func<Intent, IResult> then) => context.Store.Change(() =>
        context.State.XPay.Intents.Find(intent => intent.Id == id) is { } intent
            ? then(intent)
            : Layout.Result(XPayPage.Message("This payment link is not valid", "Go back to the shop and start the payment again."), StatusCodes.Status404NotFound));

    private IResult Press(Intent intent, IFormCollection form)
    {
        try
        {
            return new SeeOtherResult(Act(intent, form) ?? desk.CheckoutUrl(intent));
        }
        catch (ApiFailure failure)
        {
            return Show(intent, stay: false, failure.Message, StatusCodes.Status400BadRequest);
        }
    }

    // Gives the address to go to; null stays on the page.
    private string? Act(Intent intent, IFormCollection form)
    {
        var brand = form["brand"].ToString() is { } given && Brands.Contains(given) ? given : "visa";
        switch (form["action"].ToString())
        {
            case "pay":
                desk.Succeed(intent, brand);
                return ReturnUrl.Of(intent);
            case "pay-and-close":
                desk.Succeed(intent, brand);
                return desk.CheckoutUrl(intent) + "&stay=1";
            case "decline":
                desk.Decline(intent, form["code"].ToString() is { Length: > 0 } code ? code : "card_declined", brand);
                return ReturnUrl.Of(intent);
            case "cancel":
                desk.Cancel(intent, alsoFailed: true);
                return ReturnUrl.OfCancel(intent);
            case var other:
                throw ApiFailure.Invalid($"There is no button '{other}'.");
        }
    }

    private IResult Show(Intent intent, bool stay, string? error, int status = StatusCodes.Status200OK) =>
        Layout.Result(XPayPage.Write(intent, context.Options.MerchantName, context.Environment, stay, error), status);
}
