using Pepay.Generator.Tests.Harness;

namespace Pepay.Generator.Tests.Options;

public sealed class FilterTests
{
    private const string Spec = """
        openapi: 3.1.0
        info: { title: T, version: '1' }
        paths:
          /a: { get: { operationId: one, tags: [X, Y], responses: { '204': { description: x } } } }
          /a/b: { get: { operationId: two, tags: [Y], responses: { '204': { description: x } } } }
          /c: { get: { operationId: three, responses: { '204': { description: x } } } }
        components:
          schemas:
            Sizes: { type: object, required: [plain, price], properties: { plain: { type: number }, price: { type: number, x-money: { scale: 2 } } } }
        """;

    [Theory]
    [InlineData("IncludeTags", "Y", "One Two")]
    [InlineData("ExcludeTags", "X, ", "Two Three")]
    [InlineData("IncludePaths", "/a", "One")]
    [InlineData("IncludePaths", "/a*,/c", "One Two Three")]
    [InlineData("ExcludePaths", "/a/*", "One Three")]
    [InlineData("IncludeOperations", "three,two", "Two Three")]
    [InlineData("ExcludeOperations", "three", "One Two")]
    public void Operations_AreThoseThatTheItemSelects(string key, string value, string expected)
    {
        var generation = Generation.Run([new SpecFileText("/specs/api.yaml", Spec) { Metadata = { [key] = value } }]);

        var operations = generation.HasNoDiagnostics().Compiles().Source("SampleOperations");
        string.Join(' ', new[] { "One", "Two", "Three" }.Where(name => operations.Contains(" " + name + " { get; }", StringComparison.Ordinal))).ShouldBe(expected);
    }

    [Fact]
    public void Exclusion_WinsOverInclusion()
    {
        var generation = Generation.Run([new SpecFileText("/specs/api.yaml", Spec) { Metadata = { ["IncludeTags"] = "Y", ["ExcludeOperations"] = "one" } }]);

        generation.Source("SampleOperations").ShouldContain("ApiOperation Two {");
        generation.Source("SampleOperations").ShouldNotContain("ApiOperation One {");
    }

    [Fact]
    public void Number_AsDouble_LeavesMoneyDecimal()
    {
        var generation = Generation.Run([new SpecFileText("/specs/api.yaml", Spec) { Metadata = { ["Number"] = "double", ["Schemas"] = "All" } }]);

        generation.Compiles().Source("Sizes").ShouldContain("public required double Plain");
        generation.Source("Sizes").ShouldContain("public required decimal Price");
    }

    [Fact]
    public void Number_OfAnotherType_IsRefused() =>
        Generation.Run([new SpecFileText("/specs/api.yaml", Spec) { Metadata = { ["Number"] = "float" } }]).Places.ShouldBe(["api.yaml(1,1): PEPAY004"]);
}
