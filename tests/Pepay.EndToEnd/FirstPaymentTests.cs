using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Pepay.EndToEnd.Support;

namespace Pepay.EndToEnd;

/// <summary>A stranger's first payment: a project outside the repository, with the packed packages and the two files of the README, copied as they stand.</summary>
[Collection(DemoShopCollection.Name)]
public sealed partial class FirstPaymentTests(DemoShop shared)
{
    private const int MostLines = 60;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly string[] Packages =
    [
        "runtime/Pepay.Runtime", "runtime/Pepay.Runtime.AspNetCore", "runtime/Pepay.Runtime.Sqlite", "runtime/Pepay.Api", "runtime/Pepay.Simulator", "plugins/Pepay.Storefront",
    ];

    private static string Root => Metadata("RepositoryRoot");

    [Fact]
    public async Task Readme_CopiedIntoANewProject_TakesAPayment()
    {
        using var data = new DataFolder();
        var (project, program) = ReadSteps();
        program.Split('\n').Length.ShouldBeLessThan(MostLines);
        foreach (var package in Packages)
            await RunAsync(data.Path, "pack", Path.Combine(Root, package), "--no-build", "-c", Metadata("Configuration"), "-o", Path.Combine(data.Path, "feed"));
        await File.WriteAllTextAsync(Path.Combine(data.Path, "MyShop.csproj"), project);
        await File.WriteAllTextAsync(Path.Combine(data.Path, "Program.cs"), program);
        await File.WriteAllTextAsync(Path.Combine(data.Path, "nuget.config"), Sources(data.Path));
        await RunAsync(data.Path, "build", "-nologo", "-v", "q");

        var url = $"http://127.0.0.1:{ShopProgram.FreePort()}";
        using var shop = Start(data.Path, Path.Combine("bin", "Debug", "net10.0", "MyShop.dll"), "--urls", url);
        try
        {
            var page = await shared.Browser.NewPageAsync();
            await OpenAsync(page, url + "/orders/A-1");
            await page.GetByRole(AriaRole.Button, new() { Name = "Pay 12.00 USD" }).ClickAsync();
            await Shopper.PressAsync(page, "pay-full");
            await Shopper.ShouldReadAsync(page, "Thank you, your payment has arrived");
        }
        finally
        {
            shop.Kill(entireProcessTree: true);
            await shop.WaitForExitAsync();
        }
    }

    /// <summary>The two files of the README.</summary>
    internal static (string Project, string Program) ReadSteps()
    {
        var readme = File.ReadAllText(Path.Combine(Root, "plugins", "Pepay.Storefront", "README.md"));
        var section = readme[readme.IndexOf("## First payment", StringComparison.Ordinal)..];
        return (Block("xml"), Block("csharp"));

        string Block(string language) => CodeBlock().Matches(section).First(match => match.Groups["language"].Value == language).Groups["code"].Value;
    }

    // Ours come from the folder; what they need besides is there since this test was built.
    private static string Sources(string folder) => $"""
        <configuration>
          <config><add key="globalPackagesFolder" value="{folder}/cache" /></config>
          <packageSources><add key="here" value="{folder}/feed" /></packageSources>
          <fallbackPackageFolders><add key="built" value="{Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages")}" /></fallbackPackageFolders>
        </configuration>
        """;

    private static async Task OpenAsync(IPage page, string address)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await page.GotoAsync(address);
                return;
            }
            catch (PlaywrightException) when (watch.Elapsed < Patience)
            {
                await Task.Delay(200);
            }
        }
    }

    private static async Task RunAsync(string folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience);
        process.ExitCode.ShouldBe(0, $"dotnet {string.Join(' ', arguments)}:\n{await output}");
    }

    private static Process Start(string folder, params string[] arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = arguments[0] is "pack" or "build" })!;

    private static string Metadata(string key) =>
        typeof(FirstPaymentTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;

    [GeneratedRegex("```(?<language>[a-z]+)\n(?<code>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
