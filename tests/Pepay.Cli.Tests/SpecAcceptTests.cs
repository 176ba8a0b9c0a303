using System.Diagnostics;
using System.Runtime.InteropServices;

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
    public async Task Accept_Json_HasChangesOrTheReasonWhyNothingIsWritten()
    {
        await AcceptAsync();

        var changed = await AcceptAsync(spec: Spec.Replace(", total: { type: integer }", "", StringComparison.Ordinal), options: "--json");
        var broken = await AcceptAsync(spec: "openapi: 3.1.0\npaths: [\n", options: "--json");

        (changed.Code, broken.Code).ShouldBe((0, 1));
        var change = changed.Json.GetProperty("changes").EnumerateArray().ShouldHaveSingleItem();
        (change.GetProperty("kind").GetString(), change.GetProperty("subject").GetString(), change.GetProperty("breaks")[0].GetString()).ShouldBe(("removed", "property 'total' of Order", "callers"));
        changed.Json.GetProperty("diagnostics").GetArrayLength().ShouldBe(0);
        broken.Json.GetProperty("changes").GetArrayLength().ShouldBe(0);
        broken.Json.GetProperty("diagnostics").EnumerateArray().ShouldContain(static found => found.GetProperty("id").GetString() == "PEPAY002");
    }

    [Fact]
    public async Task Accept_WithoutDotnetOnThePath_SaysWhatIsMissing()
    {
        if (OperatingSystem.IsWindows())
            return;
        folder.File("Shop.csproj", "<Project />");
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "pepay"), ["spec", "accept", folder.Path]) { RedirectStandardError = true };
        (start.Environment["PATH"], start.Environment["DOTNET_ROOT"]) = (folder.Path, Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")));

        using var program = Process.Start(start)!;
        var error = await program.StandardError.ReadToEndAsync();
        await program.WaitForExitAsync();

        program.ExitCode.ShouldBe(3, error);
        error.ShouldContain("Install the .NET SDK, or add its folder to PATH.");
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

    private Task<CommandLine> AcceptAsync(string metadata = "", string spec = Spec, params string[] options)
    {
        folder.File("shop.yaml", spec);
        folder.File("Shop.csproj", $"<Project><ItemGroup><PepaySpec Include=\"*.yaml\" Namespace=\"Shop.Api\" {metadata} /></ItemGroup></Project>");
        return CommandLine.RunAsync(["spec", "accept", folder.Path, .. options]);
    }
}
