using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Pepay.EndToEnd.Support;
using Xunit.Abstractions;

namespace Pepay.EndToEnd;

/// <summary>
/// How long a newcomer waits, with a package cache that is empty: from the clone, and from <c>dotnet new web</c>, to the page that says that the payment has
/// arrived. Nothing depends on the figures; they are printed, and written down in the README.
/// </summary>
[Collection(DemoShopCollection.Name)]
public sealed partial class FirstMinutesTests(DemoShop shared, ITestOutputHelper output)
{
    private const string Paid = "Thank you, your payment has arrived";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    [LongFact]
    public async Task Clone_ThenTheFirstCommandOfTheReadme_TakesAPayment()
    {
        using var data = new DataFolder();
        var watch = Stopwatch.StartNew();
        await CloneAsync(data.Path);
        var url = $"http://127.0.0.1:{ShopProgram.FreePort()}";
        using var shop = Start(Path.Combine(data.Path, "clone"), data.Path, "dotnet", "run", "--project", "plugins/Pepay.Storefront.Host", "--", "--urls", url, "--data", Path.Combine(data.Path, "shop"));
        try
        {
            await using var shopper = new Shopper(url, await shared.Browser.NewContextAsync());
            await OpenAsync(url, watch);
            await shopper.BuyAsync(Shopper.Pepay);
            await shopper.PressAsync("pay-full");
            await shopper.ShouldReadAsync(Paid);
            output.WriteLine($"paid after {watch.Elapsed.TotalSeconds:F0} s from the clone");
        }
        finally
        {
            await EndAsync(shop);
        }
    }

    [LongFact]
    public async Task DotnetNewWeb_ThenThePackages_TakesAPayment()
    {
        using var data = new DataFolder();
        await CloneAsync(data.Path);
        await RunAsync(Path.Combine(data.Path, "clone"), "dotnet", "pack", "-c", "Release", "-o", Path.Combine(data.Path, "feed"));
        var (project, program) = ReadSteps();
        var watch = Stopwatch.StartNew();
        await RunAsync(data.Path, "dotnet", "new", "web", "-o", "MyShop", "--no-restore");
        var folder = Path.Combine(data.Path, "MyShop");
        await File.WriteAllTextAsync(Path.Combine(folder, "MyShop.csproj"), project);
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), program);
        await File.WriteAllTextAsync(Path.Combine(folder, "nuget.config"), $"""<configuration><packageSources><add key="packed" value="{data.Path}/feed" /></packageSources></configuration>""");
        var url = $"http://127.0.0.1:{ShopProgram.FreePort()}";
        using var shop = Start(folder, Path.Combine(data.Path, "caches"), "dotnet", "run", "--no-launch-profile", "--urls", url);
        try
        {
            await OpenAsync(url + "/orders/A-1", watch);
            var page = await shared.Browser.NewPageAsync();
            await page.GotoAsync(url + "/orders/A-1");
            await page.GetByRole(AriaRole.Button, new() { Name = "Pay 12.00 USD" }).ClickAsync();
            await Shopper.PressAsync(page, "pay-full");
            await Shopper.ShouldReadAsync(page, Paid);
            output.WriteLine($"paid after {watch.Elapsed.TotalSeconds:F0} s from dotnet new web");
        }
        finally
        {
            await EndAsync(shop);
        }
    }

    private static Task CloneAsync(string folder) => RunAsync(folder, "git", "clone", "--quiet", "--no-hardlinks", Root, "clone");

    /// <summary>The two files of the storefront's README.</summary>
    private static (string Project, string Program) ReadSteps()
    {
        var readme = File.ReadAllText(Path.Combine(Root, "plugins", "Pepay.Storefront", "README.md"));
        var section = readme[readme.IndexOf("## First payment", StringComparison.Ordinal)..];
        return (Block("xml"), Block("csharp"));

        string Block(string language) => CodeBlock().Matches(section).First(match => match.Groups["language"].Value == language).Groups["code"].Value;
    }

    private static string Root =>
        typeof(FirstMinutesTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static attribute => attribute.Key == "RepositoryRoot").Value!.TrimEnd('/');

    // Until the page is there, whatever has to be restored and built before.
    private async Task OpenAsync(string url, Stopwatch watch)
    {
        using var http = new HttpClient();
        using var bound = new CancellationTokenSource(Patience);
        while (!await IsThereAsync(http, url, bound.Token))
            await Task.Delay(100, bound.Token);
        output.WriteLine($"open after {watch.Elapsed.TotalSeconds:F0} s");
    }

    private static async Task<bool> IsThereAsync(HttpClient http, string url, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(url, cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task RunAsync(string folder, string program, params string[] arguments)
    {
        using var process = Start(folder, folder, program, arguments);
        await process.WaitForExitAsync().WaitAsync(Patience);
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}");
    }

    // With package caches below the given folder, which are empty the first time.
    private static Process Start(string folder, string caches, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder };
        start.Environment["NUGET_PACKAGES"] = Path.Combine(caches, "packages");
        start.Environment["NUGET_HTTP_CACHE_PATH"] = Path.Combine(caches, "http");
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        return Process.Start(start)!;
    }

    private static async Task EndAsync(Process process)
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    [GeneratedRegex("```(?<language>[a-z]+)\n(?<code>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
