using System.Text;
using System.Text.RegularExpressions;

namespace Pepay.Packages.Tests;

/// <summary>Commands of the READMEs that start a program of a clone; on a free port, and built already.</summary>
public sealed partial class ReadmeCommandTests : IDisposable
{
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("pepay-readme-");

    public void Dispose() => data.Delete(recursive: true);

    [Theory]
    [InlineData("README.md")]
    [InlineData("plugins/Pepay.Storefront.Host/README.md")]
    public async Task DemoShop_StartsWithoutConfiguration(string readme)
    {
        var url = $"http://127.0.0.1:{FreePort.Take()}";
        await using var shop = await StartAsync(Readmes.Blocks(readme)[0].Lines.ShouldHaveSingleItem(), url, "--urls", url, "--data", data.FullName);

        using var http = new HttpClient();
        (await http.GetStringAsync(url)).ShouldContain("Tarn mug");
    }

    [Fact]
    public async Task Simulator_StartsAsItsReadmeSays()
    {
        await using var simulator = await StartSimulatorAsync("runtime/Pepay.Simulator/README.md");

        simulator.Said.ShouldContain("http://127.0.0.1:");
    }

    [Fact]
    public async Task NopCommerce_SimulatorIsToldWhereTheShopIs()
    {
        const string Readme = "plugins/Nop.Plugin.Payments.Pepay/README.md";
        await using var simulator = await StartSimulatorAsync(Readme);
        var call = Curl().Match(Readmes.Blocks(Readme).Single(static block => block.Beginning.StartsWith("curl ", StringComparison.Ordinal)).Code);
        call.Success.ShouldBeTrue();

        using var http = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(call.Groups["method"].Value), new Uri(new Uri(Address().Match(simulator.Said).Value), call.Groups["path"].Value));
        request.Content = new StringContent(call.Groups["body"].Value, Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request);

        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    private Task<RunningProgram> StartSimulatorAsync(string readme)
    {
        var line = Readmes.Blocks(readme).Single(static block => block.Beginning.StartsWith("dotnet run ", StringComparison.Ordinal)).Lines.ShouldHaveSingleItem();
        return StartAsync(line, "Payment simulator: ", "--urls", "http://127.0.0.1:0");
    }

    private static Task<RunningProgram> StartAsync(string line, string says, params string[] besides)
    {
        var command = line.Split(" #", 2)[0].TrimEnd().Split(' ');
        command[..2].ShouldBe(["dotnet", "run"]);
        return RunningProgram.StartAsync(PackedPackages.Root, says, "dotnet", ["run", "--no-build", "-c", PackedPackages.Configuration, .. command[2..], "--", .. besides]);
    }

    [GeneratedRegex(@"^curl -X (?<method>[A-Z]+) http://127\.0\.0\.1:5090(?<path>/\S+) -H 'Content-Type: application/json' \\\s+-d '(?<body>[^']+)'")]
    private static partial Regex Curl();

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
