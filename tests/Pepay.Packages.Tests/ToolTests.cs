namespace Pepay.Packages.Tests;

/// <summary>
/// The packed tool as a stranger has it: installed from the packages, it makes a shop, which takes a payment, and it reads what that shop has received.
/// Nothing of the repository is used but what its READMEs say.
/// </summary>
[Collection(PackedPackagesCollection.Name)]
public sealed class ToolTests(PackedPackages packed) : IDisposable
{
    private const string Listening = "Now listening on: ";
    private const string Template = "generator/Pepay.Cli/Shops/Template/README.md";

    private readonly OutsideFolder outside = new();

    private string Shop => Path.Combine(outside.Folder, "MyShop");

    public void Dispose() => outside.Dispose();

    [Fact]
    public async Task Tool_Installed_StartsAndSaysItsVersion()
    {
        (await PepayAsync("pepay --help")).ShouldContain("events");
        (await PepayAsync("pepay --version")).ShouldStartWith(PackedPackages.Version);
    }

    [Fact]
    public void FirstPayment_Lines_AreSaidInTheReadme()
    {
        const string Readme = "plugins/Pepay.Storefront/README.md";
        var lines = Readmes.Code(Readme, "csharp")[1].TrimEnd('\n').Split('\n').Length;

        Readmes.Read(Readme).ShouldContain($"in {lines} lines");
    }

    [Fact]
    public async Task NewShop_AsItsReadmeSays_TakesPaymentsThatTheToolSees()
    {
        await PepayAsync("pepay new shop MyShop --packages " + packed.Folder);
        var address = await MoveToAFreePortAsync();
        var blocks = Readmes.Blocks(Template);
        blocks.Count.ShouldBe(3);

        await PayWithoutKeysAsync(address, blocks[0].Lines.ShouldHaveSingleItem());
        outside.RestoredOfOurs().ShouldBe(["pepay.api", "pepay.runtime", "pepay.runtime.aspnetcore", "pepay.runtime.sqlite", "pepay.simulator", "pepay.storefront"]);

        // The simulator inside has forgotten its invoices.
        foreach (var file in Directory.GetFiles(Shop, "shop.db*"))
            File.Delete(file);
        await PayWithKeysAsync(address, blocks[1].Lines, blocks[2].Lines);
    }

    private async Task PayWithoutKeysAsync(string address, string run)
    {
        await using var shop = await outside.StartAsync(Shop, Listening, "env", run.Split(' '));
        using var payer = new Payer();
        await payer.PayAsync(address);
        await SeesInvoiceEventAsync("pepay events list --database shop.db");
    }

    // The provider is a simulator that sends no webhook to anybody: the events come by "listen".
    private async Task PayWithKeysAsync(string address, string[] start, string[] meanwhile)
    {
        await using var provider = await outside.StartAsync(outside.Folder, "Payment simulator: ", await packed.ToolAsync(), "simulate", "--urls", "http://127.0.0.1:0");
        start[..2].ShouldBe(["export Pepay__MerchantApiKey=...", "export Pepay__WebhookSecret=..."]);
        var settings = FirstSteps(provider.Said.Split(' ').Single(static word => word.StartsWith("http://", StringComparison.Ordinal)));
        await using var shop = await outside.StartAsync(Shop, Listening, "env", [.. settings, .. start[2].Split(' ')]);

        await PepayAsync(meanwhile[0].Replace("http://localhost:5000", address, StringComparison.Ordinal), settings);
        var listen = meanwhile[1].Replace("http://localhost:5000", address, StringComparison.Ordinal).Split(' ');
        await using var listening = await outside.StartAsync(Shop, "Ready.", "env", [.. settings, await packed.ToolAsync(), .. listen[1..], "--state", Path.Combine(outside.Folder, "listen.json")]);
        using var payer = new Payer();
        await payer.PayAsync(address);
        await SeesInvoiceEventAsync(meanwhile[2]);
    }

    // What the command line's README tells a shop that is to use a simulator.
    private static string[] FirstSteps(string simulator)
    {
        var lines = Readmes.Blocks("generator/Pepay.Cli/README.md").Single(static block => block.Beginning == "cd ../MyShop").Lines;
        lines.Length.ShouldBe(3);
        lines[1].ShouldStartWith("export Pepay__BaseUrl=http://127.0.0.1:5090/pepay ");
        lines[2].ShouldBe("dotnet run");
        return lines[1].Replace("http://127.0.0.1:5090", simulator, StringComparison.Ordinal).Split(' ')[1..];
    }

    private Task SeesInvoiceEventAsync(string list) => Eventually.TrueAsync(async () => (await PepayAsync(list)).Contains("invoice.", StringComparison.Ordinal));

    // The one thing that no README can say: which port a machine has free.
    private async Task<string> MoveToAFreePortAsync()
    {
        var file = Path.Combine(Shop, "appsettings.json");
        var address = $"http://localhost:{FreePort.Take()}";
        var settings = await File.ReadAllTextAsync(file);
        settings.ShouldContain("http://localhost:5000");
        await File.WriteAllTextAsync(file, settings.Replace("http://localhost:5000", address, StringComparison.Ordinal));
        return address;
    }

    /// <returns>What the command printed; it must succeed.</returns>
    private async Task<string> PepayAsync(string line, params string[] settings)
    {
        var folder = Directory.Exists(Shop) ? Shop : outside.Folder;
        var (code, output) = await outside.RunAsync(folder, "env", [.. settings, await packed.ToolAsync(), .. line.Split(' ')[1..]]);
        code.ShouldBe(0, $"{line}: {output}");
        return output;
    }
}
