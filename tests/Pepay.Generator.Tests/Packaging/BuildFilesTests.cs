namespace Pepay.Generator.Tests.Packaging;

/// <summary>What the build says of items that the compiler would take without a word.</summary>
public sealed class BuildFilesTests : IDisposable
{
    private const string Targets = "CheckPepaySpecFiles;CheckPepaySpecTwice;CheckPepaySpecMetadata";
    private readonly string folder = Directory.CreateTempSubdirectory("pepay-build-").FullName;

    [Fact]
    public async Task Items_ThatAreSound_SayNothing()
    {
        var (code, output) = await BuildAsync(
            """<PepaySpec Include="a.yaml" Namespace="A" Visibility="internal" Watch="false" Condition="true" />""",
            """<PepaySpec Include="b*.yaml" Exclude="a.yaml"><Namespace>B</Namespace><IncludeTags>x;y</IncludeTags></PepaySpec>""");

        code.ShouldBe(0, output);
        output.ShouldNotContain("PEPAY");
    }

    [Theory]
    [InlineData("""<PepaySpec Include="a.yaml" Namespace="A" Visability="Internal" />""")]
    [InlineData("""<PepaySpec Include="a.yaml" Namespace="A"><Visability>Internal</Visability></PepaySpec>""")]
    public async Task Metadata_OfAnUnknownName_IsAWarning(string item)
    {
        var (code, output) = await BuildAsync("""<PepaySpec Include="b.yaml" Namespace="B" />""", item);

        code.ShouldBe(0, output);
        output.ShouldContain("app.proj : warning PEPAY004: ");
        output.ShouldContain("Visability");
        output.ShouldContain("known are Namespace, ClientName, Visibility, IncludeTags,");
        output.ShouldNotContain("b.yaml");
    }

    [Fact]
    public async Task File_IncludedTwice_IsAnError()
    {
        var (code, output) = await BuildAsync("""<PepaySpec Include="*.yaml" Namespace="A" />""", """<PepaySpec Include="b.yaml" Namespace="B" />""");

        code.ShouldNotBe(0);
        output.ShouldContain("app.proj : error PEPAY004: ");
        output.ShouldContain("b.yaml' is included 2 times (namespaces A, B)");
        output.ShouldNotContain("a.yaml'");
    }

    [Fact]
    public async Task File_ThatIsMissing_IsAnErrorThatNamesTheItem()
    {
        var (code, output) = await BuildAsync("""<PepaySpec Include="c.yaml" Namespace="C" />""");

        code.ShouldNotBe(0);
        output.ShouldContain("The specification 'c.yaml' (namespace C) does not exist");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private Task<(int Code, string Output)> BuildAsync(params string[] items)
    {
        File.WriteAllText(Path.Combine(folder, "a.yaml"), "");
        File.WriteAllText(Path.Combine(folder, "b.yaml"), "");
        var targets = Path.Combine(Repository.Root, "generator", "Pepay.Generator", "build", "Pepay.Generator.targets");
        File.WriteAllText(Path.Combine(folder, "app.proj"), $"""<Project><ItemGroup>{string.Concat(items)}</ItemGroup><Import Project="{targets}" /></Project>""");
        return Command.RunAsync(folder, "dotnet", "msbuild", "app.proj", "-nologo", "-t:" + Targets);
    }
}
