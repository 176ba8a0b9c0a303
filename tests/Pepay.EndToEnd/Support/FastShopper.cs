using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace Pepay.EndToEnd.Support;

/// <summary>
/// A shopper without a browser: keeps cookies, sends the forms of the pages, and comes to the next machine of the shop with every request, as behind a
/// balancer.
/// </summary>
internal sealed partial class FastShopper(HttpClient http, IReadOnlyList<string> shops, LoadFigures figures)
{
    private readonly CookieContainer cookies = new();
    private int turn = Random.Shared.Next(1000);

    /// <summary>A client as these shoppers share it.</summary>
    public static HttpClient CreateClient() =>
        new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false }) { Timeout = TimeSpan.FromMinutes(5) };

    /// <summary>Goes through the checkout; the address of the provider's page for the payment.</summary>
    /// <param name="method">The way to pay.</param>
    /// <param name="clicks">How often the order button is pressed, at the same moment.</param>
    public async Task<Uri> OrderAsync(string method, int clicks = 1)
    {
        var product = await GetAsync("page", "/products/tarn-mug");
        await PostAsync("basket", "/basket/add", ("__RequestVerificationToken", Field(product, "__RequestVerificationToken")), ("product", "tarn-mug"), ("quantity", "1"));
        var checkout = await GetAsync("page", "/checkout");
        (string, string)[] form =
        [
            ("__RequestVerificationToken", Field(checkout, "__RequestVerificationToken")), ("checkout", Field(checkout, "checkout")),
            ("name", "Ada Lovelace"), ("email", "ada@example.org"), ("method", method),
        ];
        var pages = await Task.WhenAll(Enumerable.Range(0, clicks).Select(_ => PostAsync("order and open the payment", "/checkout", form)));
        return pages.Distinct().ShouldHaveSingleItem("every click leads to the same payment");
    }

    /// <summary>Pays on the provider's page; the address that leads back to the shop.</summary>
    public async Task<string> PayAsync(Uri payment)
    {
        var button = payment.AbsolutePath.EndsWith("/pepay/pay", StringComparison.Ordinal) ? "pay-full" : "pay";
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("action", button)]);
        using var answer = await http.PostAsync(payment, form);
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        return answer.Headers.Location!.PathAndQuery;
    }

    public async Task<string> GetAsync(string kind, string path)
    {
        using var answer = await SendAsync(kind, new HttpRequestMessage(HttpMethod.Get, NextShop() + path));
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path + ": " + text);
        return text;
    }

    private async Task<Uri> PostAsync(string kind, string path, params (string Name, string Value)[] fields)
    {
        var content = new FormUrlEncodedContent(fields.Select(static field => KeyValuePair.Create(field.Name, field.Value)));
        using var answer = await SendAsync(kind, new HttpRequestMessage(HttpMethod.Post, NextShop() + path) { Content = content });
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther, path + ": " + await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!;
    }

    private async Task<HttpResponseMessage> SendAsync(string kind, HttpRequestMessage request)
    {
        using (request)
        {
            var site = new Uri(shops[0]);
            lock (cookies)
            {
                if (cookies.GetCookieHeader(site) is { Length: > 0 } header)
                    request.Headers.Add("Cookie", header);
            }

            var watch = Stopwatch.StartNew();
            var answer = await http.SendAsync(request);
            figures.Record(kind, watch.Elapsed);
            if (answer.Headers.TryGetValues("Set-Cookie", out var set))
            {
                lock (cookies)
                {
                    foreach (var cookie in set)
                        cookies.SetCookies(site, cookie);
                }
            }

            return answer;
        }
    }

    private string NextShop() => shops[(int)((uint)Interlocked.Increment(ref turn) % shops.Count)];

    private static string Field(string page, string name)
    {
        var found = Input().Matches(page).FirstOrDefault(match => match.Groups["name"].Value == name);
        return WebUtility.HtmlDecode(found.ShouldNotBeNull($"there is no field {name} in the page").Groups["value"].Value);
    }

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]+)" value="(?<value>[^"]*)" ?/?>""")]
    private static partial Regex Input();
}
