using System.Diagnostics;
using System.IO.Compression;
using System.Text;

namespace Nop.Plugin.Payments.Pepay.Tests.Packaging;

/// <summary>The builds that the solution does not make by itself, each with its one property.</summary>
public sealed class OtherBuildTests
{
    private const string XPay = "Nop.Plugin.Payments.XPay";

    [Fact]
    public async Task Build_AgainstAFolderOfAShopsDlls_GivesTheSameArchive()
    {
        // The contracts' DLLs stand in for the shop's: same names, versions and members.
        var shop = $"-p:NopBin={AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)}";
        foreach (var plugin in new[] { "Nop.Plugin.Payments.Pepay", XPay })
            await BuildAsync(plugin, shop, "-p:BuildProjectReferences=false");

        using var archive = PluginArchive.Open("4.90", "4.90");
        using var other = PluginArchive.Open("4.90-shop", "4.90");
        Names(other).ShouldBe(Names(archive));
        foreach (var entry in archive.Entries.Where(static entry => entry.Name.Length > 0))
        {
            var same = other.GetEntry(entry.FullName)!;
            if (entry.Name.EndsWith(".dll", StringComparison.Ordinal))
                PluginArchive.References(same).ShouldBe(PluginArchive.References(entry), ignoreOrder: true, entry.FullName);
            else
                PluginArchive.Read(same).ShouldBe(PluginArchive.Read(entry), entry.FullName);
        }
    }

    [Fact]
    public async Task Build_For480_IsMadeByOneProperty()
    {
        await BuildAsync(XPay, "-p:NopVersion=4.80");

        using var usual = PluginArchive.Open("4.90", "4.90");
        using var archive = PluginArchive.Open("4.80", "4.80");
        Names(archive).ShouldBe(Names(usual));
        foreach (var plugin in archive.Entries.Where(static entry => entry.Name == "plugin.json"))
            Encoding.UTF8.GetString(PluginArchive.Read(plugin)).ShouldContain("\"SupportedVersions\": [ \"4.80\" ]");
        PluginArchive.References(archive.GetEntry("Payments.Pepay/Nop.Plugin.Payments.Pepay.dll")!)
            .ShouldContain(("Nop.Services", new Version(4, 80, 0, 0)));
    }

    private static List<string> Names(ZipArchive archive) => [.. archive.Entries.Select(static entry => entry.FullName).Order(StringComparer.Ordinal)];

    private static async Task BuildAsync(string plugin, params string[] properties)
    {
        // Restored already by the solution's build; a restore of another kind here would change its lock files.
        var start = new ProcessStartInfo("dotnet", ["build", $"plugins/{plugin}", "--no-restore", "-v", "q", "-nodeReuse:false", .. properties])
        {
            WorkingDirectory = PluginArchive.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var build = Process.Start(start)!;
        var errors = build.StandardError.ReadToEndAsync();
        var text = await build.StandardOutput.ReadToEndAsync() + await errors;
        await build.WaitForExitAsync();
        build.ExitCode.ShouldBe(0, text);
    }
}
