using System.IO.Compression;
using System.Security.Cryptography;

namespace Pepay.Packages.Tests;

/// <summary>Of the same sources the same packages, byte for byte, wherever they are built; but for the DLLs with Razor pages.</summary>
[Collection(PackedPackagesCollection.Name)]
public sealed class DeterminismTests(PackedPackages packed) : IDisposable
{
    // Razor writes the full path of a page into the code that it generates, and the compiler always keeps generated code among the symbols, whatever EmbedUntrackedSources says.
    private static readonly string[] WithPages = ["Pepay.Storefront.dll", "Nop.Plugin.Payments.Pepay.dll", "Nop.Plugin.Payments.XPay.dll"];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("pepay-clones-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Pack_Again_GivesTheSameBytes()
    {
        var name = $"Pepay.Runtime.AspNetCore.{PackedPackages.Version}.nupkg";
        await RunAsync(PackedPackages.Root, "dotnet", "pack", "runtime/Pepay.Runtime.AspNetCore", "--no-build", "-c", PackedPackages.Configuration, "-o", folder.FullName, "-nologo");

        (await HashAsync(Path.Combine(folder.FullName, name))).ShouldBe(await HashAsync(Path.Combine(packed.Folder, name)));
    }

    [Fact]
    public void PluginArchive_IsInOrderAndWithoutTheTime()
    {
        using var archive = ZipFile.OpenRead(Path.Combine(packed.Folder, PackedPackages.PluginArchive));

        archive.Entries.Select(static entry => entry.FullName).ShouldBe(archive.Entries.Select(static entry => entry.FullName).Order(StringComparer.Ordinal));
        archive.Entries.Select(static entry => entry.LastWriteTime).Distinct().ShouldHaveSingleItem();
    }

    [LongFact]
    public async Task Pack_OfTwoClonesInTwoFolders_GivesTheSamePackages()
    {
        var first = await PackAsync("one");
        var second = await PackAsync(Path.Combine("another", "deeper"));

        first.Count.ShouldBeGreaterThan(PackedPackages.All.Count);
        second.Keys.ShouldBe(first.Keys, ignoreOrder: true);
        first.Where(pair => second[pair.Key] != pair.Value).Select(static pair => pair.Key).ShouldBeEmpty();
    }

    // The whole file, or where it has pages, everything else in it.
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
            if (archive.Entries.Any(static entry => WithPages.Contains(entry.Name)))
            {
                foreach (var entry in archive.Entries.Where(static entry => !WithPages.Contains(entry.Name)))
                    hashes[$"{Path.GetFileName(file)}: {entry.FullName}"] = Convert.ToHexString(SHA256.HashData(entry.Read()));
            }
            else
            {
                hashes[Path.GetFileName(file)] = await HashAsync(file);
            }
        }

        return hashes;
    }

    private static async Task<string> HashAsync(string file) => Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(file)));

    private static async Task RunAsync(string folder, string program, params string[] arguments)
    {
        var (code, output) = await Command.RunAsync(folder, program, arguments);
        code.ShouldBe(0, output);
    }
}
