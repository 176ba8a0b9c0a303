using Pepay.Generator.Model;
using Pepay.Generator.Reading;
using Pepay.Generator.Tests.RoundTrip;
using Xunit.Abstractions;

namespace Pepay.Generator.Tests.Oracle;

/// <summary>
/// NSwag.Core reads the same documents on its own. What it finds is what we generate, operations, parameters, properties, required names and members of
/// enumerations, or a rule says by what sentence of the specification we are right.
/// </summary>
public sealed class OracleTests(OracleRun run, ITestOutputHelper output) : IClassFixture<OracleRun>
{
    private const string Small = """
        {
          "openapi": "3.0.3",
          "info": { "title": "Small", "version": "1" },
          "paths": {
            "/pets/{id}": {
              "get": {
                "operationId": "getPet",
                "parameters": [ { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } } ],
                "responses": { "200": { "description": "", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Pet" } } } } }
              }
            }
          },
          "components": { "schemas": { "Pet": { "type": "object", "required": [ "name" ], "properties": {
            "name": { "type": "string" }, "kind": { "type": "string", "enum": [ "cat", "dog" ] } } } } }
        }
        """;

    public static TheoryData<string> Documents() => [.. OracleDocuments.All.Keys];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Document_DiffersFromNSwag_OnlyWhereTheSpecificationSaysWhy(string name)
    {
        var result = run.Results[name];
        output.WriteLine(result.Unread is { } reason ? $"not read by NSwag, {reason}" : Show(result.Tally));

        result.Unexplained.Select(difference => difference.ToString()).ShouldBeEmpty();
        result.Missed.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("spec/pepay.openapi.yaml", 55)]
    [InlineData("spec/xpay.openapi.yaml", 26)]
    public void OwnSpecification_IsReadAlike_WithoutAnyRule(string name, int operations)
    {
        run.Results[name].Unread.ShouldBeNull();
        run.Results[name].Tally.Differences.ShouldBeEmpty();
        run.Results[name].Tally.Operations.ShouldBe(operations);
    }

    [Fact]
    public void Rules_AreFew_AndEachIsNeeded()
    {
        var differences = run.Results.Values.SelectMany(result => result.Tally.Differences).ToList();
        var read = run.Results.Values.Where(result => result.Unread is null).ToList();
        output.WriteLine($"{read.Count} documents; {Show(Tally.Sum(read.Select(result => result.Tally)))}");
        foreach (var rule in Rules.All)
            output.WriteLine($"{rule.Name}: {differences.Count(rule.Proves)}");

        Rules.All.Count.ShouldBeLessThanOrEqualTo(20);
        Rules.All.Where(rule => !differences.Exists(difference => rule.Proves(difference) && Rules.All.Count(other => other.Proves(difference)) == 1)).Select(rule => rule.Name).ShouldBeEmpty();
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "generator", "README.md"));
        Rules.All.Where(rule => !readme.Contains($"| {rule.Name} |", StringComparison.Ordinal)).Select(rule => rule.Name).ShouldBeEmpty();
    }

    [Fact]
    public void Documents_ThatNSwagCannotRead_AreThese()
    {
        var unread = run.Results.Values.Where(result => result.Unread is not null && !result.Name.StartsWith("corpus/", StringComparison.Ordinal))
            .Select(result => $"{result.Name}: {result.Unread!.Split(':')[0]}");

        unread.ShouldBe(
        [
            "spec/pepay.events.yaml: AsyncAPI",
            "spec/xpay.events.yaml: AsyncAPI",
            "tests/features.events.yaml: AsyncAPI",
            "tests/features.openapi.yaml: reference",
            "tests/features30.openapi.yaml: reference",
            "tests/wire.events.yaml: AsyncAPI",
            "variety/cloud.json: reference",
            "variety/converted.yaml: reference",
            "variety/guild.json: node",
            "variety/messages.yaml: AsyncAPI",
            "variety/odd.yaml: YAML",
            "variety/relations.yaml: node",
        ]);
    }

    /// <summary>Whoever spoils a reader is told.</summary>
    [Theory]
    [InlineData("nothing", null)]
    [InlineData("operation", "Operation 'get /pets/{id}': ours nothing, NSwag's operation")]
    [InlineData("parameter", "Parameter 'Path id': ours nothing, NSwag's parameter")]
    [InlineData("property", "Property 'kind': ours nothing, NSwag's property")]
    [InlineData("required", "Required 'name': ours optional, NSwag's required")]
    [InlineData("member", "Enumeration 'dog': ours nothing, NSwag's member")]
    public async Task Oracle_WhereOurModelIsWrong_SaysSo(string dropped, string? expected)
    {
        var tally = new Tally();

        await DocumentComparison.RunAsync(new SpecText("small.json", Small), SpecDocument.Parse("small.json", Small), Small, tally, model => Drop(model, dropped));

        var result = new OracleResult("small", tally, null, []);
        result.Unexplained.Select(difference => difference.ToString()).Where(text => expected is null || text.EndsWith(expected, StringComparison.Ordinal)).Count().ShouldBe(expected is null ? 0 : 1);
    }

    private static ProviderModel Drop(ProviderModel model, string what)
    {
        var pet = (RecordModel)model.Types.Single().Type;
        var client = model.Clients.Single();
        var operation = client.Operations.Single();
        return what switch
        {
            "operation" => model with { Clients = default },
            "parameter" => model with { Clients = new([client with { Operations = new([operation with { Parameters = default }]) }]) },
            "property" => WithPet(model, pet with { Properties = new([pet.Properties[0]]) }),
            "required" => WithPet(model, pet with { Properties = new([pet.Properties[0] with { Required = false }, pet.Properties[1]]) }),
            "member" => WithPet(model, pet with { Nested = new([(EnumModel)pet.Nested.Single() with { Members = new([new EnumMember("Cat", "cat")]) }]) }),
            _ => model,
        };
    }

    private static ProviderModel WithPet(ProviderModel model, RecordModel pet) => model with { Types = new([model.Types.Single() with { Type = pet }]) };

    private static string Show(Tally tally) =>
        $"{tally.Operations} operations, {tally.Parameters} parameters and bodies, {tally.Properties} properties, {tally.Required} required names, {tally.Members} members of enumerations; "
        + $"{tally.Differences.Count} differences";
}
