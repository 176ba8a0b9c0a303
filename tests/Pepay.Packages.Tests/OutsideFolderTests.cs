namespace Pepay.Packages.Tests;

public sealed class OutsideFolderTests : IDisposable
{
    private readonly DirectoryInfo temporary = Directory.CreateTempSubdirectory("pepay-machine-");

    public void Dispose() => temporary.Delete(recursive: true);

    [Fact]
    public void Links_OfAMachineThatOnceRestoredOurs_LeaveThemOut()
    {
        foreach (var package in new[] { "dapper", "pepay", "pepay.runtime", "xpay.api", "npgsql" })
            temporary.CreateSubdirectory($"cache/{package}/0.1.0");
        var links = Path.Combine(temporary.FullName, "links");

        OutsideFolder.LinkPackagesOfOthers(Path.Combine(temporary.FullName, "cache"), links);

        Directory.GetDirectories(links).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["dapper", "npgsql"]);
    }
}
