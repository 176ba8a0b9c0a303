using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Pepay.Cli.Output;
using Pepay.Cli.Providers;

namespace Pepay.Cli.Tests;

/// <summary><c>pepay trigger</c> against a real simulator: each trigger plays, and what it promises has happened.</summary>
public sealed class TriggerTests(SimulatorFixture simulator) : IClassFixture<SimulatorFixture>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string[] There => ["--simulator", simulator.Server.BaseUrl, "--settings", folder.Path];

    public static TheoryData<string> Names => [.. Simulation.Trigger.All.Select(static trigger => trigger.Name)];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Trigger_OfTheList_PlaysWithoutADeparture(string name)
    {
        var run = await CommandLine.RunAsync(["trigger", name, "--json", .. There]);

        run.Code.ShouldBe(0, run.Error);
        run.Json.GetProperty("name").GetString().ShouldBe(name);
        run.Json.GetProperty("steps").GetArrayLength().ShouldBeGreaterThan(0);
        simulator.Server.Violations.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("invoice.paid", "paid", "invoice.created invoice_payment.created invoice.updated")]
    [InlineData("invoice.underpaid", "underpaid", "invoice.created invoice_payment.created invoice.updated")]
    [InlineData("invoice.expired", "expired", "invoice.created invoice.updated")]
    public async Task Invoice_Steps_HaveTheEventsOfPepaysList(string name, string status, string events)
    {
        var steps = (await CommandLine.RunAsync(["trigger", name, "--json", .. There])).Json.GetProperty("steps").EnumerateArray().ToList();

        steps[^1].GetProperty("status").GetString().ShouldBe(status);
        var types = steps.SelectMany(static step => step.GetProperty("events").EnumerateArray()).Select(static item => item.GetProperty("type").GetString());
        string.Join(' ', types.Take(events.Split(' ').Length)).ShouldBe(events);
    }

    [Fact]
    public async Task Order_Shipped_HasComeAllTheWay()
    {
        var run = await CommandLine.RunAsync(["trigger", "order.shipped", .. There]);

        run.Code.ShouldBe(0, run.Error);
        run.Output.ShouldContain("order of 'Coffee beans, 1 kg' made");
        run.Output.ShouldMatch("(?s)payment confirmed: .*payment settled: .*placed: .*shipped: .* is shipped");
        run.Output.ShouldContain("commerce.order.updated evt_");
    }

    [Theory]
    [InlineData("intent.failed", "FAILED")]
    [InlineData("intent.partially_refunded", "PARTIALLY_REFUNDED")]
    [InlineData("intent.dispute_won", "DISPUTE_WON")]
    [InlineData("subscription.paused", "PAUSED")]
    [InlineData("setup_method.success", "SUCCESS")]
    public async Task XPay_LastStep_IsWhatWasAskedFor(string name, string status)
    {
        var run = await CommandLine.RunAsync(["trigger", name, .. There]);

        run.Code.ShouldBe(0, run.Error);
        run.Output.TrimEnd().Split('\n')[^2].ShouldEndWith($" is {status}");
    }

    [Fact]
    public async Task List_HasEveryTriggerAndHelpNamesThem()
    {
        var list = await CommandLine.RunAsync("trigger", "--list");
        var help = await CommandLine.RunAsync("trigger", "--help");

        foreach (var trigger in Simulation.Trigger.All)
        {
            list.Output.ShouldContain(trigger.Name);
            help.Output.ReplaceLineEndings(" ").ShouldContain(trigger.Name);
        }
    }

    [Fact]
    public async Task TestKeys_NoCallDocumented_SaysWhichThereAre()
    {
        folder.File("appsettings.json", $$"""{ "Pepay": { "BaseUrl": "{{simulator.Server.PepayUrl}}", "MerchantApiKey": "{{simulator.Server.Options.PepayMerchantKey}}", "CommerceApiKey": "{{simulator.Server.Options.PepayCommerceKey}}" } }""");

        var refused = await CommandLine.RunAsync("trigger", "invoice.paid", "--settings", folder.Path);
        var played = await CommandLine.RunAsync("trigger", "order.delivered", "--settings", folder.Path);

        refused.Code.ShouldBe(3);
        refused.Error.ShouldContain("With test keys there are: invoice.created, order.created");
        (played.Code, played.Error).ShouldBe((0, ""));
        played.Output.ShouldNotContain(simulator.Server.Options.PepayMerchantKey);
    }

    [Fact]
    public async Task LiveKeys_AreRefused()
    {
        folder.File("appsettings.json", """{ "Shop": { "Mode": "Live" }, "Pepay": { "MerchantApiKey": "live-key" } }""");

        var run = await CommandLine.RunAsync("trigger", "invoice.created", "--settings", folder.Path);

        run.Code.ShouldBe(3);
        run.Error.ShouldContain("move real money");
    }

    [Theory]
    [InlineData("{\"error\":{\"message\":\"no such route\"}}", 404)]
    [InlineData("{\"pepay\":5,\"xpay\":[]}", 200)]
    [InlineData("<html>", 200)]
    public async Task AddressOfSomethingElse_IsNoSimulator(string answer, int status)
    {
        await using var other = WebApplication.CreateSlimBuilder().Build();
        other.Urls.Add("http://127.0.0.1:0");
        other.Run(async context =>
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(answer);
        });
        await other.StartAsync();

        var run = await CommandLine.RunAsync("trigger", "invoice.paid", "--simulator", other.Urls.First(), "--settings", folder.Path);

        run.Code.ShouldBe(3);
        run.Error.ShouldContain("simulator");
        run.Error.ShouldNotContain("did not expect");
    }

    [Fact]
    public async Task SimulatorThatDoesNotAnswer_IsNoInterruption()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var address = $"http://{silent.LocalEndpoint}";
        using var control = new SimulatorControl(new Uri(address), TimeSpan.FromMilliseconds(50));

        var read = await Should.ThrowAsync<CommandException>(() => control.ReadAsync(default));
        var opened = await Should.ThrowAsync<CommandException>(() => control.OpenAsync(address + "/pay/1", default));

        (read.ExitCode, opened.ExitCode).ShouldBe((3, 3));
        read.Message.ShouldStartWith("No simulator answers at");
        opened.Message.ShouldContain("does not open");
    }

    [Theory]
    [InlineData("http://localhost:509O/pepay")]
    [InlineData("https://")]
    [InlineData("localhost:5090")]
    public async Task MistypedBaseUrl_IsNamedWithItsSetting(string url)
    {
        folder.File("appsettings.json", $$"""{ "Pepay": { "BaseUrl": "{{url}}", "MerchantApiKey": "key" } }""");

        foreach (var command in new string[][] { ["trigger", "invoice.created"], ["listen", "-f", "http://localhost:1"] })
        {
            var run = await CommandLine.RunAsync([.. command, "--settings", folder.Path]);
            run.Code.ShouldBe(3);
            run.Error.ShouldContain($"BaseUrl is '{url}', but an address such as");
        }
    }

    [Theory]
    [InlineData(2, "There is no trigger 'invoice.payed'", "trigger", "invoice.payed")]
    [InlineData(2, "What is to happen?", "trigger")]
    [InlineData(2, "--amount is '0'", "trigger", "invoice.paid", "--amount", "0")]
    [InlineData(2, "--amount is 'ten'", "trigger", "invoice.paid", "--amount", "ten")]
    [InlineData(2, "--simulator is 'here'", "trigger", "invoice.paid", "--simulator", "here")]
    [InlineData(3, "No simulator answers at http://127.0.0.1:1", "trigger", "invoice.paid", "--simulator", "http://127.0.0.1:1")]
    [InlineData(3, "does not exist: --settings", "trigger", "invoice.paid", "--settings", "/nowhere/at/all")]
    public async Task WrongArguments_AreSaidInWords(int code, string says, params string[] arguments)
    {
        var run = await CommandLine.RunAsync(arguments);

        run.Code.ShouldBe(code, run.Error);
        run.Error.ShouldContain(says);
        run.Error.ShouldNotContain("   at ");
    }
}
