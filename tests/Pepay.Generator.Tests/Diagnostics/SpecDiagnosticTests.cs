using System.Text.RegularExpressions;
using Pepay.Generator.Tests.Harness;

namespace Pepay.Generator.Tests.Diagnostics;

/// <summary>Each fault is reported at its node, costs that node, and the rest is generated and compiles.</summary>
public sealed class SpecDiagnosticTests
{
    private const string Head = "openapi: 3.0.3\ninfo: { title: T, version: '1' }\n";

    [Fact]
    public void Runtime_NotReferenced_GivesOneDiagnosticAndNothingElse()
    {
        var generation = Generation.Run([Spec(Head + "paths: {}\nbroken: [\n"), new SpecFileText("/specs/b.yaml", Head)], withRuntime: false);

        generation.Diagnostics.ShouldHaveSingleItem().Id.ShouldBe("PEPAY001");
        generation.Sources.ShouldBeEmpty();
    }

    [Fact]
    public void Syntax_Error_KeepsWhatStandsBefore()
    {
        var generation = Generation.Run(Head + "components:\n  schemas:\n    Good: { type: object, properties: { a: { type: string } } }\n    Bad: { type: [object\n  x: y: z\n");

        generation.Places.ShouldBe(["api.yaml(6,18): PEPAY002"]);
        generation.Source("Good").ShouldContain("public string? A { get; init; }");
        generation.Compiles();
    }

    [Fact]
    public void Syntax_Error_IsNotFollowedByTheReferencesThatItCutOff()
    {
        var generation = Generation.Run(
            Head + "paths:\n  /a:\n    get:\n      operationId: a\n      responses:\n        '200': { description: x, content: { application/json: { schema: { $ref: '#/components/schemas/Late' } } } }\n"
            + "\tcomponents:\n  schemas:\n    Late: { type: object }\n");

        generation.Diagnostics.ShouldHaveSingleItem().Id.ShouldBe("PEPAY002");
        generation.Compiles();
    }

    [Theory]
    [InlineData("paths:\n\t/a: {}\n", 4, 1, "indented with a tab")]
    [InlineData("x: |\n  text\n  \tmore\npaths:\n  /a:\n    get:\n\t\toperationId: a\n", 9, 1, "indented with a tab")]
    [InlineData("\tpaths: {}\n", 3, 1, "indented with a tab")]
    [InlineData("paths:\n    /a: {}\n  /b: {}\n", 5, 3, "indentation fits none of the keys before it")]
    [InlineData("paths\n\n  /a: {}\n", 3, 1, "this line is no 'key: value'")]
    [InlineData("paths\nx-a: 1\n", 3, 1, "this line is no 'key: value'")]
    [InlineData("x-a: Note: this\n", 3, 10, "the value has a colon and a space in it")]
    [InlineData("x-a: 'open\npaths: {}\n", 3, 6, "the quotes that open here are not closed")]
    [InlineData("x-a: \"open\npaths: {}\n", 3, 6, "the quotes that open here are not closed")]
    [InlineData("x-a: \"a\\q\"\n", 3, 6, "a backslash that begins no escape")]
    [InlineData("x-a: @me\n", 3, 6, "a value cannot begin with '@'")]
    [InlineData("- a\n", 3, 1, "a list item stands among the keys of a mapping")]
    [InlineData("x-a:\n  - b\n  c: 1\n", 5, 3, "a key stands among the items of a list")]
    [InlineData("x-a: 'b' c\n", 3, 10, "the value has ended before this")]
    [InlineData("x-a: |x\n  b\n", 3, 6, "the text begins on the next line")]
    [InlineData("x-a: { b: 1,, c: 2 }\n", 3, 13, "the YAML is malformed here")]
    public void Yaml_ThatIsNone_IsNamedInItsLineWithWhatToDo(string rest, int line, int column, string problem)
    {
        var diagnostic = Generation.Run(Head + rest).Diagnostics.ShouldHaveSingleItem();

        diagnostic.ToString().ShouldStartWith($"/specs/api.yaml({line},{column}): error PEPAY002: api.yaml cannot be read past this place: ");
        diagnostic.GetMessage().ShouldContain(problem);
        diagnostic.GetMessage().ShouldNotContain(".;");
    }

    [Fact]
    public void File_ThatIsCutShort_IsNotBlamedForWhatItLacks()
    {
        var generation = Generation.Run([new SpecFileText("/specs/api.json", """
            { "openapi": "3.1.0", "paths": { "/a/{id}": { "get": { "operationId": "a", "responses": {}, "security": [{ "key": [] }], "parameters": [{ "name": "q"
            """)]);

        generation.Diagnostics.ShouldHaveSingleItem().Id.ShouldBe("PEPAY002");
        generation.Source("DefaultClient").ShouldContain("AAsync(string id, ");
        generation.Compiles();
    }

    [Theory]
    [InlineData("swagger: '2.0'\n", "api.yaml(1,10): PEPAY003", "version '2.0' is not supported")]
    [InlineData("openapi: 4.0.0\n", "api.yaml(1,10): PEPAY003", "version '4.0.0'")]
    [InlineData("openapi: 3.10.0\n", "api.yaml(1,10): PEPAY003", "version '3.10.0'")]
    [InlineData("asyncapi: 3.2.0\n", "api.yaml(1,11): PEPAY003", "version '3.2.0'")]
    [InlineData("openApi: 3.1.0\ncomponents: {}\n", "api.yaml(1,1): PEPAY003", "unless 'openApi' was meant to be 'openapi'")]
    [InlineData("components: {}\nwebhooks: {}\n", "api.yaml(1,1): PEPAY003", "it names no version")]
    [InlineData("components: {}\nchannels: {}\n", "api.yaml(1,1): PEPAY003", "it names no version")]
    [InlineData("- a\n", "api.yaml(1,1): PEPAY003", "its root is no mapping")]
    [InlineData("hello: world\n", "api.yaml(1,1): PEPAY003", "it names no version")]
    [InlineData("# nothing yet\n", "api.yaml(1,1): PEPAY003", "it is empty")]
    public void Document_OfNoKnownKind_IsSkipped(string text, string place, string message)
    {
        var generation = Generation.Run(text);

        generation.Places.ShouldBe([place]);
        generation.Diagnostics[0].GetMessage().ShouldContain(message);
    }

    [Theory]
    [InlineData("openapi: 3.0.3\npaths: {}\n")]
    [InlineData("openapi: '3.1'\npaths: {}\n")]
    [InlineData("components: { schemas: { A: { type: string } } }\n")]
    [InlineData("$defs: { A: { type: string } }\n")]
    public void Document_OfAKnownKind_IsRead(string text) => Generation.Run(text).HasNoDiagnostics();

    [Theory]
    [InlineData("{ // first\n  \"openapi\": \"3.1.0\", \"paths\": {} }", "api.yaml(1,3)", "JSON has no comments")]
    [InlineData("/* first */ { \"openapi\": \"3.1.0\", \"paths\": {} }", "api.yaml(1,1)", "JSON has no comments")]
    [InlineData("info: { title: [a }\nopenapi: 3.1.0\npaths: {}\n", "api.yaml(1,19)", "the YAML is malformed here")]
    [InlineData("\topenapi: 3.1.0\npaths: {}\n", "api.yaml(1,1)", "indented with a tab")]
    public void Syntax_ErrorBeforeTheVersion_IsTheOnlyFault(string text, string place, string problem)
    {
        var generation = Generation.Run(text);

        generation.Places.ShouldBe([place + ": PEPAY002"]);
        generation.Diagnostics[0].GetMessage().ShouldContain(problem);
    }

    [Theory]
    [InlineData("ClientName", "A", "B")]
    [InlineData("Visibility", "Public", "Internal")]
    [InlineData("Number", "double", "decimal")]
    [InlineData("Schemas", "All", "Reached")]
    public void Items_OfOneNamespaceThatContradictEachOther_AreReported(string name, string first, string second)
    {
        var generation = Run(second);

        generation.Places.ShouldBe(["b.yaml(1,1): PEPAY004"]);
        generation.Diagnostics[0].GetMessage().ShouldBe(
            $"The item of specification 'b.yaml' in the project file is skipped: its {name} '{second}' contradicts '{first}' of 'a.yaml' in the same namespace: give both the same, or leave one out");
        Run(first).HasNoDiagnostics();
        Run("").HasNoDiagnostics();

        Generation Run(string value) => Generation.Run([Item("/specs/b.yaml", value), Item("/specs/a.yaml", first)]);

        SpecFileText Item(string path, string value) => new(path, Head + "paths: {}\n")
        {
            ClientName = name == "ClientName" ? value : null,
            Visibility = name == "Visibility" ? value : null,
            Metadata = name is "ClientName" or "Visibility" ? [] : new() { [name] = value },
        };
    }

    [Theory]
    [InlineData("", null, null, "has no Namespace")]
    [InlineData("Not A Namespace", null, null, "no C# namespace")]
    [InlineData("Good", "1Client", null, "no C# name")]
    [InlineData("Good", null, "Secret", "no visibility")]
    public void Item_WithUnusableMetadata_IsSkipped(string ns, string? client, string? visibility, string message)
    {
        var generation = Generation.Run([new SpecFileText("/specs/api.yaml", Head) { Namespace = ns, ClientName = client, Visibility = visibility }]);

        generation.Places.ShouldBe(["api.yaml(1,1): PEPAY004"]);
        generation.Diagnostics[0].GetMessage().ShouldContain(message);
        generation.Sources.ShouldBeEmpty();
    }

    [Fact]
    public void Reference_ThatLeadsNowhere_BecomesJson()
    {
        var generation = Generation.Run(Head + """
            components:
              schemas:
                Thing:
                  type: object
                  properties:
                    a: { $ref: '#/components/schemas/Missing' }
                    b: { $ref: 'other.yaml#/components/schemas/X' }
                    c: { type: string }
            """);

        generation.Places.ShouldBe(["api.yaml(8,20): PEPAY005", "api.yaml(9,20): PEPAY005"]);
        generation.Diagnostics[0].GetMessage().ShouldBe("Reference '#/components/schemas/Missing' leads nowhere: api.yaml has no such node; correct the pointer or add the node");
        generation.Source("Thing").ShouldContain("JsonElement? A { get; init; }");
        generation.Source("Thing").ShouldContain("public string? C { get; init; }");
        generation.Compiles();
    }

    [Fact]
    public void References_InACircle_BecomeJson()
    {
        var generation = Generation.Run(Head + """
            components:
              schemas:
                A: { $ref: '#/components/schemas/B' }
                B: { $ref: '#/components/schemas/A' }
                C: { allOf: [{ $ref: '#/components/schemas/C' }] }
                User: { type: object, properties: { a: { $ref: '#/components/schemas/A' }, c: { $ref: '#/components/schemas/C' } } }
            """);

        generation.Diagnostics.ShouldAllBe(diagnostic => diagnostic.Id == "PEPAY006");
        generation.Diagnostics.Length.ShouldBe(2);
        generation.Source("User").ShouldContain("JsonElement? A { get; init; }");
        generation.Compiles();
    }

    [Fact]
    public void Nodes_OfTheWrongKind_CostThemselvesOnly()
    {
        var generation = Generation.RunAll(Head + """
            paths:
              /a:
                get:
                  operationId: getA
                  parameters: none
                  responses: { '200': { description: x } }
              b: {}
              /c: 5
            components:
              schemas:
                Text: some text
                Thing:
                  type: object
                  required: [a, { b: 1 }]
                  properties:
                    a: { type: string }
                    b: 7
                    c: { type: strange }
                Odd: { type: object, properties: [1] }
            """);

        generation.Places.ShouldBe(
        [
            "api.yaml(7,19): PEPAY007",
            "api.yaml(9,3): PEPAY007",
            "api.yaml(10,7): PEPAY007",
            "api.yaml(13,11): PEPAY007",
            "api.yaml(16,21): PEPAY007",
            "api.yaml(19,12): PEPAY007",
            "api.yaml(20,20): PEPAY007",
            "api.yaml(21,38): PEPAY007",
        ]);
        generation.Source("DefaultClient").ShouldContain("GetAAsync");
        generation.Source("Thing").ShouldContain("public required string A");
        generation.Compiles();
    }

    [Fact]
    public void Operations_WithOneId_GetNamesOfTheirOwn()
    {
        var generation = Generation.Run(Head + """
            paths:
              /a: { get: { operationId: same, responses: { '200': { description: x } } } }
              /b: { get: { operationId: same, responses: { '200': { description: x } } } }
            """);

        generation.Places.ShouldBe(["api.yaml(5,29): PEPAY009"]);
        generation.Source("DefaultClient").ShouldContain("SameAsync(");
        generation.Source("DefaultClient").ShouldContain("Same2Async(");
        generation.Compiles();
    }

    [Fact]
    public void Content_OfEveryType_IsGenerated()
    {
        var generation = Generation.Run(Head + """
            paths:
              /a: { post: { operationId: upload, requestBody: { required: true, content: { multipart/form-data: {} } }, responses: { '200': { description: x } } } }
              /b: { get: { operationId: download, responses: { '200': { description: x, content: { application/pdf: {} } } } } }
              /c: { get: { operationId: fine, responses: { '200': { description: x, content: { application/hal+json: { schema: { type: string } } } } } } }
            """);

        generation.HasNoDiagnostics();
        generation.Source("DefaultClient").ShouldContain("Task<global::Pepay.Runtime.Http.ApiDownload> DownloadAsync(");
        generation.Source("DefaultClient").ShouldContain("UploadAsync(global::Pepay.Runtime.Http.MultipartBody body, ");
        generation.Source("DefaultClient").ShouldContain("Task<string> FineAsync(");
        generation.Compiles();
    }

    [Fact]
    public void Parameters_ThatAreNotGenerated_CostThemselvesOrWhenRequiredTheOperation()
    {
        var generation = Generation.Run(Head + """
            paths:
              /a/{id}:
                get:
                  operationId: first
                  parameters:
                    - { name: session, in: nowhere, schema: { type: string } }
                    - { in: query, schema: { type: string } }
                  responses: { '200': { description: x } }
              /b:
                get:
                  operationId: second
                  parameters:
                    - { name: filter, in: formData, required: true, schema: { type: string } }
                  responses: { '200': { description: x } }
            """);

        generation.Places.ShouldBe(["api.yaml(6,7): PEPAY011", "api.yaml(8,11): PEPAY011", "api.yaml(9,11): PEPAY011", "api.yaml(15,11): PEPAY011"]);
        generation.Source("DefaultClient").ShouldContain("FirstAsync(string id, ");
        generation.Source("DefaultClient").ShouldNotContain("SecondAsync");
        generation.Compiles();
    }

    [Fact]
    public void Extensions_ThatAreNotValid_AreLeftOut()
    {
        var generation = Generation.Run([Spec("""
            asyncapi: 3.0.0
            info: { title: T, version: '1' }
            x-retry: { statuses: [429, many], maxRetries: -1, timeout: 100 }
            x-webhook:
              schemes:
                - { name: a, algorithm: md5, signature: { header: X, encoding: hex }, signedPayload: '{body}' }
                - { name: b, algorithm: hmac-sha256, signature: { header: X, encoding: hex }, signedPayload: '{body}', timestamp: { header: T, unit: seconds } }
                - { name: c, algorithm: hmac-sha256, signature: { header: X, encoding: hex }, signedPayload: '{body}' }
              event: { id: [/id], type: /type }
            """)]);

        generation.Places.ShouldBe(["api.yaml(3,28): PEPAY007", "api.yaml(3,47): PEPAY007", "api.yaml(6,29): PEPAY013", "api.yaml(7,119): PEPAY013"]);
        generation.Source("SampleDescriptor").ShouldContain("Name = \"c\"");
        generation.Source("SampleDescriptor").ShouldNotContain("Name = \"b\"");
        generation.Compiles();
    }

    [Fact]
    public void Pagination_ThatDoesNotFit_CostsTheMethodForAllPages()
    {
        var generation = Generation.Run(Head + """
            paths:
              /a:
                get:
                  operationId: list
                  x-pagination: { style: cursor, items: /data, cursor: /id, cursorParameter: after }
                  responses: { '200': { description: x, content: { application/json: { schema: { type: object, properties: { data: { type: array, items: { type: object } } } } } } } }
            """);

        generation.Places.ShouldBe(["api.yaml(7,21): PEPAY014"]);
        generation.Source("DefaultClient").ShouldNotContain("ListAllAsync");
        generation.Compiles();
    }

    [Fact]
    public void Pagination_InTheWordsOfOthers_IsNone()
    {
        var generation = Generation.Run(Head + """
            paths:
              /a: { get: { operationId: listA, x-pagination: { limitParam: count, resultsPath: data }, responses: { '204': { description: x } } } }
              /b: { get: { operationId: listB, x-pagination: true, responses: { '204': { description: x } } } }
            """);

        generation.HasNoDiagnostics().Compiles();
    }

    [Fact]
    public void Events_WithOneType_AreReported()
    {
        var generation = Generation.Run([Spec("""
            asyncapi: 3.0.0
            info: { title: T, version: '1' }
            components:
              messages:
                a: { name: same, payload: { type: object } }
                b: { name: same, payload: { type: object } }
            """)]);

        generation.Places.ShouldBe(["api.yaml(6,8): PEPAY015"]);
        generation.Compiles();
    }

    [Fact]
    public void Security_OfAnUnknownKind_IsReported()
    {
        var generation = Generation.Run(Head + "components:\n  securitySchemes:\n    tls: { type: mutualTLS }\n");

        generation.Places.ShouldBe(["api.yaml(5,10): PEPAY012"]);
    }

    [Fact]
    public void Security_ThatIsNotSupported_IsLeftOutOfWhatOperationsNeed()
    {
        var generation = Generation.Run(Head + """
            paths:
              /a: { get: { operationId: a, security: [{ tls: [] }, { tls: [], key: [] }, { key: [] }], responses: { '200': { description: x } } } }
              /b: { get: { operationId: b, security: [{}, { key: [] }], responses: { '200': { description: x } } } }
            components:
              securitySchemes:
                tls: { type: mutualTLS }
                key: { type: apiKey, in: header, name: X-Key }
            """);

        generation.Places.ShouldBe(["api.yaml(8,10): PEPAY012"]);
        generation.Source("SampleOperations").ShouldContain("""Security = [["key"], ["key"], []],""");
        generation.Source("SampleOperations").ShouldContain("""Security = [["key"], []],""");
        generation.Compiles();
    }

    [Fact]
    public void Words_OfTheWrongKind_AreNeverPassedOverInSilence()
    {
        var generation = Generation.RunAll(Head + """
            components:
              schemas:
                Thing:
                  type: object
                  required: name
                  properties:
                    a: { allOf: {} }
                    b: { type: array, items: text }
                    c: { additionalProperties: 5 }
                    d: { type: [string, 5] }
                    e: { $ref: 5 }
                    f: { type: string, nullable: yes }
                    g: { oneOf: x, discriminator: kind }
                    h: { type: string, required: true, enum: }
            """);

        generation.Diagnostics.Select(d => d.GetMessage()).ShouldBe(
        [
            "'required' must be a list of names, but is the text 'name', so it is left out: correct #/components/schemas/Thing/required",
            "'allOf' must be a list of schemas, but is a mapping, so it is left out: correct #/components/schemas/Thing/properties/a/allOf",
            "'items' must be a schema, but is the text 'text', so it is left out: correct #/components/schemas/Thing/properties/b/items",
            "'additionalProperties' must be a schema or a boolean, but is the number 5, so it is left out: correct #/components/schemas/Thing/properties/c/additionalProperties",
            "'type' must be the name of a type or a list of them, but is a list, so it is left out: correct #/components/schemas/Thing/properties/d/type",
            "'$ref' must be a text, but is the number 5, so it is left out: correct #/components/schemas/Thing/properties/e/$ref",
            "'nullable' must be a boolean, but is the text 'yes', so it is left out: correct #/components/schemas/Thing/properties/f/nullable",
            "'oneOf' must be a list of schemas, but is the text 'x', so it is left out: correct #/components/schemas/Thing/properties/g/oneOf",
            "'discriminator' must be a mapping with 'propertyName', but is the text 'kind', so it is left out: correct #/components/schemas/Thing/properties/g/discriminator",
            "'required' must be a list of names, beside 'properties' and not within one, but is the boolean true, so it is left out: correct #/components/schemas/Thing/properties/h/required",
        ], ignoreOrder: true);
        generation.Compiles();
    }

    [Fact]
    public void Words_ThatAreNone_AreNamedWhereverTheSpecificationSettlesTheWords()
    {
        var generation = Generation.RunAll(Head + """
            server: [{ url: https://example.com }]
            servers: [{ URL: https://example.com }]
            paths:
              /a:
                GET: { responses: {} }
                post:
                  operationID: a
                  produces: [application/json]
                  parameters: [{ name: q, in: query, shema: { type: string } }]
                  requestBody: { contents: {}, content: { application/json: { schema: { type: string }, example_s: {} } } }
                  response: {}
                  responses: { '200': { description: x, schema: {}, headers: { X: { scheme: { type: string } } } }, '400': { content: { application/json: { shcema: {} } } } }
            components:
              schema: {}
              securitySchemes: { key: { type: apiKey, in: header, Name: X-Key } }
              schemas:
                A: { Type: object, propertie: {}, addtionalProperties: false, min_items: 1, oneof: [], discriminator: { property: kind } }
            """);

        generation.Diagnostics.Where(d => d.Id == "PEPAY023").Select(d => Regex.Match(d.GetMessage(), "^'(.*?)' is no .*: (?:did you mean '(.*)'\\?|(.*))$").Groups is var found
            ? found[1].Value + " " + found[2].Value + found[3].Value : "").ShouldBe(
        [
            "server servers", "URL url", "GET get", "operationID operationId", "produces name the content types under 'content' of the responses", "shema schema", "contents content", "example_s examples",
            "response responses", "schema put it under 'content' and a content type", "scheme schema", "shcema schema", "schema schemas", "Name name", "Type type", "propertie properties",
            "addtionalProperties additionalProperties", "min_items minItems", "oneof oneOf", "property propertyName",
        ], ignoreOrder: true);
        generation.Compiles();
    }

    [Fact]
    public void Words_OfOurExtensions_AreNamed()
    {
        var generation = Generation.RunAll(Head + """
            x-provder: {}
            x-retry: { limit: { request: 1, requests: 1, per: 1 } }
            x-webhook: { event: { id: [/id], type: /type, order: /id }, schemes: [{ name: c, algorithm: hmac-sha256, signature: { header: X, encoding: hex }, signedPayload: '{body}', tolerence: 1 }], backfil: a }
            paths:
              /a: { post: { tag: [x], x-paginaton: {}, x-idempotency: { header: Key, fromat: uuid-v4 }, responses: {} } }
              /b:
                get:
                  operationId: listB
                  x-pagination: { style: cursor, items: /data, cursorParam: after }
                  responses: { '200': { description: x, content: { application/json: { schema: { type: object, properties: { data: { type: array, items: { typ: string } } } } } } } }
            components: { schemas: { A: { type: integer, x-moneys: {}, x-epoc: seconds } } }
            """);

        generation.Diagnostics.Where(d => d.Id == "PEPAY023").Select(d => d.GetMessage().Split('\'') is { Length: > 3 } parts ? parts[1] + " " + parts[3] : d.GetMessage()).ShouldBe(
        [
            "x-provder x-provider", "request requests", "backfil backfill", "tolerence tolerance", "tag tags", "x-paginaton x-pagination", "fromat format", "cursorParam cursorParameter", "typ type", "x-epoc x-epoch",
            "'order' is no word of x-webhook.event, so what it says is passed over: use one of id, type, created, environment, orderingKey, items",
        ], ignoreOrder: true);
        generation.Diagnostics.Single(d => d.Id == "PEPAY014").GetMessage().ShouldContain("'cursorParameter' is missing");
        generation.Compiles();
    }

    [Fact]
    public void Words_OfSomebodysOwn_AreNotNamed()
    {
        Generation.RunAll(Head + """
            x-path: {}
            x-webhooks: {}
            paths:
              /a:
                get: { operationId: a, parameters: [{ name: type, in: query, X-type: 1, schema: { type: string, enumNames: [], label: x, line1: y } }], responses: { '200': { description: x } }, owner: me }
            components:
              schemas:
                A:
                  type: object
                  required: [address2, addressLine, propertys]
                  properties: { Type: { type: string }, requestbody: { type: string }, address1: { type: string }, addressLineTwo: { type: string }, a: { type: string, example: { Type: x } } }
            """).HasNoDiagnostics();
    }

    [Fact]
    public void Words_OfWhatAFilterLeavesOut_AreNotNamed()
    {
        Generation.Run([new SpecFileText("/specs/api.yaml", Head + "paths: { /a: { get: { operationID: a, responses: {} } }, /b: { get: { responses: {} } } }") { Metadata = { ["IncludePaths"] = "/b" } }]).HasNoDiagnostics();
    }

    [Fact]
    public void Places_AreTheSameInJson()
    {
        var generation = Generation.Run([new SpecFileText("/specs/api.json", "{\n \"openapi\": \"3.1.0\",\n \"components\": {\n  \"schemas\": {\n   \"A\": 5\n  }\n }\n}")]);

        generation.Places.ShouldBe(["api.json(5,9): PEPAY007"]);
    }

    private static SpecFileText Spec(string text) => new("/specs/api.yaml", text);
}
