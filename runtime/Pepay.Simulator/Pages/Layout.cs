namespace Pepay.Simulator.Pages;

/// <summary>The frame of every page.</summary>
internal static class Layout
{
    /// <param name="title">For the browser's tab.</param>
    /// <param name="provider">pepay, xpay or control: decides colour and name.</param>
    /// <param name="badge">Short note beside the name.</param>
    /// <param name="main">What the page is about.</param>
    public static Html Page(string title, string provider, string badge, Html main) => Html.Of($"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{title}</title>
        <link rel="stylesheet" href="/assets/pages.css">
        </head>
        <body class="{provider}">
        <header class="bar"><span class="name">{Name(provider)}</span><span class="badge">{badge}</span></header>
        <main>
        {main}
        </main>
        <footer>Payment simulator. No money moves here.</footer>
        </body>
        </html>
        """);

    public static IResult Result(Html page, int status = StatusCodes.Status200OK) => Results.Content(page.Text, "text/html; charset=utf-8", statusCode: status);

    public static Html Notice(string? text, string kind) =>
        Html.When(text is not null, Html.Of($"""<p class="notice {kind}" role="{(kind == "bad" ? "alert" : "status")}">{text}</p>"""));

    private static string Name(string provider) => provider switch
    {
        "pepay" => "Pepay",
        "xpay" => "xPay",
        _ => "Payment simulator",
    };
}
