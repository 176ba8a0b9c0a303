namespace Pepay.Cli.Tests;

/// <summary><c>pepay spec accept</c>: the baseline of a project.</summary>
public sealed class SpecAcceptTests : IDisposable
{
    private const string Spec = """
        openapi: 3.1.0
        info: { title: Shop, version: "1" }
        paths:
          /orders:
            get: { operationId: listOrders, tags: [Orders], responses: { "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Order" } } } } } }
            delete: { operationId: dropOrders, tags: [Admin], responses: { "204": { description: ok } } }
        components: { schemas: { Order: { type: object, properties: { id: { type: string }, total: { type: integer } } } } }
        """;

    private readonly TemporaryFolder folder = new();

    private string Lock => Path.Combine(folder.Path, "pepay.spec.lock");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Accept_AProject_WritesTheBaselineOfItsItems()
    {
        var accept = await AcceptAsync("ExcludeTags=\"Admin;Other\"");

        accept.ShouldSatisfyAllConditions(() => accept.Code.ShouldBe(0, accept.Error), () => accept.Output.ShouldBe($"{Lock} has Shop.Api: commit it.\n"));
        var text = await File.ReadAllTextAsync(Lock);
        text.ShouldContain("\npepay-spec-lock 1\n\n[Shop.Api]\n");
        text.ShouldContain("type\tOrder\tproperty\ttotal\t");
        text.ShouldContain("operation\tlistOrders\t");
        text.ShouldNotContain("dropOrders");
    }

    [Fact]
    public async Task Accept_Again_SaysWhatIsAcceptedAndKeepsTheFileWhereNothingChanged()
    {
        await AcceptAsync();
        var before = await File.ReadAllTextAsync(Lock);
        (await AcceptAsync()).Output.ShouldBe($"{Lock} has Shop.Api: commit it.\n");
        (await File.ReadAllTextAsync(Lock)).ShouldBe(before);

        var accept = await AcceptAsync(spec: Spec.Replace(", total: { type: integer }", "", StringComparison.Ordinal));

        accept.Output.ShouldStartWith("  property 'total' of Order is gone: it was long? Total (breaks callers)\n");
        (await File.ReadAllTextAsync(Lock)).ShouldNotContain("total");
    }

    [Fact]
    public async Task Accept_ASpecificationWithAnError_WritesNothing()
    {
        var accept = await AcceptAsync(spec: "openapi: 3.1.0\npaths: [\n");

        accept.Code.ShouldBe(1);
        accept.Output.ShouldContain("error PEPAY002");
        File.Exists(Lock).ShouldBeFalse();
    }

    [Fact]
    public async Task Accept_WithoutAProjectOrAnItem_SaysWhatIsMissing()
    {
        (await CommandLine.RunAsync("spec", "accept", folder.Path)).ShouldSatisfyAllConditions(
            static result => result.Code.ShouldBe(3), static result => result.Error.ShouldContain("There is no project at"));

        var empty = folder.File("Empty.csproj", "<Project />");
        (await CommandLine.RunAsync("spec", "accept", empty)).ShouldSatisfyAllConditions(
            static result => result.Code.ShouldBe(3), static result => result.Error.ShouldContain("has no <PepaySpec> item"));
    }

    private Task<CommandLine> AcceptAsync(string metadata = "", string spec = Spec)
    {
        folder.File("shop.yaml", spec);
        folder.File("Shop.csproj", $"<Project><ItemGroup><PepaySpec Include=\"*.yaml\" Namespace=\"Shop.Api\" {metadata} /></ItemGroup></Project>");
        return CommandLine.RunAsync("spec", "accept", folder.Path);
    }
}
