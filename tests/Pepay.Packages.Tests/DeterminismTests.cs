using System.IO.Compression;
using System.Security.Cryptography;

namespace Pepay.Packages.Tests;

/// <summary>Two clones of one commit, in two folders, give the same DLLs, but for those with Razor pages.</summary>
public sealed class DeterminismTests : IDisposable
{
    // Razor writes the full path of a page into the code that it generates, and the compiler keeps that text among the symbols.
    private static readonly string[] WithPages = ["Pepay.Storefront.dll", "Nop.Plugin.Payments.Pepay.dll", "Nop.Plugin.Payments.XPay.dll"];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("pepay-clones-");

    public void Dispose() => folder.Delete(recursive: true);

    [LongFact]
    public async Task Pack_OfTwoClonesInTwoFolders_GivesTheSameDlls()
    {
        var first = await PackAsync("one");
        var second = await PackAsync(Path.Combine("another", "deeper"));

        first.Count.ShouldBeGreaterThan(20);
        second.Keys.ShouldBe(first.Keys, ignoreOrder: true);
        first.Where(pair => second[pair.Key] != pair.Value).Select(static pair => pair.Key).ShouldBeEmpty();
    }

    private async Task<Dictionary<string, string>> PackAsync(string name)
    {
        var clone = Path.Combine(folder.FullName, name);
        var packages = Path.Combine(folder.FullName, "packages-" + Path.GetFileName(name));
        await RunAsync(folder.FullName, "git", "clone", "--quiet", "--no-hardlinks", PackedPackages.Root.TrimEnd('/'), clone);
        await RunAsync(clone, "dotnet", "pack", "-c", "Release", "-o", packages, "-nologo");
        var hashes = new Dictionary<string, string>();
        foreach (var file in Directory.EnumerateFiles(packages))
        {
            using var archive = ZipFile.OpenRead(file);
            foreach (var dll in archive.Entries.Where(static entry => entry.Name.EndsWith(".dll", StringComparison.Ordinal) && !WithPages.Contains(entry.Name)))
                hashes[$"{Path.GetFileName(file)}: {dll.FullName}"] = Convert.ToHexString(SHA256.HashData(dll.Read()));
        }

        return hashes;
    }

    private static async Task RunAsync(string folder, string program, params string[] arguments)
    {
        var (code, output) = await Command.RunAsync(folder, program, arguments);
        code.ShouldBe(0, output);
    }
}
