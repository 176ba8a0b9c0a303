using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json;

namespace Nop.Plugin.Payments.Pepay.Tests.Packaging;

/// <summary>The archive that a shop owner uploads, as the build made it.</summary>
public sealed class PackageTests
{
    private static readonly Version Framework = new(9, 0, 0, 0);

    // The shop's own folder has these, or wins over ours whatever its version; the framework has the rest.
    private static readonly string[] OfTheShop = ["Nop.", "FluentMigrator", "Microsoft.", "System.", "Newtonsoft.", "Npgsql", "linq2db", "AutoMapper", "Autofac"];
    private static readonly string[] Ours = ["Nop.Plugin.Payments.Pepay.dll", "Nop.Plugin.Payments.XPay.dll"];

    private static string Archive => Path.Combine(Root, "artifacts", "nopcommerce", "4.90", "PepayPayments-nopCommerce-4.90.zip");

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "PepayPlatform.sln")))
                folder = folder.Parent!;
            return folder.FullName;
        }
    }

    [Fact]
    public void Archive_Content_IsTwoFoldersAndAsFewDllsAsPossible()
    {
        using var archive = ZipFile.OpenRead(Archive);
        var dlls = archive.Entries.Where(static entry => entry.Name.EndsWith(".dll", StringComparison.Ordinal)).Select(static entry => entry.FullName).Order(StringComparer.Ordinal);

        dlls.ShouldBe([
            "Payments.Pepay/Nop.Plugin.Payments.Pepay.dll", "Payments.Pepay/Pepay.Api.dll", "Payments.Pepay/Pepay.Runtime.dll",
            "Payments.Pepay/Polly.Core.dll", "Payments.Pepay/XPay.Api.dll", "Payments.XPay/Nop.Plugin.Payments.XPay.dll"]);
        foreach (var folder in new[] { "Payments.Pepay", "Payments.XPay" })
        {
            archive.GetEntry($"{folder}/logo.png").ShouldNotBeNull();
            archive.GetEntry($"{folder}/Views/Configure.cshtml").ShouldNotBeNull();
            using var descriptor = JsonDocument.Parse(archive.GetEntry($"{folder}/plugin.json")!.Open());
            descriptor.RootElement.GetProperty("SupportedVersions")[0].GetString().ShouldBe("4.90");
            archive.GetEntry($"{folder}/{descriptor.RootElement.GetProperty("FileName").GetString()}").ShouldNotBeNull();
        }

        archive.GetEntry("uploadedItems.json").ShouldNotBeNull();
    }

    [Fact]
    public void Archive_Dlls_AreNoneThatTheShopHas()
    {
        using var archive = ZipFile.OpenRead(Archive);

        archive.Entries.Where(static entry => entry.Name.EndsWith(".dll", StringComparison.Ordinal) && !Ours.Contains(entry.Name))
            .ShouldAllBe(static entry => !OfTheShop.Any(prefix => entry.Name.StartsWith(prefix, StringComparison.Ordinal)));
    }

    [Fact]
    public void Archive_References_AreNotAboveTheShops()
    {
        using var archive = ZipFile.OpenRead(Archive);
        foreach (var entry in archive.Entries.Where(static entry => entry.Name.EndsWith(".dll", StringComparison.Ordinal)))
        {
            foreach (var (name, version) in References(entry))
            {
                if (name.StartsWith("System", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal))
                    version.ShouldBeLessThanOrEqualTo(Framework, $"{entry.Name} -> {name}");
                if (name.StartsWith("Nop.", StringComparison.Ordinal) && !name.StartsWith("Nop.Plugin.", StringComparison.Ordinal))
                    version.ShouldBe(new Version(4, 90, 0, 0), $"{entry.Name} -> {name}");
            }
        }
    }

    [Fact]
    public void Views_Compiled_HaveTheAddressesThatThePluginsUse()
    {
        var views = new[] { typeof(PepayPaymentMethod).Assembly, typeof(Nop.Plugin.Payments.XPay.XPayPaymentMethod).Assembly }
            .SelectMany(static assembly => assembly.GetCustomAttributes(typeof(Microsoft.AspNetCore.Razor.Hosting.RazorCompiledItemAttribute), false))
            .Cast<Microsoft.AspNetCore.Razor.Hosting.RazorCompiledItemAttribute>().Select(static item => item.Identifier).ToList();

        foreach (var name in new[] { "Payments.Pepay/Views/Configure", "Payments.Pepay/Views/Inbox", "Payments.Pepay/Views/OrderPayments", "Payments.Pepay/Views/PaymentInfo", "Payments.XPay/Views/Configure" })
            views.ShouldContain($"/Plugins/{name}.cshtml");
    }

    private static List<(string Name, Version Version)> References(ZipArchiveEntry entry)
    {
        using var file = new MemoryStream();
        using (var content = entry.Open())
            content.CopyTo(file);
        file.Position = 0;
        using var reader = new PEReader(file);
        var metadata = reader.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(metadata.GetAssemblyReference).Select(reference => (metadata.GetString(reference.Name), reference.Version))];
    }
}
