using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Pepay.Packages.Tests;

/// <summary>Somebody who pays, with a browser that has no JavaScript: keeps cookies, follows redirects, presses buttons.</summary>
internal sealed class Payer : IDisposable
{
    private readonly HttpClient http = new();
    private IHtmlDocument page = null!;
    private Uri address = null!;

    /// <summary>Pays the one order of the "First payment" shop, and waits until its page says that the money is there.</summary>
    public async Task PayAsync(string shop)
    {
        await SendAsync(new(HttpMethod.Get, shop + "/orders/A-1"));
        await PressAsync("Pay 12.00 USD");
        await PressAsync("Pay full amount");
        await Eventually.TrueAsync(async () =>
        {
            await SendAsync(new(HttpMethod.Get, address));
            return page.QuerySelector("h1")?.TextContent.Trim() == "Thank you, your payment has arrived";
        });
    }

    public void Dispose() => http.Dispose();

    private Task PressAsync(string label)
    {
        var button = page.QuerySelectorAll<IHtmlButtonElement>("button").FirstOrDefault(button => button.TextContent.Trim() == label)
            .ShouldNotBeNull($"no button '{label}' at {address}: {page.Body?.TextContent}");
        var form = button.Form!;
        var fields = form.Elements.OfType<IHtmlInputElement>().Where(static input => input.Type is not "radio" || input.IsChecked)
            .Select(static input => KeyValuePair.Create(input.Name!, input.Value)).ToList();
        if (button.Name is { Length: > 0 } name)
            fields.Add(new(name, button.Value));
        return SendAsync(new(HttpMethod.Post, new Uri(address, form.GetAttribute("action") ?? "")) { Content = new FormUrlEncodedContent(fields) });
    }

    private async Task SendAsync(HttpRequestMessage request)
    {
        using (request)
        using (var answer = await http.SendAsync(request))
        {
            var text = await answer.Content.ReadAsStringAsync();
            answer.IsSuccessStatusCode.ShouldBeTrue($"{request.Method} {request.RequestUri}: {(int)answer.StatusCode} {text}");
            address = answer.RequestMessage!.RequestUri!;
            page = new HtmlParser().ParseDocument(text);
        }
    }
}
