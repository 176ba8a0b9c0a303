using Microsoft.CodeAnalysis;
using Pepay.Generator.Pipeline;
using Pepay.Generator.Tests.Harness;

namespace Pepay.Generator.Tests.Diagnostics;

/// <summary>A specification that changes beside a committed baseline: what breaks is an error at the line that broke it, what is added is none.</summary>
public sealed class BreakingChangeTests
{
    private const string Api = """
        openapi: 3.1.0
        info: { title: T, version: '1' }
        servers: [{ url: https://shop.example }]
        paths:
          /orders/{id}:
            get:
              operationId: getOrder
              parameters:
                - { name: id, in: path, required: true, schema: { type: string } }
                - { name: view, in: query, schema: { type: string } }
              responses:
                '200': { description: x, content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } }
            delete: { operationId: dropOrder, parameters: [{ name: id, in: path, required: true, schema: { type: string } }], responses: { '204': { description: x } } }
          /orders:
            post: { operationId: createOrder, requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/NewOrder' } } } }, responses: { '204': { description: x } } }
        webhooks:
          order.paid: { post: { requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Paid' } } } } } }
        components:
          securitySchemes: { key: { type: apiKey, in: header, name: X-Key } }
          schemas:
            Order:
              type: object
              required: [id]
              properties:
                id: { type: string }
                total: { type: integer }
                state: { type: string, enum: [open, closed] }
            NewOrder: { type: object, required: [total], properties: { total: { type: integer } } }
            Paid: { type: object, required: [id], properties: { id: { type: string } } }
        """;

    [Theory]
    [InlineData("        total: { type: integer }\n", "", "(22,7)", "property 'total' of Order is gone: it was long? Total; this breaks callers:")]
    [InlineData("total: { type: integer }\n", "total: { type: string }\n", "(26,9)", "property 'total' of Order was long? Total, is string? Total; this breaks callers and wire:")]
    [InlineData("    delete:", "    put:", null, null)]
    [InlineData("operationId: dropOrder", "operationId: removeOrder", "(5,3)", "operation dropOrder is gone: it was IDefaultClient.DropOrderAsync; this breaks callers and wire:")]
    [InlineData("        - { name: view, in: query, schema: { type: string } }\n", "", "(8,7)", "parameter 'query view' of operation getOrder is gone: it was string? view; this breaks callers:")]
    [InlineData("{ name: view, in: query, schema", "{ name: view, in: query, required: true, schema", "(10,11)", "parameter 'query view' of operation getOrder was string? view, is required string view; this breaks callers and wire:")]
    [InlineData("required: [total], properties: { total: { type: integer } }", "required: [total, note], properties: { total: { type: integer }, note: { type: string } }", "(28,96)", "property 'note' of NewOrder is new: required string Note; this breaks callers and wire:")]
    [InlineData("properties: { total: { type: integer } } }", "properties: { total: { type: integer, maximum: 5 } } }", "(28,64)", "limit 'total maximum' of NewOrder is new: 5; this breaks wire:")]
    [InlineData("name: view, in: query, schema: { type: string }", "name: view, in: query, schema: { type: string, maxLength: 5 }", "(10,11)", "limit 'query view maxLength' of operation getOrder is new: 5; this breaks wire:")]
    [InlineData("  order.paid:", "  order.settled:", "(16,1)", "event order.paid is gone: it was OrderPaidEvent; this breaks handlers and wire:")]
    [InlineData("Paid: { type: object, required: [id], properties: { id: { type: string } } }", "Paid: { type: object }", "(29,11)", "property 'id' of OrderPaidEvent is gone: it was required string Id; this breaks handlers:")]
    [InlineData("name: X-Key", "name: X-Api-Key", "(19,22)", "credential 'key' of Sample was Header X-Key, is Header X-Api-Key; this breaks wire:")]
    [InlineData("https://shop.example", "https://other.example", "(3,1)", "address of Sample was https://shop.example, is https://other.example; this breaks wire:")]
    public void Change_ThatBreaks_IsAnErrorAtItsLineWithItsClass(string before, string after, string? place, string? message)
    {
        Api.ShouldContain(before);
        var generation = Run(Api.Replace(before, after, StringComparison.Ordinal));

        if (place is null)
        {
            generation.Diagnostics.ShouldContain(static diagnostic => diagnostic.Id == "PEPAY028");
            return;
        }

        var found = generation.Diagnostics.Where(static diagnostic => diagnostic.Id == "PEPAY028").Select(static diagnostic => diagnostic.ToString()).ToList();
        found.ShouldContain(diagnostic => diagnostic.StartsWith($"/specs/api.yaml{place}: error PEPAY028: {message}", StringComparison.Ordinal), string.Join('\n', found));
    }

    [Theory]
    [InlineData("        total: { type: integer }\n", "        total: { type: integer }\n        tax: { type: integer }\n")]
    [InlineData("[open, closed]", "[open, closed, lost]")]
    [InlineData("        - { name: view", "        - { name: page, in: query, schema: { type: integer } }\n        - { name: view")]
    [InlineData("  order.paid:", "  order.lost: { post: { requestBody: { content: { application/json: { schema: { type: object } } } } } }\n  order.paid:")]
    [InlineData("title: T", "title: Other")]
    public void Change_ThatOnlyAdds_IsNoDiagnostic(string before, string after)
    {
        Api.ShouldContain(before);

        // A parameter in between moves those after it, which is told; one at the end is not.
        var generation = Run(before.Contains("name: view", StringComparison.Ordinal)
            ? Api.Replace("schema: { type: string } }\n      responses:", "schema: { type: string } }\n        - { name: page, in: query, schema: { type: integer } }\n      responses:", StringComparison.Ordinal)
            : Api.Replace(before, after, StringComparison.Ordinal));

        generation.HasNoDiagnostics().Compiles();
    }

    [Fact]
    public void SeveralChanges_AtOnePlace_AreEachNamed()
    {
        var generation = Run(Api.Replace("        total: { type: integer }\n        state: { type: string, enum: [open, closed] }\n", "", StringComparison.Ordinal));

        var found = generation.Diagnostics.Select(static diagnostic => diagnostic.GetMessage()).ToList();
        found.ShouldContain(static message => message.Contains("'total'", StringComparison.Ordinal));
        found.ShouldContain(static message => message.Contains("'state'", StringComparison.Ordinal));
    }

    [Fact]
    public void Baseline_OfBeforeThereWereLimits_SaysNothingOfThem()
    {
        var before = LockFile.Of(new SpecFileText("/specs/api.yaml", Api)).GetText().ToString();
        var without = string.Concat(before.Split('\n').Where(static line => !line.Contains("\tlimit", StringComparison.Ordinal)).Select(static line => line + "\n"));
        var changed = Api.Replace("properties: { total: { type: integer } } }", "properties: { total: { type: integer, maximum: 5 } } }", StringComparison.Ordinal);

        without.Length.ShouldBeLessThan(before.Length);
        Generation.Run([new SpecFileText("/specs/api.yaml", changed) { Metadata = { ["Schemas"] = "All" } }], locked: new(without)).HasNoDiagnostics();
    }

    [Fact]
    public void SpecificationWithAnError_IsNotCompared() =>
        Run(Api[..Api.IndexOf("components:", StringComparison.Ordinal)] + "components: { schemas: [").Diagnostics.Select(static diagnostic => diagnostic.Id).ShouldNotContain("PEPAY028");

    [Fact]
    public void Code_IsGeneratedBesideTheError() =>
        Run(Api.Replace("total: { type: integer }\n", "sum: { type: integer }\n", StringComparison.Ordinal)).Compiles().Source("Order").ShouldContain("Sum");

    [Fact]
    public void Edit_OfUnrelatedCode_ComparesNothingAgain()
    {
        var first = Run(Api).HasNoDiagnostics();

        first.ShouldRecomputeNothingFor(first.Input.Clone());
    }

    [Fact]
    public void Edit_OfTheBaseline_RewritesNoFile()
    {
        var changed = Api.Replace("        total: { type: integer }\n", "", StringComparison.Ordinal);
        var spec = new SpecFileText("/specs/api.yaml", changed) { Metadata = { ["Schemas"] = "All" } };
        var before = LockFile.Of(new SpecFileText("/specs/api.yaml", Api));
        var first = Generation.Run([spec], locked: before);

        var second = Generation.Run(first.Driver.ReplaceAdditionalText(before, LockFile.Of(spec)), first.Input);

        first.Diagnostics.ShouldNotBeEmpty();
        second.Diagnostics.ShouldBeEmpty();
        foreach (var step in new[] { StepNames.SpecItems, StepNames.ProviderInputs, StepNames.TypeFiles, StepNames.ClientFiles, StepNames.ProviderFiles, StepNames.ResolverFiles, StepNames.EventIndex })
            second.Reasons(step).Keys.ShouldAllBe(static reason => reason.IsUntouched(), step);
    }

    private static Generation Run(string api) => Generation.Run(
        [new SpecFileText("/specs/api.yaml", api) { Metadata = { ["Schemas"] = "All" } }], locked: LockFile.Of(new SpecFileText("/specs/api.yaml", Api)));
}
