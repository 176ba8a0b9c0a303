using System.Diagnostics;

namespace Pepay.Simulator.Tests;

/// <summary>The program as it is started from a shell.</summary>
public sealed class ProgramTests
{
    [Fact]
    public async Task Help_Asked_ListsEveryFlag()
    {
        var (code, output, _) = await RunAsync("--help");

        code.ShouldBe(0);
        output.ShouldContain("--state-file FILE");
        output.ShouldContain("--answer-next COUNT:STATUS[:RETRY-AFTER]");
    }

    [Theory]
    [InlineData("--duplicates 1", "'--duplicates' is no flag")]
    [InlineData("--duplicate many", "--duplicate many cannot be read; expected N")]
    [InlineData("--hang-next 5", "expected COUNT:MS")]
    [InlineData("--environment", "--environment needs a value: devnet|mainnet")]
    public async Task Flag_ThatCannotBeRead_EndsWithTheReason(string flags, string reason)
    {
        var (code, _, errors) = await RunAsync(flags.Split(' '));

        code.ShouldBe(2);
        errors.ShouldContain(reason);
    }

    [Fact]
    public async Task Address_NotOnLoopback_EndsWithTheReason()
    {
        var (code, _, errors) = await RunAsync("--urls", "http://0.0.0.0:5090");

        code.ShouldBe(2);
        errors.ShouldContain("loopback only");
    }

    [Fact]
    public async Task Address_Taken_EndsWithASentenceThatNamesTheFlag()
    {
        await using var first = await SimulatorServer.StartAsync(new SimulatorOptions());

        var (code, output, errors) = await RunAsync("--urls", first.BaseUrl);

        code.ShouldBe(1);
        errors.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain($"{first.BaseUrl} is taken");
        errors.ShouldContain("--urls http://");
        output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Start_WithFlags_ListensAndPrintsWhereWithWhat()
    {
        using var process = Start("--urls", "http://127.0.0.1:0", "--pepay-merchant-key=mine", "--answer-next", "1:503:7");
        try
        {
            var first = await process.StandardOutput.ReadLineAsync();
            var url = first!.Split(' ')[2];
            using var http = new HttpClient();
            http.DefaultRequestHeaders.Add("x-api-key", "mine");

            using var failed = await http.GetAsync(url + "/pepay/api/v1/invoices");
            using var answered = await http.GetAsync(url + "/pepay/api/v1/invoices");

            ((int)failed.StatusCode).ShouldBe(503);
            failed.Headers.RetryAfter!.ToString().ShouldBe("7");
            ((int)answered.StatusCode).ShouldBe(200);
        }
        finally
        {
            process.Kill();
        }
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(SimulatorServer).Assembly.Location);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
