using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Pepay.Generator.Pipeline;
using Pepay.Generator.Tests.Harness;

namespace Pepay.Generator.Tests.Incremental;

/// <summary>Each test makes one edit and looks at what it recomputed.</summary>
public sealed class IncrementalTests
{
    private static readonly string[] SpecSteps =
    [
        StepNames.SpecItems, StepNames.ProviderInputs, StepNames.ProviderModels, StepNames.Prerequisites, StepNames.Providers, StepNames.TypeFiles,
        StepNames.ClientFiles, StepNames.ProviderFiles, StepNames.ResolverFiles, StepNames.EventIndex, StepNames.Project,
    ];

    private const string Api = """
        openapi: 3.0.3
        info: { title: T, version: '1' }
        paths:
          /a: { get: { operationId: getA, tags: [one], responses: { '200': { description: x, content: { application/json: { schema: { $ref: '#/components/schemas/A' } } } } } } }
          /b: { get: { operationId: getB, tags: [two], responses: { '200': { description: x, content: { application/json: { schema: { $ref: '#/components/schemas/B' } } } } } } }
        components:
          schemas:
            A: { type: object, properties: { x: { type: string } } }
            B: { type: object, properties: { y: { $ref: '#/components/schemas/A' }, z: { type: object, properties: { q: { type: integer } } } } }
            E: { type: string, enum: [a, b] }
            U: { oneOf: [{ $ref: '#/components/schemas/A' }, { type: string }] }
        """;

    private const string Events = """
        asyncapi: 3.0.0
        info: { title: T, version: '1' }
        x-provider: { name: sample }
        components: { messages: { a.changed: { payload: { $ref: 'api.yaml#/components/schemas/A' } } } }
        """;

    private const string Code = """
        using System.Threading; using System.Threading.Tasks; using Pepay.Runtime.Dispatch;
        namespace Sample;
        class Other { public int X = 1; }
        sealed class Changed : IEventHandler<AChangedEvent> { public Task HandleAsync(AChangedEvent e, EventContext c, CancellationToken t) => Task.CompletedTask; }
        """;

    private readonly Generation first = Generation.Run([new("/specs/api.yaml", Api) { Metadata = { ["Schemas"] = "All" } }, new("/specs/events.yaml", Events)], Code).HasNoDiagnostics().Compiles();

    [Fact]
    public void SameCompilation_Again_LeavesEveryStepAlone()
    {
        var second = Generation.Run(first.Driver, first.Input.Clone());

        ShouldBeUntouched(second, [.. SpecSteps, StepNames.HandlerCandidates, StepNames.Handlers, StepNames.HandlerTables, StepNames.HandlerCalls]);
        second.OutputReasons().ShouldAllBe(reason => reason.IsUntouched());
    }

    [Fact]
    public void Edit_OfUnrelatedCode_LeavesEveryStepAlone()
    {
        var second = Edit("int X = 1;", "int X = 2; class Inner : System.IDisposable { public void Dispose() { } }");

        ShouldBeUntouched(second, [.. SpecSteps, StepNames.Handlers, StepNames.HandlerTables, StepNames.HandlerCalls]);
        second.OutputReasons().ShouldAllBe(reason => reason.IsUntouched());
    }

    [Fact]
    public void Edit_ThatMovesAHandler_LeavesTheTableAlone()
    {
        var second = Edit("class Other", "\n\n/* moved */ class Other");

        ShouldBeUntouched(second, [.. SpecSteps, StepNames.Handlers, StepNames.HandlerTables, StepNames.HandlerCalls]);
        second.OutputReasons().ShouldAllBe(reason => reason.IsUntouched());
    }

    [Fact]
    public void Edit_OfAHandler_RewritesTheTableOnly()
    {
        var second = Edit("sealed class Changed", "sealed class Renamed");

        ShouldBeUntouched(second, SpecSteps);
        second.Reasons(StepNames.HandlerTables).Keys.ShouldBe([IncrementalStepRunReason.Modified]);
        second.Sources["Pepay.Handlers.g.cs"].ShouldContain("global::Sample.Renamed");
    }

    [Fact]
    public void Edit_OfOneSchema_RewritesItsTypeOnly()
    {
        var second = EditSpec("x: { type: string }", "x: { type: string, description: More. }");

        // The schema's own record, and that of the event with the same payload.
        second.Reasons(StepNames.TypeFiles)[IncrementalStepRunReason.Modified].ShouldBe(2);
        ShouldBeUntouched(second, [StepNames.ClientFiles, StepNames.ProviderFiles, StepNames.ResolverFiles, StepNames.EventIndex, StepNames.HandlerTables]);
        second.Source("A").ShouldContain("More.");
    }

    [Fact]
    public void Edit_OfOneOperation_RewritesItsClient()
    {
        var second = EditSpec("operationId: getB", "operationId: getB, summary: Reads B.");

        second.Reasons(StepNames.ClientFiles)[IncrementalStepRunReason.Modified].ShouldBe(1);
        second.Reasons(StepNames.ClientFiles)[IncrementalStepRunReason.Unchanged].ShouldBe(1);
        ShouldBeUntouched(second, [StepNames.TypeFiles, StepNames.ResolverFiles]);
        second.Source("TwoClient").ShouldContain("Reads B.");
    }

    [Fact]
    public void Edit_OfOneSchema_OfAnEnumeration_RewritesItsTypeOnly()
    {
        var second = EditSpec("enum: [a, b]", "enum: [a, b, c]");

        second.Reasons(StepNames.TypeFiles)[IncrementalStepRunReason.Modified].ShouldBe(1);
        ShouldBeUntouched(second, [StepNames.ClientFiles, StepNames.ProviderFiles, StepNames.ResolverFiles, StepNames.EventIndex, StepNames.HandlerTables]);
        second.Source("E").ShouldContain("\"c\"");
    }

    [Fact]
    public void Edit_ThatAddsASchema_RewritesTheResolverToo()
    {
        var second = EditSpec("E: { type: string, enum: [a, b] }", "E: { type: string, enum: [a, b] }\n    F: { type: object, properties: { e: { $ref: '#/components/schemas/E' } } }");

        second.Reasons(StepNames.ResolverFiles).Keys.ShouldBe([IncrementalStepRunReason.Modified]);
        ShouldBeUntouched(second, [StepNames.ClientFiles, StepNames.EventIndex, StepNames.HandlerTables]);
        second.Sources.Keys.ShouldContain("Sample.F.g.cs");
    }

    [Fact]
    public void Edit_OfAnOption_RewritesWhatItChanges()
    {
        var second = Generation.Run(
            first.Driver.ReplaceAdditionalTexts(
            [
                new SpecFileText("/specs/api.yaml", Api) { Visibility = "Internal", Metadata = { ["Schemas"] = "All" } },
                new SpecFileText("/specs/events.yaml", Events) { Visibility = "Internal" },
            ]),
            first.Input);

        second.Reasons(StepNames.ProviderModels).Keys.ShouldBe([IncrementalStepRunReason.Modified]);
        second.Reasons(StepNames.TypeFiles).Keys.ShouldBe([IncrementalStepRunReason.Modified]);
        second.Source("A").ShouldContain("internal sealed partial record A");
    }

    [Fact]
    public void Edit_ThatAddsAHandler_RewritesTheTable()
    {
        var second = Edit("class Other", """
            sealed class Also : IEventHandler<AChangedEvent> { public Task HandleAsync(AChangedEvent e, EventContext c, CancellationToken t) => Task.CompletedTask; }
            class Other
            """);

        ShouldBeUntouched(second, SpecSteps);
        second.Reasons(StepNames.HandlerTables).Keys.ShouldBe([IncrementalStepRunReason.Modified]);
        second.Sources["Pepay.Handlers.g.cs"].ShouldContain("global::Sample.Also");
    }

    [Fact]
    public void ObjectGraph_WithACompilerObjectInIt_IsFound()
    {
        // Roslyn's own types are internal and derived, so that only a question of assignability finds them.
        var symbol = first.Output.GetTypeByMetadataName("Sample.Other")!;
        object[] planted = [symbol, first.Input, first.Input.SyntaxTrees.First(), symbol.Locations[0], first.Input.SyntaxTrees.First().GetRoot()];

        foreach (var forbidden in planted)
            Should.Throw<ShouldAssertException>(() => ObjectGraph.ShouldHoldNoCompilerObject(new Holder([new Lazy<object>(() => "x"), new Holder([forbidden])]), "planted"));
        ObjectGraph.ShouldHoldNoCompilerObject(new Holder([new Holder(["text"])]), "planted").ShouldBeGreaterThan(1);
    }

    [Fact]
    public void Edit_OfAComment_InASpecification_RewritesNothing()
    {
        var second = EditSpec("paths:", "# a comment\npaths:");

        second.Reasons(StepNames.ProviderModels).Keys.ShouldBe([IncrementalStepRunReason.Unchanged]);
        second.OutputReasons().ShouldAllBe(reason => reason.IsUntouched());
    }

    [Fact]
    public void Models_ReachNoCompilerObject()
    {
        var walked = 0;
        foreach (var step in first.Result().TrackedSteps.Where(step => typeof(StepNames).GetField(step.Key) is not null))
        {
            foreach (var output in step.Value.SelectMany(run => run.Outputs))
                walked += ObjectGraph.ShouldHoldNoCompilerObject(output.Value, step.Key);
        }

        walked.ShouldBeGreaterThan(200);
    }

    private sealed record Holder(IReadOnlyList<object> Items);

    private static void ShouldBeUntouched(Generation generation, IEnumerable<string> steps)
    {
        foreach (var step in steps)
            generation.Reasons(step).Keys.ShouldAllBe(reason => reason.IsUntouched(), step);
    }

    private Generation Edit(string from, string to)
    {
        var tree = first.Input.SyntaxTrees.Single();
        Code.ShouldContain(from);
        var edited = tree.WithChangedText(Microsoft.CodeAnalysis.Text.SourceText.From(Code.Replace(from, to, StringComparison.Ordinal)));
        return Generation.Run(first.Driver, first.Input.ReplaceSyntaxTree(tree, edited));
    }

    private Generation EditSpec(string from, string to)
    {
        Api.ShouldContain(from);
        var driver = first.Driver.ReplaceAdditionalTexts(
            ImmutableArray.Create<AdditionalText>(new SpecFileText("/specs/api.yaml", Api.Replace(from, to, StringComparison.Ordinal)) { Metadata = { ["Schemas"] = "All" } }, new SpecFileText("/specs/events.yaml", Events)));
        return Generation.Run(driver, first.Input);
    }
}
