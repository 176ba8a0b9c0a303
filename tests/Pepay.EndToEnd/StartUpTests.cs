using System.Net;
using System.Net.Sockets;
using Pepay.EndToEnd.Support;

namespace Pepay.EndToEnd;

/// <summary>A shop that cannot open says why, in words that lead to the remedy.</summary>
public sealed class StartUpTests
{
    [Fact]
    public async Task Start_KeysAreMissing_NamesEachOfThem()
    {
        using var data = new DataFolder();

        var (exitCode, output) = await ShopProgram.FailAsync(data.Path, new Dictionary<string, string>
        {
            ["Shop__Mode"] = "Live",
            ["Shop__PublicUrl"] = "http://shop.example",
            ["Pepay__CommerceApiKey"] = "only-this-one",
            ["XPay__PublicKey"] = "pk",
        });

        exitCode.ShouldBe(1);
        output.ShouldContain("Shop:PublicUrl is 'http://shop.example'; an absolute address that begins with https:// is needed.");
        output.ShouldContain("Pepay:MerchantApiKey (environment variable Pepay__MerchantApiKey) is missing");
        output.ShouldContain("Pepay:WebhookSecret (environment variable Pepay__WebhookSecret) is missing");
        output.ShouldContain("XPay:PrivateKey (environment variable XPay__PrivateKey) is missing");
        output.ShouldNotContain("only-this-one");
        output.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Start_KeysWithoutAMode_AreNotIgnored()
    {
        using var data = new DataFolder();

        var (exitCode, output) = await ShopProgram.FailAsync(data.Path, new Dictionary<string, string> { ["Pepay__MerchantApiKey"] = "real" });

        exitCode.ShouldBe(1);
        output.ShouldContain("Set it to Test or Live.");
    }

    [Fact]
    public async Task Start_PortIsTaken_SaysHowToTakeAnother()
    {
        using var data = new DataFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        var (exitCode, output) = await ShopProgram.FailAsync(data.Path, new Dictionary<string, string>(), ((IPEndPoint)other.LocalEndpoint).Port);

        exitCode.ShouldBe(1);
        output.ShouldContain("--urls http://localhost:5070");
        output.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Start_HttpsWithoutACertificate_SaysWhatToDo()
    {
        using var data = new DataFolder();

        var (exitCode, output) = await ShopProgram.FailAsync(data.Path, new Dictionary<string, string>
        {
            ["HOME"] = data.Path,
            ["Kestrel__Endpoints__Https__Url"] = $"https://127.0.0.1:{ShopProgram.FreePort()}",
        });

        exitCode.ShouldBe(1);
        output.ShouldContain("without a certificate");
    }

    [Fact]
    public async Task Start_TheUsualSimulatorPortIsTaken_KeepsTheOneThatWasChosen()
    {
        using var data = new DataFolder();
        using var other = new TcpListener(IPAddress.Loopback, 5081);
        try
        {
            other.Start();
        }
        catch (SocketException)
        {
            // Taken by another program: the same situation.
        }

        var first = await SimulatorAddressAsync(data);
        other.Stop();
        var second = await SimulatorAddressAsync(data);

        first.ShouldNotEndWith(":5081");
        second.ShouldBe(first);
    }

    private static async Task<string> SimulatorAddressAsync(DataFolder data)
    {
        await using var shop = await ShopProgram.StartAsync(data.Path, ownSimulatorPort: false);
        return shop.Output.Split("simulated at ")[1].Split(';')[0];
    }

    [Fact]
    public async Task Live_OverPlainHttp_ServesNothing()
    {
        using var data = new DataFolder();
        await using var shop = await ShopProgram.StartAsync(data.Path, settings: Live);
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });

        using var page = await client.GetAsync(shop.Url + "/basket");
        using var form = await client.PostAsync(shop.Url + "/checkout", null);
        using var webhook = await client.PostAsync(shop.Url + "/webhooks/pepay", null);

        page.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        page.Headers.Location.ShouldBe(new Uri("https://shop.example/basket"));
        form.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        webhook.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        shop.Output.ShouldContain("https://shop.example/webhooks/pepay");
        shop.Output.ShouldNotContain("simulated");
    }

    [Fact]
    public async Task Live_BehindAProxyThatEndsHttps_ServesTheShopAndNoMerchantArea()
    {
        using var data = new DataFolder();
        await using var shop = await ShopProgram.StartAsync(data.Path, settings: new Dictionary<string, string>(Live)
        {
            ["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true",
        });
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");

        using var page = await client.GetAsync(shop.Url);
        using var merchant = await client.GetAsync(shop.Url + "/merchant");
        using var signIn = await client.GetAsync(shop.Url + "/merchant/sign-in?token=x");

        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Headers.GetValues("Strict-Transport-Security").ShouldNotBeEmpty();
        (await page.Content.ReadAsStringAsync()).ShouldNotContain("simulated");
        merchant.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        signIn.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static Dictionary<string, string> Live => new()
    {
        ["Shop__Mode"] = "Live",
        ["Shop__PublicUrl"] = "https://shop.example",
        ["Pepay__MerchantApiKey"] = "never-used",
        ["Pepay__WebhookSecret"] = "never-used-either",
    };
}
