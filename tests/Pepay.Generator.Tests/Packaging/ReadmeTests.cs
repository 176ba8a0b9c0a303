using System.Text.RegularExpressions;
using Pepay.Generator.Tests.Harness;

namespace Pepay.Generator.Tests.Packaging;

/// <summary>The README's C# is complete: it compiles as it stands against a specification that has what it uses.</summary>
public sealed class ReadmeTests
{
    // What the SDK adds to every project of its own accord.
    private const string ImplicitUsings = "global using System; global using System.Collections.Generic; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;\n";

    private const string OpenApi = """
        openapi: 3.1.0
        info: { title: Shop, version: '1' }
        servers: [{ url: https://shop.example }]
        security: [{ merchantKey: [] }]
        paths:
          /orders:
            post:
              operationId: createOrder
              tags: [Orders]
              parameters: [{ name: Idempotency-Key, in: header, schema: { type: string } }]
              requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/CreateOrderRequest' } } } }
              responses:
                '200': { description: x, content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } }
                '409': { description: x, content: { application/json: { schema: { $ref: '#/components/schemas/Problem' } } } }
            get:
              operationId: listOrders
              tags: [Orders]
              parameters: [{ name: after, in: query, schema: { type: string } }]
              x-pagination: { style: token, items: /data, next: /next, cursorParameter: after }
              responses: { '200': { description: x, content: { application/json: { schema: { type: object, required: [data], properties: { data: { type: array, items: { $ref: '#/components/schemas/Order' } }, next: { type: string } } } } } } }
          /picture:
            post:
              operationId: uploadPicture
              tags: [Orders]
              requestBody: { required: true, content: { multipart/form-data: { schema: { type: object, required: [picture], properties: { picture: { type: string, format: binary } } } } } }
              responses: { '204': { description: x } }
          /changes: { get: { operationId: watchOrders, tags: [Orders], responses: { '200': { description: x, content: { text/event-stream: { schema: { $ref: '#/components/schemas/Order' } } } } } } }
        components:
          securitySchemes: { merchantKey: { type: apiKey, in: header, name: X-Key } }
          schemas:
            PaymentMethod: { type: string, enum: [card, cash] }
            CreateOrderRequest: { type: object, required: [amount, method], properties: { amount: { type: number }, method: { $ref: '#/components/schemas/PaymentMethod' }, note: { type: [string, 'null'] } } }
            Company: { type: object, required: [name, vat], properties: { name: { type: string }, vat: { type: string } } }
            Person: { type: object, required: [first], properties: { first: { type: string } } }
            Order: { type: object, required: [id], properties: { id: { type: string }, note: { type: [string, 'null'] }, payer: { oneOf: [{ $ref: '#/components/schemas/Company' }, { $ref: '#/components/schemas/Person' }] } } }
            Problem: { type: object, properties: { title: { type: string } } }
        """;

    private const string AsyncApi = "asyncapi: 3.0.0\ninfo: { title: Shop, version: '1' }\ncomponents: { messages: { paid: { name: order.paid, payload: { type: object, properties: { id: { type: string } } } } } }\n";

    [Fact]
    public void Readme_CSharp_Compiles()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "generator", "README.md"));
        var blocks = Regex.Matches(readme, "^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline).Select(match => match.Groups[1].Value).ToList();

        blocks.ShouldNotBeEmpty();
        foreach (var block in blocks)
        {
            Generation.Run([new SpecFileText("/specs/shop.openapi.yaml", OpenApi) { Namespace = "Shop.Payments.Api" }, new SpecFileText("/specs/shop.events.yaml", AsyncApi) { Namespace = "Shop.Payments.Api" }], ImplicitUsings + block)
                .HasNoDiagnostics().Compiles();
        }
    }
}
