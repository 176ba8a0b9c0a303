using Pepay.Simulator.Http;
using Pepay.Simulator.State;
using Pepay.Simulator.XPay;

namespace Pepay.Simulator.Pages;

/// <summary>xPay's hosted pages for a subscription and for saving a card: a short text and buttons.</summary>
internal sealed class XPayOtherPages(SimulatorContext context, SubscriptionDesk subscriptions, SetupMethodDesk methods)
{
    private sealed record Page(string Title, string Text, bool Open, string? ReturnUrl, params (string Action, string Label)[] Buttons);

    public void Map(IEndpointRouteBuilder endpoints)
    {
        MapPage(endpoints, "/xpay/checkout/subscription", OfSubscription, PressSubscription);
        MapPage(endpoints, "/xpay/checkout/setup-method", OfSetupMethod, PressSetupMethod);
    }

    private void MapPage(IEndpointRouteBuilder endpoints, string path, Func<IQueryCollection, Page> read, Action<IQueryCollection, string> press)
    {
        endpoints.MapGet(path, (HttpRequest request) => Locked(() => Show(read(request.Query))));
        endpoints.MapPost(path, async (HttpRequest request, CancellationToken ct) =>
        {
            var form = await request.ReadFormAsync(ct);
            return Locked(() =>
            {
                press(request.Query, form["action"].ToString());
                return new SeeOtherResult(read(request.Query).ReturnUrl ?? request.Path + request.QueryString);
            });
        });
    }

    private IResult Locked(Func<IResult> act) => context.Store.Change(() =>
    {
        try
        {
            return act();
        }
        catch (ApiFailure failure)
        {
            return Layout.Result(XPayPage.Message("This page is not valid", failure.Message), failure.Status);
        }
    });

    private IResult Show(Page page) => Layout.Result(Layout.Page(page.Title, "xpay", "Simulator", Html.Of($"""
        <section class="card">
        <p class="eyebrow">{context.Options.MerchantName}</p>
        <h1>{page.Title}</h1>
        <p>{page.Text}</p>
        {Html.When(page.Open, Html.Of($"""<form method="post"><div class="buttons">{page.Buttons.Select(Button)}</div></form>"""))}
        {Html.When(!page.Open && page.ReturnUrl is not null, Html.Of($"""<p class="back"><a href="{page.ReturnUrl}">Back to shop</a></p>"""))}
        </section>
        """)));

    private static Html Button((string Action, string Label) button, int index) => Html.Of($"""
        <button class="{(index == 0 ? "primary" : "plain")}" name="action" value="{button.Action}" data-testid="{button.Action}">{button.Label}</button>
        """);

    private Page OfSubscription(IQueryCollection query)
    {
        var subscription = subscriptions.Get(query["subscription_id"].ToString());
        var request = subscription.Request;
        return new Page(
            $"Subscribe for {Currencies.Write(request.RequiredText("currency"), subscription.Amount)}",
            $"Every {request.Number("intervalCount")} {request.Text("interval")}, {subscription.CycleCount} times. Status: {subscription.Status}.",
            subscription.Status == "CREATED",
            ReturnUrl.Append(request.Text("callbackUrl"), "subscription_id", subscription.Id),
            ("subscribe", "Subscribe"),
            ("cancel", "Cancel"));
    }

    private void PressSubscription(IQueryCollection query, string action)
    {
        var subscription = subscriptions.Get(query["subscription_id"].ToString());
        if (action == "subscribe")
            subscriptions.Start(subscription);
        else
            subscriptions.Cancel(subscription);
    }

    private Page OfSetupMethod(IQueryCollection query)
    {
        var method = FindMethod(query);
        return new Page(
            "Save a card",
            $"For customer {method.CustomerId}. Status: {method.Status}.",
            method.Status == "CREATED",
            ReturnUrl.Append(method.Request.Text("callbackUrl"), "setup_method_id", method.Id),
            ("save", "Save the card"),
            ("decline", "Decline"),
            ("cancel", "Cancel"));
    }

    private void PressSetupMethod(IQueryCollection query, string action)
    {
        var method = FindMethod(query);
        if (action == "save")
            methods.Succeed(method);
        else
            methods.End(method, action == "decline" ? "FAILED" : "CANCELLED");
    }

    private SetupMethod FindMethod(IQueryCollection query)
    {
        var method = methods.Get(query["id"].ToString());
        return method.Secret == query["secret"] ? method : throw ApiFailure.NotFound($"Setup method {method.Id}");
    }
}
