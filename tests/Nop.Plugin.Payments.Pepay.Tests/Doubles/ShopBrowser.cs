using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Nop.Plugin.Payments.Pepay.Tests.Doubles;

/// <summary>A customer's browser: follows redirects, keeps cookies, sends forms with what is in them.</summary>
internal sealed class ShopBrowser : IDisposable
{
    private readonly HttpClient http = new();

    /// <summary>Where the browser is after redirects.</summary>
    public Uri? Address { get; private set; }

    /// <summary>After how many seconds the page loads itself again; null for never.</summary>
    public string? Refresh { get; private set; }

    public Task<IHtmlDocument> OpenAsync(string address) => SendAsync(new HttpRequestMessage(HttpMethod.Get, address));

    /// <summary>Clicks the form's button, with the first thing that can be chosen.</summary>
    public Task<IHtmlDocument> SubmitAsync(IHtmlDocument page)
    {
        var form = page.QuerySelector<IHtmlFormElement>("form").ShouldNotBeNull();
        var values = page.QuerySelectorAll<IHtmlInputElement>("form input[type=hidden]").Append(page.QuerySelector<IHtmlInputElement>("form input[type=radio]:not([disabled])"))
            .OfType<IHtmlInputElement>().ToDictionary(static input => input.Name!, static input => input.Value);
        if (page.QuerySelector<IHtmlButtonElement>("form button[name]") is { } button)
            values[button.Name!] = button.Value;
        return SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(Address!, form.GetAttribute("action"))) { Content = new FormUrlEncodedContent(values) });
    }

    public void Dispose() => http.Dispose();

    private async Task<IHtmlDocument> SendAsync(HttpRequestMessage request)
    {
        using (request)
        using (var answer = await http.SendAsync(request))
        {
            Address = answer.RequestMessage!.RequestUri;
            Refresh = answer.Headers.TryGetValues("Refresh", out var refresh) ? refresh.Single() : null;
            ((int)answer.StatusCode).ShouldBeOneOf([200, 404], await answer.Content.ReadAsStringAsync());
            return new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
        }
    }
}
