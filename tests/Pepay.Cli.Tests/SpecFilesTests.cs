namespace Pepay.Cli.Tests;

/// <summary><c>pepay spec lint</c> and <c>generate</c>: the generator's diagnostics and files, without a build.</summary>
public sealed class SpecFilesTests : IDisposable
{
    private const string Sound = """
        openapi: 3.1.0
        info: { title: Shop, version: "1" }
        paths:
          /orders:
            get: { operationId: listOrders, tags: [Orders], responses: { "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Order" } } } } } }
        components: { schemas: { Order: { type: object, properties: { id: { type: string } } } } }
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Lint_SoundFile_SaysSo()
    {
        var lint = await CommandLine.RunAsync("spec", "lint", folder.File("shop.yaml", Sound));

        (lint.Code, lint.Output).ShouldBe((0, "Nothing is wrong.\n"));
    }

    [Fact]
    public async Task Lint_Fault_IsShownAsTheCompilerWould()
    {
        var file = folder.File("shop.yaml", Sound.Replace("schemas/Order\"", "schemas/Nothing\"", StringComparison.Ordinal));

        var lint = await CommandLine.RunAsync("spec", "lint", file);
        var json = await CommandLine.RunAsync("spec", "lint", file, "--json");

        var finding = json.Json.EnumerateArray().ShouldHaveSingleItem();
        var (id, severity, line, column) = (finding.GetProperty("id").GetString(), finding.GetProperty("severity").GetString(), finding.GetProperty("line").GetInt32(), finding.GetProperty("column").GetInt32());
        (id, line).ShouldBe(("PEPAY005", 5));
        lint.Output.ShouldBe($"{file}({line},{column}): {severity} {id}: {finding.GetProperty("message").GetString()}\n1 {severity}\n");
        lint.Code.ShouldBe(severity == "error" ? 1 : 0);
        (await CommandLine.RunAsync("spec", "lint", file, "--strict")).Code.ShouldBe(1);
    }

    [Fact]
    public async Task Generate_WritesWhatABuildWouldAndRemovesItsOwnOldFiles()
    {
        var output = Path.Combine(folder.Path, "out");
        Directory.CreateDirectory(output);
        await File.WriteAllTextAsync(Path.Combine(output, "Mine.g.cs"), "// by hand");

        var first = await CommandLine.RunAsync("spec", "generate", folder.File("shop.yaml", Sound), "-o", output, "--namespace", "Shop.Api", "--schemas", "All");
        var second = await CommandLine.RunAsync("spec", "generate", folder.File("shop.yaml", Sound.Replace("Order", "Sale", StringComparison.Ordinal)), "-o", output, "--namespace", "Shop.Api", "--schemas", "All");

        (first.Code, second.Code).ShouldBe((0, 0), first.Error + second.Error);
        var files = Directory.EnumerateFiles(output).Select(Path.GetFileName).ToList();
        files.ShouldContain("Shop.Api.Sale.g.cs");
        files.ShouldNotContain("Shop.Api.Order.g.cs");
        files.ShouldContain("Mine.g.cs");
        (await File.ReadAllTextAsync(Path.Combine(output, "Shop.Api.Sale.g.cs"))).ShouldContain("namespace Shop.Api");
    }

    [Fact]
    public async Task Generate_WithAFault_LeavesTheFolderAlone()
    {
        var output = Path.Combine(folder.Path, "out");
        await CommandLine.RunAsync("spec", "generate", folder.File("shop.yaml", Sound), "-o", output);
        var files = Directory.EnumerateFiles(output).Order().ToList();

        var broken = await CommandLine.RunAsync("spec", "generate", folder.File("shop.yaml", Sound.Replace("3.1.0", "2.0", StringComparison.Ordinal)), "-o", output);
        var mistyped = await CommandLine.RunAsync("spec", "generate", folder.File("shop.yaml", Sound), "-o", output, "--number", "float");

        (broken.Code, mistyped.Code).ShouldBe((1, 2));
        mistyped.Error.ShouldContain("'float' is no type of numbers");
        Directory.EnumerateFiles(output).Order().ShouldBe(files);
    }

    [Theory]
    [InlineData(3, "does not exist", "spec", "lint", "nowhere.yaml")]
    [InlineData(2, "'pepay spec lint --help' says what it takes.", "spec", "lint")]
    [InlineData(2, "'pepay spec --help' says what it takes.", "spec", "paint")]
    [InlineData(2, "--output", "spec", "generate", "a.yaml")]
    public async Task WrongArguments_AreSaidInWords(int code, string says, params string[] arguments)
    {
        var run = await CommandLine.RunAsync(arguments);

        run.Code.ShouldBe(code);
        run.Error.ShouldContain(says);
        run.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task NoArguments_ShowsTheCommands()
    {
        var help = await CommandLine.RunAsync();

        help.Code.ShouldBe(0);
        foreach (var command in new[] { "spec", "events", "deadletters" })
            help.Output.ShouldContain($"  {command}");
    }
}
