using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Nop.Plugin.Payments.Pepay.Tests.Packaging;

/// <summary>The archives that the builds made.</summary>
internal static class PluginArchive
{
    public static string Root { get; } = FindRoot();

    public static ZipArchive Open(string flavor, string version) =>
        ZipFile.OpenRead(Path.Combine(Root, "artifacts", "nopcommerce", flavor, $"PepayPayments-nopCommerce-{version}.zip"));

    public static byte[] Read(ZipArchiveEntry entry)
    {
        using var file = new MemoryStream();
        using (var content = entry.Open())
            content.CopyTo(file);
        return file.ToArray();
    }

    public static List<(string Name, Version Version)> References(ZipArchiveEntry entry)
    {
        using var reader = new PEReader(new MemoryStream(Read(entry)));
        var metadata = reader.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(metadata.GetAssemblyReference).Select(reference => (metadata.GetString(reference.Name), reference.Version))];
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PepayPlatform.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
