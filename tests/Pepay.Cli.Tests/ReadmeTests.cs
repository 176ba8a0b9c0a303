using System.CommandLine;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Sqlite;

namespace Pepay.Cli.Tests;

/// <summary>The README's command lines run as they stand, but for addresses and folders; and it has every command.</summary>
public sealed class ReadmeTests(SimulatorFixture simulator) : IClassFixture<SimulatorFixture>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Commands => [.. Readme.Commands];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task CommandLine_OfTheReadme_Runs(string line)
    {
        // The doctor sends each provider's webhook twice, genuine and forged.
        await using var shop = await ReceivingShop.StartAsync(status: static number => number % 2 == 0 ? 200 : 401);
        folder.File("appsettings.json", """{ "Shop": { "Mode": "Test", "DataDirectory": "." }, "Pepay": { "WebhookSecret": "one" }, "XPay": { "WebhookSecret": "two" } }""");
        await using var database = new ServiceCollection().AddPepaySqlite(SqliteFactory.Instance.CreateDataSource($"Data Source={Here("shop.db")};Pooling=False")).BuildServiceProvider();
        await database.GetRequiredService<IInboxStore>().InitializeAsync(default);
        Directory.CreateDirectory(Here("artifacts/packages"));
        string[] arguments = [.. line.Split(' ')[1..].Select(word => Local(word, shop)), .. Besides(line)];

        if (line.StartsWith("pepay simulate", StringComparison.Ordinal) || line.StartsWith("pepay listen", StringComparison.Ordinal))
        {
            await using var run = await RunningCommand.StartAsync(arguments);
            await run.SaysAsync(line.StartsWith("pepay listen", StringComparison.Ordinal) ? "Ready." : "Ctrl+C ends it");
            (await run.StopAsync()).Code.ShouldBe(130);
        }
        else
        {
            var run = await Tests.CommandLine.RunAsync(arguments);
            run.Code.ShouldBe(line.Contains("--strict", StringComparison.Ordinal) ? 1 : 0, $"{line}: {run.Output}{run.Error}");
            run.Error.ShouldBeEmpty();
        }
    }

    [Fact]
    public void Table_HasEveryCommand()
    {
        foreach (var command in Leaves(PepayCommand.Create(), "pepay"))
            Readme.Text.ShouldContain($"| `{command}");
    }

    private static IEnumerable<string> Leaves(Command command, string path) => command.Subcommands.Count == 0
        ? [path]
        : command.Subcommands.SelectMany(sub => Leaves(sub, $"{path} {sub.Name}"));

    private string Here(string path) => Path.Combine(folder.Path, path);

    private string Local(string word, ReceivingShop shop) => word switch
    {
        "../MyShop/shop.db" => Here("shop.db"),
        "../MyShop" => Here("MyShop"),
        "shop.db" or "generated" or "artifacts/packages" => Here(word),
        "." => folder.Path,
        _ when word.StartsWith("spec/", StringComparison.Ordinal) => Path.Combine(Readme.Root, word),
        _ => word.Trim('"').Replace("http://localhost:5000/webhooks", shop.Url, StringComparison.Ordinal).Replace("http://localhost:5000", shop.Url[..^"/webhooks".Length], StringComparison.Ordinal),
    };

    // Which port a machine has free, and where files may be left, no README can say.
    private string[] Besides(string line) => line.Split(' ')[1] switch
    {
        "simulate" => ["--urls", "http://127.0.0.1:0"],
        "listen" => ["--state", Here("state.json"), "--simulator", simulator.Server.BaseUrl, "--settings", folder.Path],
        "trigger" => ["--simulator", simulator.Server.BaseUrl, "--settings", folder.Path],
        "doctor" => ["--simulator", simulator.Server.BaseUrl, .. line.Contains("--settings", StringComparison.Ordinal) ? Array.Empty<string>() : ["--settings", folder.Path]],
        "new" => line.Contains("--output", StringComparison.Ordinal) ? [] : ["--output", Here("MyShop")],
        _ => [],
    };
}
