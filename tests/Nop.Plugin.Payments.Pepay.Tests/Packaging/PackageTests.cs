using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.Extensions.DependencyInjection;

namespace Nop.Plugin.Payments.Pepay.Tests.Packaging;

/// <summary>The archive that a shop owner uploads, as the build made it.</summary>
public sealed class PackageTests
{
    private static readonly Version Framework = new(9, 0, 0, 0);

    // The shop's own folder has these, or wins over ours whatever its version; the framework has the rest.
    private static readonly string[] OfTheShop = ["Nop.", "FluentMigrator", "Microsoft.", "System.", "Newtonsoft.", "Npgsql", "linq2db", "AutoMapper", "Autofac"];
    private static readonly string[] Ours = ["Nop.Plugin.Payments.Pepay.dll", "Nop.Plugin.Payments.XPay.dll"];

    [Fact]
    public void Archive_Content_IsTwoFoldersAndAsFewDllsAsPossible()
    {
        using var archive = PluginArchive.Open("4.90", "4.90");
        var dlls = archive.Entries.Where(static entry => entry.Name.EndsWith(".dll", StringComparison.Ordinal)).Select(static entry => entry.FullName).Order(StringComparer.Ordinal);

        dlls.ShouldBe([
            "Payments.Pepay/Nop.Plugin.Payments.Pepay.dll", "Payments.Pepay/Pepay.Api.dll", "Payments.Pepay/Pepay.Runtime.dll",
            "Payments.Pepay/Polly.Core.dll", "Payments.Pepay/XPay.Api.dll", "Payments.XPay/Nop.Plugin.Payments.XPay.dll"]);
        foreach (var folder in new[] { "Payments.Pepay", "Payments.XPay" })
        {
            archive.GetEntry($"{folder}/logo.png").ShouldNotBeNull();
            using var descriptor = JsonDocument.Parse(archive.GetEntry($"{folder}/plugin.json")!.Open());
            descriptor.RootElement.GetProperty("SupportedVersions")[0].GetString().ShouldBe("4.90");
            archive.GetEntry($"{folder}/{descriptor.RootElement.GetProperty("FileName").GetString()}").ShouldNotBeNull();
        }

        archive.GetEntry("uploadedItems.json").ShouldNotBeNull();
    }

    [Fact]
    public void Archive_Folders_HaveLicenceReadmeAndDocumentation()
    {
        using var archive = PluginArchive.Open("4.90", "4.90");

        foreach (var plugin in Ours)
        {
            var folder = plugin["Nop.Plugin.".Length..^".dll".Length];
            foreach (var file in new[] { "LICENSE", "README.md", Path.ChangeExtension(plugin, ".xml") })
                archive.GetEntry($"{folder}/{file}").ShouldNotBeNull($"{folder}/{file}");
        }

        foreach (var library in new[] { "Pepay.Api", "Pepay.Runtime", "XPay.Api" })
            archive.GetEntry($"Payments.Pepay/{library}.xml").ShouldNotBeNull(library);
        System.Text.Encoding.UTF8.GetString(PluginArchive.Read(archive.GetEntry("Payments.Pepay/THIRD-PARTY-NOTICES.txt")!)).ShouldContain("Polly.Core");
    }

    [Fact]
    public void Archive_Dlls_AreNoneThatTheShopHas()
    {
        using var archive = PluginArchive.Open("4.90", "4.90");

        archive.Entries.Where(static entry => entry.Name.EndsWith(".dll", StringComparison.Ordinal) && !Ours.Contains(entry.Name))
            .ShouldAllBe(static entry => !OfTheShop.Any(prefix => entry.Name.StartsWith(prefix, StringComparison.Ordinal)));
    }

    [Fact]
    public void Archive_References_AreNotAboveTheShops()
    {
        using var archive = PluginArchive.Open("4.90", "4.90");
        foreach (var entry in archive.Entries.Where(static entry => entry.Name.EndsWith(".dll", StringComparison.Ordinal)))
        {
            foreach (var (name, version) in PluginArchive.References(entry))
            {
                if (name.StartsWith("System", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal))
                    version.ShouldBeLessThanOrEqualTo(Framework, $"{entry.Name} -> {name}");
                if (name.StartsWith("Nop.", StringComparison.Ordinal) && !name.StartsWith("Nop.Plugin.", StringComparison.Ordinal))
                    version.ShouldBe(new Version(4, 90, 0, 0), $"{entry.Name} -> {name}");
            }
        }
    }

    /// <summary>
    /// The shop loads plugins in the order in which the merchant sorts the payment methods, and reads all types of each DLL before it loads the next. A
    /// type that needs the other plugin's DLL for that keeps the whole shop from starting.
    /// </summary>
    [Fact]
    public void XPayDll_LoadedBeforeThePluginThatItDependsOn_HasAllItsTypes()
    {
        var context = new WithoutTheOtherPlugin();
        try
        {
            var types = context.LoadFromAssemblyPath(typeof(Nop.Plugin.Payments.XPay.XPayPaymentMethod).Assembly.Location).GetTypes();

            types.Count(static type => typeof(Nop.Services.Plugins.IPlugin).IsAssignableFrom(type) && type is { IsClass: true, IsAbstract: false }).ShouldBe(1);
        }
        finally
        {
            context.Unload();
        }
    }

    [Fact]
    public void PepayDll_HasOnePluginClass() => typeof(PepayPaymentMethod).Assembly.GetTypes()
        .Where(static type => typeof(Nop.Services.Plugins.IPlugin).IsAssignableFrom(type) && type is { IsClass: true, IsAbstract: false }).ShouldHaveSingleItem();

    [Fact]
    public void Views_Compiled_HaveTheAddressesThatThePluginsUse()
    {
        var views = typeof(PepayPaymentMethod).Assembly.GetCustomAttributes(typeof(Microsoft.AspNetCore.Razor.Hosting.RazorCompiledItemAttribute), false)
            .Cast<Microsoft.AspNetCore.Razor.Hosting.RazorCompiledItemAttribute>().Select(static item => item.Identifier).ToList();

        foreach (var name in new[] { "Payments.Pepay/Views/Configure", "Payments.Pepay/Views/Inbox", "Payments.Pepay/Views/OrderPayments", "Payments.Pepay/Views/PaymentInfo", "Payments.Pepay/Views/Pay", "Payments.Pepay/Views/ConfigureXPay" })
            views.ShouldContain($"/Plugins/{name}.cshtml");
    }

    [Fact]
    public void Views_EachOfThem_IsAFileAndCompiled()
    {
        using var archive = PluginArchive.Open("4.90", "4.90");
        var files = archive.Entries.Where(static entry => entry.Name.EndsWith(".cshtml", StringComparison.Ordinal)).Select(static entry => $"/Plugins/{entry.FullName}").Order(StringComparer.Ordinal).ToList();
        var compiled = typeof(PepayPaymentMethod).Assembly.GetCustomAttributes(typeof(Microsoft.AspNetCore.Razor.Hosting.RazorCompiledItemAttribute), false)
            .Cast<Microsoft.AspNetCore.Razor.Hosting.RazorCompiledItemAttribute>().Select(static item => item.Identifier);

        files.Count.ShouldBeGreaterThan(5);
        compiled.Order(StringComparer.Ordinal).ShouldBe(files);
    }

    [Fact]
    public void Views_Compiled_AreMadeKnownToTheShopOnce()
    {
        var parts = new ApplicationPartManager();
        var services = new ServiceCollection().AddSingleton(parts);

        Infrastructure.PluginStartup.AddCompiledViews(services, typeof(PepayPaymentMethod).Assembly);
        Infrastructure.PluginStartup.AddCompiledViews(services, typeof(PepayPaymentMethod).Assembly);

        parts.ApplicationParts.OfType<CompiledRazorAssemblyPart>().ShouldHaveSingleItem().Assembly.ShouldBe(typeof(PepayPaymentMethod).Assembly);
    }

    private sealed class WithoutTheOtherPlugin() : AssemblyLoadContext(isCollectible: true)
    {
        protected override Assembly? Load(AssemblyName assemblyName) =>
            assemblyName.Name!.StartsWith("Nop.Plugin.", StringComparison.Ordinal) || assemblyName.Name.StartsWith("Pepay.", StringComparison.Ordinal)
                ? throw new FileNotFoundException($"{assemblyName.Name} is not loaded yet.")
                : null;
    }
}
