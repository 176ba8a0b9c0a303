using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using Pepay.Simulator;

namespace Pepay.Cli.Tests;

/// <summary><c>pepay simulate</c>: the simulator's own flags, its answers, its end.</summary>
public sealed class SimulateTests
{
    [Fact]
    public async Task Simulate_WithFlags_AnswersAsTheyAskAndEndsWith130()
    {
        await using var run = await RunningCommand.StartAsync("simulate", "--urls", "http://127.0.0.1:0", "--pepay-merchant-key", "mine", "--answer-next", "1:503:7", "--json");
        var pepay = (await run.JsonAsync()).GetProperty("pepayUrl").GetString();
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("x-api-key", "mine");

        using var failed = await http.GetAsync(pepay + "/api/v1/invoices");
        using var answered = await http.GetAsync(pepay + "/api/v1/invoices");

        failed.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answered.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await run.StopAsync()).Code.ShouldBe(130);
        await Should.ThrowAsync<HttpRequestException>(() => http.GetAsync(pepay));
    }

    [Fact]
    public async Task Program_ToldToStop_EndsCleanlyWith130()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var program = Process.Start(new ProcessStartInfo("dotnet", [typeof(PepayCommand).Assembly.Location, "simulate", "--urls", "http://127.0.0.1:0"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            (await program.StandardOutput.ReadLineAsync().Soon())!.ShouldStartWith("Payment simulator: http://127.0.0.1:");

            // SIGTERM goes the way of Ctrl+C, and no shell lets its background programs ignore it.
            using var stop = Process.Start("kill", ["-TERM", $"{program.Id}"]);

            await program.WaitForExitAsync().Soon();

            program.ExitCode.ShouldBe(130);
            (await program.StandardError.ReadToEndAsync()).ShouldBeEmpty();
            (await program.StandardOutput.ReadToEndAsync()).ShouldNotContain("\u001b");
        }
        finally
        {
            program.Kill();
        }
    }

    [Fact]
    public async Task Json_StaysJsonWhileDeparturesAreLogged()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var program = Process.Start(new ProcessStartInfo("dotnet", [typeof(PepayCommand).Assembly.Location, "simulate", "--urls", "http://127.0.0.1:0", "--json"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var output = "";
            while (await program.StandardOutput.ReadLineAsync().Soon() is { } line && line != "}")
                output += line;
            using var http = new HttpClient();
            http.DefaultRequestHeaders.Add("x-api-key", new SimulatorOptions().PepayMerchantKey);
            using var refused = await http.PostAsync(JsonDocument.Parse(output + "}").RootElement.GetProperty("pepayUrl").GetString() + "/api/v1/invoices", new StringContent("{}", Encoding.UTF8, "application/json"));
            using var stop = Process.Start("kill", ["-TERM", $"{program.Id}"]);
            await program.WaitForExitAsync().Soon();

            (await program.StandardOutput.ReadToEndAsync()).ShouldBeEmpty();
            (await program.StandardError.ReadToEndAsync()).ShouldContain("/api/v1/invoices");
        }
        finally
        {
            program.Kill();
        }
    }

    [Fact]
    public async Task GivenKeysAndSecrets_AreNotShown()
    {
        await using var run = await RunningCommand.StartAsync("simulate", "--urls", "http://127.0.0.1:0", "--pepay-webhook-secret", "hidden-1", "--xpay-private-key", "hidden-2");
        await run.SaysAsync("Ctrl+C ends it");

        run.Output.ShouldNotContain("hidden");
        run.Output.ShouldContain("signed with (the given one)");
        run.Output.ShouldContain("merchant key sim-pepay-merchant-key");
    }

    [Fact]
    public async Task Help_ListsTheSimulatorsFlags()
    {
        var help = (await CommandLine.RunAsync("simulate", "--help")).Output;

        foreach (var flag in new[] { "--state-file <FILE>", "--answer-next <COUNT:STATUS[:RETRY-AFTER]>", "--drop-percent <N>", "--xpay-webhook-url <URL>", "--duplicate-frames <N>" })
            help.ShouldContain(flag);
    }

    [Theory]
    [InlineData(2, "--duplicate many cannot be read; expected N", "--duplicate", "many")]
    [InlineData(2, "'pepay simulate --help'", "--duplicates", "1")]
    [InlineData(2, "loopback only", "--urls", "http://0.0.0.0:5090")]
    public async Task WrongFlags_AreSaidInWords(int code, string says, params string[] flags)
    {
        var run = await CommandLine.RunAsync(["simulate", .. flags]);

        run.Code.ShouldBe(code);
        run.Error.ShouldContain(says);
        run.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task TakenAddress_IsSaidWithTheWayOut()
    {
        await using var first = await SimulatorServer.StartAsync(new SimulatorOptions());

        var run = await CommandLine.RunAsync("simulate", "--urls", first.BaseUrl);

        run.Code.ShouldBe(3);
        run.Error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain("--urls http://");
    }
}
