using Microsoft.CodeAnalysis.Text;
using Pepay.Generator.Tests.Harness;

namespace Pepay.Generator.Tests.Snapshots;

/// <summary>What generated code looks like. Each is generated again, for the same compilation and for one with other code: those runs must have nothing to do.</summary>
public sealed class SnapshotTests
{
    private const string Head = "openapi: 3.1.0\ninfo: { title: T, version: '1' }\n";

    [Fact]
    public void Record_OfTheFourShapes() => Source("Shapes", Head + """
        components:
          schemas:
            Shapes:
              description: The four shapes.
              x-source: a page
              type: object
              required: [text, nullableNumber, kind]
              properties:
                text: { type: string, description: A text. }
                nullableNumber: { type: [number, 'null'] }
                optionalTime: { type: integer, x-epoch: seconds, description: A time. }
                optionalNullableList: { type: [array, 'null'], items: { type: string } }
                kind: { const: shapes }
                inner: { type: object, properties: { amount: { type: integer, x-money: { currency: usd, scale: 3 } } } }
        """).ShouldMatchSnapshot("record");

    [Fact]
    public void Enumeration() => Source("Colour", Head + """
        components:
          schemas:
            Colour: { type: string, description: A colour., enum: [red, dark-green] }
        """).ShouldMatchSnapshot("enumeration");

    [Fact]
    public void Union() => Source("Either", Head + """
        components:
          schemas:
            Cat: { type: object, required: [kind], properties: { kind: { const: cat } } }
            Dog: { type: object, required: [kind], properties: { kind: { const: dog } } }
            Either: { oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }, { type: string }] }
        """).ShouldMatchSnapshot("union");

    [Fact]
    public void Client_WithPaging() => Source("ThingsClient", Head + """
        tags: [{ name: Things, description: Things of all kinds. }]
        paths:
          /things/{id}:
            post:
              operationId: changeThing
              tags: [Things]
              summary: Changes a thing.
              x-idempotency: { header: Idempotency-Key, required: true }
              parameters:
                - { name: id, in: path, required: true, schema: { type: string }, description: The id. }
                - { name: dry-run, in: query, schema: { type: boolean } }
              requestBody: { required: true, content: { application/json: { schema: { type: object, properties: { name: { type: string } } } } } }
              responses:
                '200': { description: The thing., content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } } }
                default: { description: Failed., content: { application/json: { schema: { $ref: '#/components/schemas/Error' } } } }
          /things:
            get:
              operationId: listThings
              tags: [Things]
              parameters: [{ name: after, in: query, schema: { type: string } }]
              x-pagination: { style: cursor, items: /data, more: /has_more, cursorParameter: after, cursor: /id }
              responses: { '200': { description: A page., content: { application/json: { schema: { $ref: '#/components/schemas/Page' } } } } }
        components:
          schemas:
            Thing: { type: object, required: [id], properties: { id: { type: string } } }
            Page: { type: object, required: [data, has_more], properties: { data: { type: array, items: { $ref: '#/components/schemas/Thing' } }, has_more: { type: boolean } } }
            Error: { type: object, properties: { code: { type: string } } }
        """).ShouldMatchSnapshot("client");

    [Fact]
    public void Events()
    {
        const string spec = """
            asyncapi: 3.0.0
            info: { title: T, version: '1' }
            x-provider: { name: shop, displayName: The Shop }
            components: { messages: { order.paid: { summary: An order was paid., payload: { type: object, properties: { id: { type: string } } } } } }
            """;

        (Source("SampleEvents", spec) + Source("OrderPaidEvent", spec)).ShouldMatchSnapshot("events");
    }

    private static string Source(string name, string spec)
    {
        var generation = Generation.Run(spec).HasNoDiagnostics().Compiles();
        generation.ShouldRecomputeNothingFor(generation.Input.Clone());

        // Code that has nothing to do with the specification.
        var tree = generation.Input.SyntaxTrees.Single();
        generation.ShouldRecomputeNothingFor(generation.Input.ReplaceSyntaxTree(tree, tree.WithChangedText(SourceText.From("namespace Sample; class Unrelated;"))));
        return generation.Source(name);
    }
}
