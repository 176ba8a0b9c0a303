using System.Text;
using Pepay.Generator.Tests.Harness;

namespace Pepay.Generator.Tests.Fuzz;

/// <summary>Specifications that are made, or grown, to exhaust whoever reads them: each ends in a diagnostic or in code.</summary>
public sealed class BombTests
{
    private const string Head = "openapi: 3.1.0\ninfo: { title: T, version: '1' }\n";
    private const string Use = "paths: { /x: { get: { operationId: x, responses: { '200': { description: x, content: { application/json: { schema: { $ref: '#/components/schemas/Root' } } } } } } } }\n";
    private const int TwentyMegabytes = 20_000_000;

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public void Depth_InJson_IsADiagnostic(string open, string close)
    {
        var deep = string.Concat(Enumerable.Repeat(open, 200_000)) + "1" + string.Concat(Enumerable.Repeat(close, 200_000));

        Generation.Run("{\"openapi\":\"3.1.0\",\"x-deep\":" + deep + "}").Places.ShouldHaveSingleItem().ShouldEndWith("PEPAY002");
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    public void Depth_InYaml_IsADiagnostic(string open) =>
        Generation.Run(Head + "x-deep:\n  " + string.Concat(Enumerable.Repeat(open, 5_000)) + "\n").Diagnostics.ShouldContain(diagnostic => diagnostic.Id == "PEPAY002");

    [Fact]
    public void Depth_OfSchemas_IsCode()
    {
        var schema = string.Concat(Enumerable.Repeat("{ type: object, properties: { a: ", 60)) + "{ type: string }" + string.Concat(Enumerable.Repeat(" } }", 60));

        Generation.Run(Head + Use + "components: { schemas: { Root: " + schema + " } }\n").HasNoDiagnostics().Compiles();
    }

    [Fact]
    public void Depth_OfReferences_IsCode()
    {
        var schemas = new StringBuilder("    Root: { $ref: '#/components/schemas/S0' }\n");
        for (var i = 0; i < 2_000; i++)
            schemas.Append($"    S{i}: {{ allOf: [{{ $ref: '#/components/schemas/S{i + 1}' }}] }}\n");
        schemas.Append("    S2000: { type: object, properties: { a: { type: string } } }\n");

        var generation = Generation.Run(Head + Use + "components:\n  schemas:\n" + schemas);

        generation.Diagnostics.ShouldNotContain(diagnostic => diagnostic.Id == "PEPAY016");
        generation.Compiles();
    }

    [Fact]
    public void Aliases_ThatMultiply_AreSearchedOnceForAnAnchor()
    {
        var text = new StringBuilder(Head).Append(Use).Append("x-l0: &l0 { a: 1 }\n");
        for (var i = 1; i <= 40; i++)
            text.Append($"x-l{i}: &l{i} [{string.Join(", ", Enumerable.Repeat($"*l{i - 1}", 9))}]\n");
        text.Append("components: { schemas: { Root: { $ref: '#nowhere' } } }\n");

        Generation.Run([new SpecFileText("/specs/api.yaml", text.ToString()), new SpecFileText("/specs/b.yaml", "a: b\n")]).Diagnostics.Select(d => d.Id).Order().ShouldBe(["PEPAY003", "PEPAY005"]);
    }

    [Fact]
    public void Aliases_ThatMultiply_AreRead()
    {
        var text = new StringBuilder(Head).Append(Use).Append("components:\n  schemas:\n    L0: &l0 { type: object, properties: { a: { type: string } } }\n");
        for (var i = 1; i <= 40; i++)
            text.Append($"    L{i}: &l{i} {{ type: object, properties: {{ {string.Join(", ", Enumerable.Range(0, 9).Select(n => $"p{n}: *l{i - 1}"))} }} }}\n");
        text.Append("    Root: *l40\n");

        var generation = Generation.Run(text.ToString());

        generation.Diagnostics.ShouldNotContain(diagnostic => diagnostic.Id == "PEPAY016");
        generation.Compiles();
    }

    [Fact]
    public void Aliases_ThatMultiplyInLists_AreRead()
    {
        var text = new StringBuilder(Head).Append("x-0: &l0 [lol]\n");
        for (var i = 1; i <= 40; i++)
            text.Append($"x-{i}: &l{i} [{string.Join(", ", Enumerable.Repeat($"*l{i - 1}", 9))}]\n");
        text.Append("tags: *l40\nsecurity: *l40\nservers: *l40\n").Append(Use).Append("components: { schemas: { Root: { type: string, enum: *l40, allOf: *l40 } } }\n");

        Generation.Run(text.ToString()).Diagnostics.ShouldNotContain(diagnostic => diagnostic.Id == "PEPAY016");
    }

    [Fact]
    public void Merges_ThatMultiply_AreRead()
    {
        var text = new StringBuilder(Head).Append("x-0: &l0 { a: 1 }\n");
        for (var i = 1; i <= 40; i++)
            text.Append($"x-{i}: &l{i} {{ <<: [{string.Join(", ", Enumerable.Repeat($"*l{i - 1}", 9))}], k{i}: 1 }}\n");

        Generation.Run(text + Use + "components: { schemas: { Root: *l40 } }\n").Diagnostics.ShouldNotContain(diagnostic => diagnostic.Id == "PEPAY016");
    }

    [Fact]
    public void Compositions_ThatMultiply_AreRead()
    {
        var schemas = new StringBuilder();
        for (var i = 1; i <= 40; i++)
            schemas.Append($"    S{i}: {{ allOf: [{string.Join(", ", Enumerable.Repeat($"{{ $ref: '#/components/schemas/S{i - 1}' }}", 6))}, {{ oneOf: [{{ $ref: '#/components/schemas/S{i - 1}' }}, {{ $ref: '#/components/schemas/S{i}' }}] }}] }}\n");

        var generation = Generation.Run(Head + Use + "components:\n  schemas:\n    S0: { type: object, properties: { a: { type: string } } }\n" + schemas + "    Root: { $ref: '#/components/schemas/S40' }\n");

        generation.Diagnostics.ShouldNotContain(diagnostic => diagnostic.Id == "PEPAY016");
        generation.Compiles();
    }

    [Fact]
    public void Twenty_MegabytesOfJson_AreCode()
    {
        var text = new StringBuilder("{\"openapi\":\"3.1.0\",\"paths\":{\"/x\":{\"get\":{\"operationId\":\"x\",\"responses\":{\"200\":{\"description\":\"x\",\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/S0\"}}}}}}}},\"components\":{\"schemas\":{");
        for (var i = 0; text.Length < TwentyMegabytes; i++)
            text.Append($"{(i == 0 ? "" : ",")}\"S{i}\":{{\"type\":\"object\",\"example\":\"{new string('e', 2000)}\",\"properties\":{{\"next\":{{\"$ref\":\"#/components/schemas/S{(i + 1) % 100}\"}}}}}}");

        var generation = Generation.Run(text.Append("}}}").ToString());

        generation.HasNoDiagnostics();
        generation.Source("S99").ShouldContain("global::Sample.S0? Next");
    }

    [Fact]
    public void Twenty_MegabytesOfYaml_AreCode()
    {
        var text = new StringBuilder(Head).Append(Use).Append("components:\n  schemas:\n    Root: { type: object, properties: { a: { $ref: '#/components/schemas/S1' } } }\n");
        for (var i = 0; text.Length < TwentyMegabytes; i++)
            text.Append($"    S{i}:\n      type: object\n      example: {new string('e', 2000)}\n      properties: {{ a: {{ type: string }} }}\n");

        var generation = Generation.Run(text.ToString());

        generation.HasNoDiagnostics();
        generation.Source("S1").ShouldContain("string? A ");
    }

    [Theory]
    [InlineData("\"")]
    [InlineData("{ \"a\": \"")]
    [InlineData("openapi: 3.1.0\nx: '")]
    [InlineData("openapi: 3.1.0\nx: |\n ")]
    [InlineData("openapi: 3.1.0\nx: [")]
    public void Twenty_MegabytesThatNeverEnd_AreADiagnosticOrNothing(string start) =>
        Generation.Run(start + new string('a', TwentyMegabytes)).Diagnostics.ShouldNotContain(diagnostic => diagnostic.Id == "PEPAY016");
}
