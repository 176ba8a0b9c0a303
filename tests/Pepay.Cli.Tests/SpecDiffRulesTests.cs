namespace Pepay.Cli.Tests;

/// <summary>The rules of <c>pepay spec diff</c> that concern what is sent, how it is signed and secured, and the rarer shapes.</summary>
public sealed class SpecDiffRulesTests : IDisposable
{
    private const string Bank = """
        openapi: 3.1.0
        info: { title: Bank, version: "1" }
        x-webhook:
          schemes: [{ name: hmac, algorithm: hmac-sha256, keyEncoding: utf8, signature: { header: X-Sign, encoding: hex }, signedPayload: '{body}' }]
          event: { id: [/id], type: /type }
        paths:
          /transfers:
            get:
              operationId: watchTransfers
              tags: [Transfers]
              parameters:
                - { name: limit, in: query, schema: { type: integer, maximum: 100 } }
              responses: { "200": { description: ok, content: { text/event-stream: { schema: { $ref: "#/components/schemas/Transfer" } } } } }
            post:
              operationId: createTransfer
              tags: [Transfers]
              security: [{ key: [] }]
              x-idempotency: { header: Idempotency-Key }
              requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/NewTransfer" } } } }
              responses: { "204": { description: ok } }
            delete:
              operationId: dropTransfers
              tags: [Transfers]
              responses: { "204": { description: ok } }
        webhooks:
          done: { post: { requestBody: { content: { application/json: { schema: { type: object, properties: { id: { type: string }, type: { type: string } } } } } } } }
        components:
          securitySchemes: { key: { type: apiKey, name: X-Key, in: header }, other: { type: apiKey, name: X-Other, in: header } }
          schemas:
            Transfer: { type: object, required: [id, bank], properties: { id: { type: string, maxLength: 40 }, bank: { type: string } } }
            NewTransfer:
              type: object
              required: [amount, cents]
              properties:
                amount: { type: [integer, "null"] }
                cents: { type: integer, minimum: 1 }
                memo: { type: [string, "null"] }
                label: { type: string, maxLength: 255 }
                name: { $ref: "#/components/schemas/Name" }
                speed: { type: string, enum: [slow, fast, now] }
                target: { oneOf: [{ $ref: "#/components/schemas/Iban" }, { $ref: "#/components/schemas/Card" }] }
                pair: { type: array, prefixItems: [{ type: string }, { type: integer }] }
            Iban: { type: object, required: [iban], properties: { iban: { type: string } } }
            Card: { type: object, required: [pan], properties: { pan: { type: string } } }
            Name: { type: string, pattern: "^[a-z]+$" }
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("amount: { type: [integer, \"null\"] }", "amount: { type: integer }", "property 'amount' of NewTransfer was required long? Amount, is required long Amount", "callers,wire")]
    [InlineData("memo: { type: [string, \"null\"] }", "memo: { type: string }", "property 'memo' of NewTransfer was Optional<string?> Memo, is string? Memo", "callers,wire")]
    [InlineData("required: [amount, cents]", "required: [amount, cents, memo]", "property 'memo' of NewTransfer was Optional<string?> Memo, is required string? Memo", "callers,wire")]
    [InlineData("enum: [slow, fast, now]", "enum: [slow, now]", "member 'fast' of NewTransfer.SpeedValue is gone", "callers,wire")]
    [InlineData(", { $ref: \"#/components/schemas/Card\" }]", ", { $ref: \"#/components/schemas/Name\" }]", "variant 'Card' of NewTransfer.TargetValue is gone", "callers,wire")]
    [InlineData("bank: { type: string } } }", "bank: { type: [string, \"null\"] } } }", "property 'bank' of Transfer was required string Bank, is required string? Bank", "callers")]
    [InlineData("prefixItems: [{ type: string }, { type: integer }]", "prefixItems: [{ type: string }, { type: string }]", "item '1' of NewTransfer.PairInfo was long? Item2, is string? Item2", "callers,wire")]
    [InlineData("prefixItems: [{ type: string }, { type: integer }]", "prefixItems: [{ type: string }]", "item '1' of NewTransfer.PairInfo is gone", "callers")]
    [InlineData("prefixItems: [{ type: string }, { type: integer }]", "prefixItems: [{ type: string }, { type: integer }, { type: integer }]", "item '2' of NewTransfer.PairInfo is new: long? Item3", "callers")]
    [InlineData("header: X-Sign", "header: X-Signature", "signature 'hmac' of Api was hmac-sha256 of {body} as hex in X-Sign, is hmac-sha256 of {body} as hex in X-Signature", "wire")]
    [InlineData("algorithm: hmac-sha256", "algorithm: hmac-sha512", "signature 'hmac' of Api was hmac-sha256", "wire")]
    [InlineData("      security: [{ key: [] }]", "      security: [{ other: [] }]", "security of operation createTransfer was key, is other", "wire")]
    [InlineData("operationId: dropTransfers", "operationId: dropTransfers\n      security: [{ key: [] }]", "security of operation dropTransfers is new: key", "wire")]
    [InlineData("      x-idempotency: { header: Idempotency-Key }\n", "", "idempotency of operation createTransfer is gone", "wire")]
    [InlineData("{ header: Idempotency-Key }", "{ header: Idempotency-Key, required: true }", "idempotency of operation createTransfer was Idempotency-Key, is required Idempotency-Key", "wire")]
    [InlineData("operationId: dropTransfers", "operationId: dropTransfers\n      x-idempotency: { header: Idempotency-Key }", "idempotency of operation dropTransfers is new: Idempotency-Key", "wire")]
    [InlineData("text/event-stream: { schema: { $ref: \"#/components/schemas/Transfer\" }", "text/event-stream: { schema: { $ref: \"#/components/schemas/Iban\" }", "stream of operation watchTransfers was ITransfersClient.WatchTransfersAsync of Transfer, is ITransfersClient.WatchTransfersAsync of Iban", "callers,wire")]
    [InlineData("text/event-stream", "application/json", "stream of operation watchTransfers is gone", "callers,wire")]
    [InlineData("maxLength: 255", "maxLength: 40", "limit 'label maxLength' of NewTransfer was 255, is 40", "wire")]
    [InlineData("minimum: 1 }", "minimum: 100 }", "limit 'cents minimum' of NewTransfer was 1, is 100", "wire")]
    [InlineData("^[a-z]+$", "^[A-Z]+$", "limit 'name pattern' of NewTransfer was ^[a-z]+$, is ^[A-Z]+$", "wire")]
    [InlineData("cents: { type: integer, minimum: 1 }", "cents: { type: integer, minimum: 1, maximum: 9 }", "limit 'cents maximum' of NewTransfer is new: 9", "wire")]
    [InlineData("maximum: 100", "maximum: 50", "limit 'query limit maximum' of operation watchTransfers was 100, is 50", "wire")]
    public async Task Edit_ThatBreaks_IsNamedWithWhom(string was, string now, string says, string breaks)
    {
        var diff = await DiffAsync(was, now);

        diff.Code.ShouldBe(1, diff.Error);
        var change = diff.Json.EnumerateArray().Where(change => SpecDiffTests.Says(change).StartsWith(says, StringComparison.Ordinal)).ShouldHaveSingleItem(diff.Output);
        string.Join(',', change.GetProperty("breaks").EnumerateArray()).ShouldBe(breaks);
    }

    [Theory]
    [InlineData("      security: [{ key: [] }]\n", "", "security of operation createTransfer is gone")]
    [InlineData("cents: { type: integer, minimum: 1 }", "cents: { type: [integer, \"null\"], minimum: 1 }", "property 'cents' of NewTransfer was required long Cents, is required long? Cents")]
    [InlineData("maxLength: 255", "maxLength: 300", "limit 'label maxLength' of NewTransfer was 255, is 300")]
    [InlineData("minimum: 1 }", "minimum: 0.5 }", "limit 'cents minimum' of NewTransfer was 1, is 0.5")]
    [InlineData(", maxLength: 255", "", "limit 'label maxLength' of NewTransfer is gone")]
    public async Task Edit_ThatLoosens_BreaksNobody(string was, string now, string says)
    {
        var diff = await DiffAsync(was, now);

        diff.Json.EnumerateArray().Select(SpecDiffTests.Says).ShouldContain(text => text.StartsWith(says, StringComparison.Ordinal), diff.Output);
        diff.Code.ShouldBe(0, diff.Output);
    }

    [Fact]
    public async Task Limit_OfWhatIsOnlyReceived_IsNoDifference()
    {
        var diff = await DiffAsync("maxLength: 40", "maxLength: 10");

        (diff.Code, diff.Json.GetArrayLength()).ShouldBe((0, 0));
    }

    private Task<CommandLine> DiffAsync(string was, string now)
    {
        Bank.ShouldContain(was);
        return CommandLine.RunAsync("spec", "diff", folder.File("old.yaml", Bank), folder.File("new.yaml", Bank.Replace(was, now, StringComparison.Ordinal)), "--json");
    }
}
