using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Pepay.Storefront.Tests.Support;

/// <summary>A browser without JavaScript: keeps cookies, sends forms as they stand in the page, follows nothing by itself.</summary>
internal sealed class Browser(HttpClient client)
{
    private readonly CookieContainer cookies = new();

    public async Task<Page> GetAsync(string path) => await SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    public async Task<Page> PostAsync(string path, params (string Name, string Value)[] fields) =>
        await SendAsync(new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(fields.Select(static field => KeyValuePair.Create(field.Name, field.Value))),
        });

    public async Task<Page> SubmitAsync(Page page, string formSelector, params (string Name, string Value)[] changes)
    {
        var form = page.Document.QuerySelector<IHtmlFormElement>(formSelector).ShouldNotBeNull($"no form {formSelector} in: {page.Document.Title}");
        var fields = form.Elements.OfType<IHtmlInputElement>()
            .Where(static input => input.Type != "radio" || input.IsChecked)
            .ToDictionary(static input => input.Name!, static input => input.Value);
        foreach (var (name, value) in changes)
            fields[name] = value;
        return await PostAsync(form.GetAttribute("action")!, [.. fields.Select(static pair => (pair.Key, pair.Value))]);
    }

    public void SetCookie(string name, string value) => cookies.Add(client.BaseAddress!, new Cookie(name, value));

    /// <summary>The open response of an event stream.</summary>
    public async Task<StreamReader> OpenStreamAsync(string path)
    {
        var response = await client.SendAsync(WithCookies(new HttpRequestMessage(HttpMethod.Get, path)), HttpCompletionOption.ResponseHeadersRead);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        return new StreamReader(await response.Content.ReadAsStreamAsync());
    }

    private async Task<Page> SendAsync(HttpRequestMessage request)
    {
        using var response = await client.SendAsync(WithCookies(request));
        if (response.Headers.TryGetValues("Set-Cookie", out var set))
        {
            foreach (var cookie in set)
                cookies.SetCookies(client.BaseAddress!, cookie);
        }

        return new Page(response, await response.Content.ReadAsStringAsync());
    }

    private HttpRequestMessage WithCookies(HttpRequestMessage request)
    {
        if (cookies.GetCookieHeader(client.BaseAddress!) is { Length: > 0 } header)
            request.Headers.Add("Cookie", header);
        return request;
    }
}

/// <summary>An answer, with its page parsed.</summary>
internal sealed class Page(HttpResponseMessage response, string text)
{
    private static readonly HtmlParser Parser = new();

    public int Status { get; } = (int)response.StatusCode;

    public string Text { get; } = text;

    public string? Location { get; } = response.Headers.Location?.OriginalString;

    public string? ContentType { get; } = response.Content.Headers.ContentType?.MediaType;

    public IReadOnlyList<string> SetCookies { get; } = response.Headers.TryGetValues("Set-Cookie", out var set) ? [.. set] : [];

    public IHtmlDocument Document { get; } = Parser.ParseDocument(text);

    public string Heading => Document.QuerySelector("h1")?.TextContent.Trim() ?? "";

    public string Header(string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";
}
