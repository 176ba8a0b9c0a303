using System.Text.RegularExpressions;

namespace Pepay.Cli.Tests;

/// <summary><c>pepay new shop</c>: what it writes. That it builds from packages and takes a payment is shown in Pepay.Packages.Tests.</summary>
public sealed partial class NewShopTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task NewShop_IsTheProgramOfTheStorefrontsReadme()
    {
        var shop = Path.Combine(folder.Path, "MyShop");
        var run = await CommandLine.RunAsync("new", "shop", "MyShop", "--output", shop, "--packages", folder.Path);
        var readme = await File.ReadAllTextAsync(Path.Combine(Readme.Root, "plugins", "Pepay.Storefront", "README.md"));

        run.Code.ShouldBe(0, run.Error);
        run.Output.ShouldContain("dotnet run");
        readme.ShouldContain(await File.ReadAllTextAsync(Path.Combine(shop, "Program.cs")));
        readme.ShouldContain(await File.ReadAllTextAsync(Path.Combine(shop, "MyShop.csproj")));
        (await File.ReadAllTextAsync(Path.Combine(shop, "README.md"))).ShouldStartWith("# MyShop\n");
        (await File.ReadAllTextAsync(Path.Combine(shop, "nuget.config"))).ShouldContain($"value=\"{folder.Path}\"");
        Directory.EnumerateFiles(shop).Select(Path.GetFileName).Order().ShouldBe([".gitignore", "MyShop.csproj", "Program.cs", "README.md", "appsettings.json", "nuget.config"], ignoreOrder: true);
    }

    [Fact]
    public async Task NewShop_EverySettingOfItsReadmeIsRead()
    {
        var shop = Path.Combine(folder.Path, "MyShop");
        var run = await CommandLine.RunAsync("new", "shop", "MyShop", "--output", shop, "--json");
        var program = await File.ReadAllTextAsync(Path.Combine(shop, "Program.cs"));
        var settings = Setting().Matches(await File.ReadAllTextAsync(Path.Combine(shop, "README.md"))).Select(static match => (Section: match.Groups[1].Value, Key: match.Groups[2].Value)).ToList();

        run.Json.GetProperty("folder").GetString().ShouldBe(shop);
        run.Json.GetProperty("files").EnumerateArray().Select(static file => file.GetString()).ShouldContain("Program.cs");
        settings.ShouldContain(("Shop", "PublicUrl"));
        foreach (var (section, key) in settings)
            (program.Contains($"\"{section}:{key}\"", StringComparison.Ordinal) || program.Contains($"GetSection(\"{section}\")", StringComparison.Ordinal)).ShouldBeTrue($"{section}:{key}");
    }

    [Fact]
    public async Task NewShop_FolderWithFiles_IsLeftAlone()
    {
        var mine = folder.File("Program.cs", "mine");

        var run = await CommandLine.RunAsync("new", "shop", "MyShop", "--output", folder.Path);

        run.Code.ShouldBe(3);
        run.Error.ShouldContain("is not empty");
        (await File.ReadAllTextAsync(mine)).ShouldBe("mine");
        Directory.EnumerateFiles(folder.Path).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(2, "cannot be the name of a project", "my shop")]
    [InlineData(2, "cannot be the name of a project", "../shop")]
    [InlineData(3, "--packages names where", "MyShop", "--packages", "/nowhere/at/all")]
    public async Task WrongArguments_AreSaidInWords(int code, string says, params string[] arguments)
    {
        var run = await CommandLine.RunAsync(["new", "shop", .. arguments]);

        run.Code.ShouldBe(code);
        run.Error.ShouldContain(says);
    }

    [GeneratedRegex("([A-Z][A-Za-z]+)__([A-Z][A-Za-z]+)")]
    private static partial Regex Setting();
}
