using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;

namespace Pepay.Packages.Tests;

/// <summary>Programs of the READMEs that stand on packages alone, in an empty folder, built and run.</summary>
[Collection(PackedPackagesCollection.Name)]
public sealed class OutsideProgramTests(PackedPackages packed) : IDisposable
{
    private const string OpenApi = """
        openapi: 3.1.0
        info: { title: Shop, version: '1' }
        servers: [{ url: SERVER }]
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

    private readonly OutsideFolder outside = new();

    public void Dispose() => outside.Dispose();

    [Fact]
    public async Task GeneratorUse_WithASpecificationOfItsOwn_CallsTheServer()
    {
        const string Readme = "generator/README.md";
        await using var server = await StartServerAsync();
        outside.NameFeed(packed);
        outside.Write("specs/shop.openapi.yaml", OpenApi.Replace("SERVER", server.Urls.Single(), StringComparison.Ordinal));
        outside.Write("specs/shop.events.yaml", AsyncApi);
        outside.Write("Shop.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework><Nullable>enable</Nullable><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
            {string.Concat(Readmes.Code(Readme, "xml"))}
            </Project>
            """);
        outside.Write("Payments.cs", Readmes.Code(Readme, "csharp").ShouldHaveSingleItem());
        outside.Write("Program.cs", """
            var builder = WebApplication.CreateBuilder(args);
            builder.Logging.ClearProviders();
            Payments.Add(builder.Services, "the key");
            await using var app = builder.Build();
            await Payments.UseAsync(app.Services, [1, 2, 3], "{\"id\":\"o-1\"}"u8.ToArray(), default);
            """);

        await outside.BuildAsync();
        var (code, output) = await outside.RunAsync(outside.Folder, "dotnet", Path.Combine("bin", "Debug", "net10.0", "Shop.dll"));

        code.ShouldBe(0, output);
        output.ReplaceLineEndings("\n").ShouldBe("Acme\nnull\n5\no-1\no-2\norder.changed o-2\nTrue\n");
        outside.RestoredOfOurs().ShouldBe(["pepay.generator", "pepay.runtime"]);
    }

    [Fact]
    public async Task RuntimeStart_AgainstTheSimulator_HandlesItsEvent()
    {
        const string Readme = "runtime/Pepay.Runtime/README.md";
        var commands = Readmes.Blocks(Readme).Single(static block => block.Language.Length == 0).Lines.Where(static line => !line.StartsWith('#')).ToList();
        var shop = $"http://localhost:{FreePort.Take()}";
        var provider = $"http://127.0.0.1:{FreePort.Take()}";
        outside.NameFeed(packed);
        outside.Write("MyShop.csproj", Readmes.Code(Readme, "xml").ShouldHaveSingleItem());
        outside.Write("Program.cs", Readmes.Code(Readme, "csharp")[0]);

        commands.Count.ShouldBe(3);
        await using var simulator = await outside.StartAsync(outside.Folder, "Payment simulator: ", await packed.ToolAsync(), [.. Arguments(commands[0], "pepay"), "--urls", provider]);
        await using var program = await outside.StartAsync(outside.Folder, "Now listening on: ", "dotnet", Arguments(commands[1], "dotnet"));
        var (code, output) = await outside.RunAsync(outside.Folder, await packed.ToolAsync(), [.. Arguments(commands[2], "pepay"), "--simulator", provider]);

        code.ShouldBe(0, output);
        await Eventually.TrueAsync(async () => await HintsAsync() > 0);
        outside.RestoredOfOurs().ShouldBe(["pepay.api", "pepay.generator", "pepay.runtime", "pepay.runtime.aspnetcore", "pepay.runtime.sqlite"]);

        string[] Arguments(string line, string command)
        {
            line.ShouldStartWith(command + " ");
            return line.Replace("http://localhost:5000", shop, StringComparison.Ordinal).Replace("http://127.0.0.1:5090", provider, StringComparison.Ordinal).Split(' ')[1..];
        }
    }

    private async Task<long> HintsAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(outside.Folder, "shop.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM hint";
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<WebApplication> StartServerAsync()
    {
        var server = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]).Build();
        server.Use((context, next) => context.Request.Headers["X-Key"] == "the key" ? next(context) : Task.FromException(new InvalidOperationException("The key is missing.")));
        server.MapPost("/orders", () => TypedResults.Content("""{"id":"o-1","note":null,"x":5,"payer":{"name":"Acme","vat":"1"}}""", "application/json"));
        server.MapGet("/orders", (string? after) => TypedResults.Content(after is null ? """{"data":[{"id":"o-1"}],"next":"o-1"}""" : """{"data":[{"id":"o-2"}]}""", "application/json"));
        server.MapPost("/picture", static () => TypedResults.NoContent());
        server.MapGet("/changes", () => TypedResults.Content("event: order.changed\ndata: {\"id\":\"o-2\"}\n\n", "text/event-stream"));
        await server.StartAsync();
        return server;
    }
}
