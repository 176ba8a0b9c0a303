namespace Pepay.Cli.Tests;

/// <summary>What <c>pepay spec diff</c> says of one edit of a specification, and whom it says that it breaks.</summary>
public sealed class SpecDiffTests : IDisposable
{
    private const string Shop = """
        openapi: 3.1.0
        info: { title: Shop, version: "1" }
        servers: [{ url: https://api.example }]
        paths:
          /orders/{id}:
            get:
              operationId: getOrder
              tags: [Orders]
              parameters:
                - { name: id, in: path, required: true, schema: { type: string } }
                - { name: depth, in: query, schema: { type: integer } }
                - { name: lang, in: query, schema: { type: string } }
              responses:
                "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Order" } } } }
                "404": { description: no, content: { application/json: { schema: { $ref: "#/components/schemas/Fault" } } } }
          /orders:
            get:
              operationId: listOrders
              tags: [Orders]
              security: [{ key: [] }]
              x-pagination: { style: cursor, items: /items, more: /more, cursor: /id, cursorParameter: after }
              parameters:
                - { name: after, in: query, schema: { type: string } }
                - { name: states, in: query, explode: false, schema: { type: array, items: { type: string } } }
              responses:
                "200":
                  description: ok
                  headers: { X-Left: { schema: { type: integer } } }
                  content: { application/json: { schema: { type: object, properties: { items: { type: array, items: { $ref: "#/components/schemas/Order" } }, more: { type: boolean } } } } }
            post:
              operationId: createOrder
              tags: [Orders]
              requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/NewOrder" } } } }
              responses: { "204": { description: ok } }
        webhooks:
          order.paid:
            post:
              requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/OrderPaid" } } } }
              responses: { "200": { description: ok } }
          order.lost:
            post:
              requestBody: { content: { application/json: { schema: { type: object, properties: { reason: { type: string } } } } } }
              responses: { "200": { description: ok } }
        components:
          securitySchemes: { key: { type: apiKey, name: X-Key, in: header } }
          schemas:
            Payer:
              oneOf: [{ $ref: "#/components/schemas/Person" }, { $ref: "#/components/schemas/Company" }]
              discriminator: { propertyName: kind, mapping: { person: "#/components/schemas/Person", company: "#/components/schemas/Company" } }
            Person: { type: object, required: [kind], properties: { kind: { type: string } } }
            Company: { type: object, required: [kind], properties: { kind: { type: string }, vat: { type: string } } }
            Order:
              type: object
              required: [id, total]
              properties:
                id: { type: string }
                total: { type: number }
                note: { type: string }
                count: { type: integer }
                payer: { $ref: "#/components/schemas/Payer" }
                placed: { type: string, format: date-time }
                memo: { type: [string, "null"] }
                state: { type: string, enum: [open, paid] }
            NewOrder: { type: object, required: [sku], properties: { sku: { type: string }, gift: { type: boolean } } }
            OrderPaid: { type: object, required: [order], properties: { order: { type: string }, at: { type: string } } }
            Fault: { type: object, properties: { code: { type: string } } }
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("operationId: getOrder", "operationId: readOrder", "operation getOrder is gone", "callers,wire", "IOrdersClient.GetOrderAsync(...)")]
    [InlineData("  /orders/{id}:", "  /v2/orders/{id}:", "request of operation getOrder was GET /orders/{id}, is GET /v2/orders/{id}", "wire", "IOrdersClient.GetOrderAsync(...)")]
    [InlineData("        - { name: lang, in: query, schema: { type: string } }\n", "", "parameter 'query lang' of operation getOrder is gone", "callers", "IOrdersClient.GetOrderAsync(lang: ...)")]
    [InlineData("in: query, schema: { type: integer }", "in: query, schema: { type: string }", "parameter 'query depth' of operation getOrder was long? depth, is string? depth", "callers,wire", null)]
    [InlineData("{ name: lang, in: query, schema", "{ name: lang, in: query, required: true, schema", "parameter 'query lang' of operation getOrder was string? lang, is required string lang", "callers,wire", null)]
    [InlineData("        - { name: depth", "        - { name: page, in: query, schema: { type: integer } }\n        - { name: depth", "order of parameters of operation getOrder", "callers", null)]
    [InlineData("schema: { $ref: \"#/components/schemas/Order\" }", "schema: { $ref: \"#/components/schemas/NewOrder\" }", "result of operation getOrder was Order, is NewOrder", "callers,wire", null)]
    [InlineData("schema: { $ref: \"#/components/schemas/Fault\" }", "schema: { type: string }", "error '404' of operation getOrder was Fault, is string", "callers,wire", "catch (ApiException<string>)")]
    [InlineData("required: [sku]", "required: [sku, gift]", "property 'gift' of NewOrder was bool? Gift, is required bool Gift", "callers,wire", "NewOrder.Gift")]
    [InlineData("required: [id, total]", "required: [id]", "property 'total' of Order was required decimal Total, is decimal? Total", "callers", "Order.Total")]
    [InlineData("required: [id, total]", "required: [id, total, count]", "property 'count' of Order was long? Count, is required long Count", "callers", "Order.Count")]
    [InlineData("total: { type: number }", "total: { type: string }", "property 'total' of Order was required decimal Total, is required string Total", "callers,wire", "Order.Total")]
    [InlineData("enum: [open, paid]", "enum: [open, late]", "member 'paid' of Order.StateValue is gone", "callers", "Order.StateValue.Paid")]
    [InlineData("order.lost:", "order.gone:", "event order.lost is gone", "handlers,wire", "IEventHandler<OrderLostEvent>")]
    [InlineData(", at: { type: string } }", " }", "property 'at' of OrderPaidEvent is gone", "handlers", "OrderPaidEvent.At")]
    [InlineData("      x-pagination: { style: cursor, items: /items, more: /more, cursor: /id, cursorParameter: after }\n", "", "pages of operation listOrders is gone", "callers", "IOrdersClient.ListOrdersAllAsync(...)")]
    [InlineData("          headers: { X-Left: { schema: { type: integer } } }\n", "", "header 'X-Left' of operation listOrders is gone", "callers", null)]
    [InlineData("name: X-Key", "name: X-Api-Key", "credential 'key' of Api was Header X-Key, is Header X-Api-Key", "wire", null)]
    [InlineData("in: query, explode: false", "in: query, explode: true", "style of parameter 'query states' of operation listOrders", "wire", null)]
    [InlineData("company: \"#", "firm: \"#", "discriminator 'company' of Payer is gone", "wire", null)]
    [InlineData("total: { type: number }", "total: { type: string, format: decimal }", "property 'total' of Order was required decimal Total, is required decimal Total (as text)", "wire", "Order.Total")]
    [InlineData("placed: { type: string, format: date-time }", "placed: { type: integer, x-epoch: milliseconds }", "property 'placed' of Order was Timestamp? Placed, is Timestamp? Placed (as milliseconds)", "wire", null)]
    [InlineData("memo: { type: [string, \"null\"] }", "memo: { type: string }", "property 'memo' of Order was Optional<string?> Memo, is string? Memo", "callers", null)]
    [InlineData("description: ok, content: { application/json: { schema: { $ref: \"#/components/schemas/Order\" } } }", "description: ok, content: { text/event-stream: { schema: { $ref: \"#/components/schemas/Order\" } } }", "result of operation getOrder is gone", "callers,wire", null)]
    [InlineData("url: https://api.example", "url: https://api2.example", "address of Api was https://api.example, is https://api2.example", "wire", null)]
    public async Task Edit_ThatBreaks_IsNamedWithWhomAndWhere(string was, string now, string says, string breaks, string? code)
    {
        var diff = await DiffAsync(was, now, "--json");

        diff.Code.ShouldBe(1, diff.Error);
        var change = diff.Json.EnumerateArray().Where(c => Says(c).StartsWith(says, StringComparison.Ordinal)).ShouldHaveSingleItem(diff.Output);
        string.Join(',', change.GetProperty("breaks").EnumerateArray()).ShouldBe(breaks);
        if (code is not null)
            change.GetProperty("code").GetString().ShouldBe(code);
    }

    [Theory]
    [InlineData("note: { type: string }", "note: { type: string }\n        later: { type: string }", "property 'later' of Order is new: string? Later")]
    [InlineData("enum: [open, paid]", "enum: [open, paid, late]", "member 'late' of Order.StateValue is new: Late")]
    [InlineData("        - { name: lang, in: query, schema: { type: string } }\n", "        - { name: lang, in: query, schema: { type: string } }\n        - { name: page, in: query, schema: { type: integer } }\n", "parameter 'query page' of operation getOrder is new: long? page")]
    [InlineData("required: [id, total]", "required: [id, total, note]", "property 'note' of Order was string? Note, is required string Note")]
    [InlineData("required: [sku]", "required: []", "property 'sku' of NewOrder was required string Sku, is string? Sku")]
    [InlineData("  order.lost:", "  order.back:\n    post:\n      requestBody: { content: { application/json: { schema: { $ref: \"#/components/schemas/OrderPaid\" } } } }\n      responses: { \"200\": { description: ok } }\n  order.lost:", "event order.back is new")]
    public async Task Edit_ThatBreaksNobody_IsNamedAndTheExitCodeSaysSo(string was, string now, string says)
    {
        var diff = await DiffAsync(was, now, "--json");

        diff.Json.EnumerateArray().Select(Says).ShouldContain(text => text.StartsWith(says, StringComparison.Ordinal), diff.Output);
        diff.Code.ShouldBe(0, diff.Output);
    }

    [Fact]
    public async Task Schema_WithAnotherName_BreaksCallersAndNotTheWire()
    {
        var diff = await DiffAsync("Fault", "Problem", "--json");

        var error = diff.Json.EnumerateArray().Single(static c => c.GetProperty("subject").GetString() == "error '404' of operation getOrder");
        string.Join(',', error.GetProperty("breaks").EnumerateArray()).ShouldBe("callers");
    }

    [Fact]
    public async Task Text_OfNoConsequence_IsNoDifference()
    {
        var diff = await DiffAsync("{ title: Shop, version: \"1\" }", "{ title: Store, version: \"2\", description: All about orders }");

        (diff.Code, diff.Output).ShouldBe((0, "No difference that anybody would notice.\n"));
    }

    [Fact]
    public async Task Screen_SaysWhomAChangeBreaksAndWhichCode()
    {
        var diff = await DiffAsync("required: [sku]", "required: [sku, gift]");

        diff.Output.ShouldBe("""
            Breaking (1)
              property 'gift' of NewOrder was bool? Gift, is required bool Gift
                  breaks callers and wire: NewOrder.Gift

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task SpecificationThatCannotBeRead_IsNotCompared()
    {
        var diff = await DiffAsync("paths:", "\tpaths:");

        diff.Code.ShouldBe(3);
        diff.Error.ShouldContain("new.yaml' cannot be compared");
        diff.Error.ShouldContain("PEPAY002");
    }

    private Task<CommandLine> DiffAsync(string was, string now, params string[] options)
    {
        Shop.ShouldContain(was);
        return CommandLine.RunAsync(["spec", "diff", folder.File("old.yaml", Shop), folder.File("new.yaml", Shop.Replace(was, now, StringComparison.Ordinal)), .. options]);
    }

    internal static string Says(System.Text.Json.JsonElement change)
    {
        var (was, now) = (change.GetProperty("was").GetString(), change.GetProperty("is").GetString());
        return change.GetProperty("subject").GetString() + (was is null ? $" is new: {now}" : now is null ? " is gone" : $" was {was}, is {now}");
    }
}
