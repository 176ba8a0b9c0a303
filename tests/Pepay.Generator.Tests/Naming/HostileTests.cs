using Pepay.Generator.Tests.Harness;

namespace Pepay.Generator.Tests.Naming;

/// <summary>Names that collide with each other, with what is generated beside them, or with C#: all of it must compile.</summary>
public sealed class HostileTests
{
    private const string Head = "openapi: 3.1.0\ninfo: { title: T, version: '1' }\n";

    [Fact]
    public void Schemas_NamedLikeEverythingElse_Compile()
    {
        var generation = Generation.RunAll(Head + """
            paths:
              /x: { get: { operationId: x, tags: [Sample], responses: { '200': { description: x, content: { application/json: { schema: { $ref: '#/components/schemas/Task' } } } } } } }
            components:
              schemas:
                System: { type: object, properties: { String: { type: string }, system: { $ref: '#/components/schemas/System' } } }
                Pepay: { type: object, properties: { pepay: { $ref: '#/components/schemas/Pepay' } } }
                Task: { type: object, required: [task], properties: { task: { type: string }, Task: { type: integer }, TASK: { type: boolean } } }
                String: { type: string, enum: [string, String, STRING, value, Value, is_known, read, Write, to-string, equals] }
                Dictionary: { type: object, additionalProperties: { type: integer }, properties: { dictionary: { type: string } } }
                SampleClient: { type: object, properties: { a: { type: string } } }
                SampleOperations: { type: object, properties: { a: { type: string } } }
                foo: { type: object, properties: { a: { type: string } } }
                Foo: { type: object, properties: { b: { type: string } } }
                FOO: { type: object, properties: { c: { type: string } } }
                '': { type: object, properties: { c: { type: string } } }
                global: { type: object, properties: { global: { type: string } } }
                Sample: { type: object, properties: { sample: { type: string }, Sample: { type: object, properties: { sample: { type: object, properties: { q: { type: string } } } } } } }
            """);

        generation.HasNoDiagnostics().Compiles();
        generation.Source("String").ShouldContain("Value2");
    }

    [Fact]
    public void Properties_NamedLikeMembersAndLocals_Compile()
    {
        string[] names =
        [
            "reader", "writer", "extra", "additional", "seen0", "name", "value", "kind", "EventType", "Parse", "Read", "Write", "ToUtf8Bytes", "FindProperty", "IsWritten",
            "GetType", "ToString", "EqualityContract", "PrintMembers", "AdditionalProperties", "DataInfo", "data", "Data", "variants", "pair", "some", "global", "Thing",
            "a-b", "a_b", "aB", "a.b", "a b", "1a", "_1a", "\\u0041", "ﬀ", "ß",
        ];
        var properties = string.Join(", ", names.Select(name => $"'{name}': {{ type: [object, 'null'], properties: {{ '{name}': {{ type: string }}, n: {{ type: integer }} }} }}"));

        var generation = Generation.Run(Head + $"components:\n  schemas:\n    Thing: {{ type: object, required: [name, value], properties: {{ {properties} }} }}\n");

        generation.HasNoDiagnostics().Compiles();
    }

    [Fact]
    public void Parameters_NamedLikeLocalsAndKeywords_Compile()
    {
        string[] names = ["body", "cancellationToken", "apiRequest", "apiResponse", "page", "item", "position", "last", "count", "next", "class", "event", "value", "async", "await",
            "idempotencyKey", "transport", "this", "Some", "some", "x-y", "x_y", "filter[name]", "1", "$top", "somebody"];
        var parameters = string.Join(", ", names.Select((name, i) => $"{{ name: '{name}', in: query, required: {(i % 2 == 0 ? "true" : "false")}, schema: {{ type: {(i % 3 == 0 ? "integer" : "string")} }} }}"));

        var generation = Generation.Run(Head + $$"""
            paths:
              /a/{class}/{cancellation-token}:
                post:
                  operationId: to_string
                  parameters: [{ name: class, in: path, required: true, schema: { type: string } }, { name: cancellation-token, in: path, required: true, schema: { type: string } }, {{parameters}}]
                  x-idempotency: { header: Key }
                  x-pagination: { style: token, items: /items, next: /next, cursorParameter: '$top' }
                  requestBody: { content: { application/json: { schema: { type: array, items: { type: [string, 'null'] } } } } }
                  responses: { '200': { description: x, content: { application/json: { schema: { type: object, properties: { items: { type: array, items: { type: integer } }, next: { type: integer } } } } } } }
              /b: { get: { operationId: to_string_all, responses: { '204': { description: x } } } }
              /c: { get: { operationId: get-type, responses: { '204': { description: x } } } }
              /d: { get: { operationId: all, responses: { '204': { description: x } } } }
              /e: { get: { responses: { '204': { description: x } } } }
            """);

        generation.Compiles();
        generation.Diagnostics.ShouldAllBe(diagnostic => diagnostic.Id == "PEPAY014");
    }

    [Fact]
    public void Tags_NamedLikeEachOtherAndTheClient_Compile()
    {
        var tags = string.Join("\n", new[] { "pets", "Pets", "my pets", "sample", "transport", "with", "Client", "get-type", "" }
            .Select((tag, i) => $"  /p{i}: {{ get: {{ operationId: op{i}, tags: ['{tag}'], responses: {{ '204': {{ description: x }} }} }} }}"));

        Generation.Run(Head + "paths:\n" + tags + "\n").HasNoDiagnostics().Compiles();
    }

    [Fact]
    public void Unions_OfHostileVariants_Compile()
    {
        var generation = Generation.Run(Head + """
            components:
              schemas:
                Value: { type: object, properties: { value: { type: string } } }
                Unknown: { type: object, properties: { kind: { type: string } } }
                AsValue: { type: object, properties: { kind: { type: string } } }
                U:
                  oneOf:
                    - { $ref: '#/components/schemas/Value' }
                    - { $ref: '#/components/schemas/Unknown' }
                    - { $ref: '#/components/schemas/AsValue' }
                    - { title: As Value, type: object, properties: { a: { type: string } } }
                    - { title: U, type: object, properties: { b: { type: string } } }
                    - { title: U, type: object, properties: { c: { type: string } } }
                    - { type: array, items: { title: As Value List, type: object, properties: { a: { type: string } } } }
                    - { type: array, items: { type: string } }
                    - { type: object, additionalProperties: { type: string } }
                    - { type: string, format: date-time }
                    - { type: string, enum: [a, b] }
                    - { type: integer, enum: [1, 2] }
                    - { type: number }
                    - { type: number, format: double }
                    - { type: boolean }
                    - { $ref: '#/components/schemas/U' }
                    - { type: 'null' }
                    - {}
                Self: { anyOf: [{ $ref: '#/components/schemas/Self' }, { $ref: '#/components/schemas/U' }] }
                One: { oneOf: [{ type: 'null' }, { type: integer }] }
                None: { oneOf: [{ type: 'null' }] }
                Nested: { oneOf: [{ oneOf: [{ type: string }, { type: integer }] }, { type: array, items: { oneOf: [{ type: string }, { type: integer }] } }] }
                Holder: { type: object, required: [self], properties: { self: { $ref: '#/components/schemas/Self' }, one: { $ref: '#/components/schemas/One' }, none: { $ref: '#/components/schemas/None' } } }
            """);

        generation.Compiles();
    }

    [Fact]
    public void Enums_OfHostileValues_Compile()
    {
        var generation = Generation.Run(Head + """
            components:
              schemas:
                Texts: { type: string, enum: ['', ' ', '*', '=', '!=', '<', '<=', '"', '\', "\n", "\0", '1', '-1', '+1', 'a', 'A', 'á', '名', '😀', 'null', 'true', 'Texts', 'Value', 'new', 'x/y', 'x y', "\u2028"] }
                Mixed: { enum: [1, a, true, null] }
                Numbers: { type: integer, enum: [0, -1, 9223372036854775807, -9223372036854775808] }
                Huge: { type: integer, enum: [1, 99999999999999999999] }
                Decimals: { type: number, enum: [1.5, 2] }
                Flags: { type: boolean, enum: [true] }
                Nothing: { type: string, enum: [] }
                Holder: { type: object, properties: { mixed: { $ref: '#/components/schemas/Mixed' }, one: { type: string, enum: ['only "one" \'] }, flag: { type: boolean, enum: [true] } } }
            """);

        generation.HasNoDiagnostics().Compiles();
    }

    [Fact]
    public void Documentation_OfAnyText_Compiles()
    {
        var generation = Generation.Run(Head + """
            components:
              schemas:
                Thing:
                  description: "<b>Bold</b> & \"quoted\" */ ]]> \0 \u0085 \u2028 \uD83D\uDE00 --> {@link x}\n\n\n  indented\r\n/// slashes"
                  x-source: 'a < b'
                  x-decision: 'c && d'
                  deprecated: true
                  type: object
                  required: [c]
                  properties:
                    c: { type: string, deprecated: true }
                    a: { type: string, deprecated: true, description: 'ends with a backslash \' }
                    b: { $ref: '#/components/schemas/Thing', description: Beside a reference. }
            """);

        generation.HasNoDiagnostics().Compiles();
        generation.Source("Thing").ShouldContain("Source: a &lt; b");
        generation.Source("Thing").ShouldContain("Beside a reference.");
    }

    [Fact]
    public void Schemas_OfOddComposition_Compile()
    {
        var generation = Generation.Run(Head + """
            components:
              schemas:
                Base: { type: object, required: [id], properties: { id: { type: string }, kind: { type: string } }, discriminator: { propertyName: kind }, oneOf: [{ $ref: '#/components/schemas/Sub' }, { $ref: '#/components/schemas/Other' }] }
                Sub: { allOf: [{ $ref: '#/components/schemas/Base' }, { type: object, properties: { x: { type: integer } } }] }
                Other: { allOf: [{ $ref: '#/components/schemas/Base' }, { required: [y] }, { properties: { y: {} } }] }
                EnumAndText: { allOf: [{ type: string, enum: [a] }, { type: string, maxLength: 3 }] }
                ScalarAndObject: { allOf: [{ type: string }, { type: object, properties: { a: { type: string } } }] }
                Empty: { allOf: [] }
                OnlyWords: { allOf: [{ description: x }], description: y }
                ListOfItself: { type: array, items: { $ref: '#/components/schemas/ListOfItself' } }
                MapOfItself: { type: object, additionalProperties: { $ref: '#/components/schemas/MapOfItself' } }
                Tuple: { type: array, prefixItems: [{ type: string }, { type: integer }] }
                RequiredOnly: { type: object, required: [a, b], properties: { a: { type: string } } }
                Variants: { type: object, properties: { a: { type: string }, b: { type: string } }, anyOf: [{ required: [a] }, { required: [b] }] }
                TrueSchema: true
                FalseSchema: false
                Pattern: { type: object, patternProperties: { '^x-': { type: string } } }
                Deep: { $ref: '#/components/schemas/Holder/properties/inner/properties/leaf' }
                Holder: { type: object, properties: { inner: { type: object, properties: { leaf: { type: object, properties: { z: { type: string } } } } }, lists: { type: array, items: { type: array, items: { type: array, items: { type: object, properties: { q: { type: [integer, 'null'] } } } } } }, t: { $ref: '#/components/schemas/TrueSchema' }, l: { $ref: '#/components/schemas/ListOfItself' }, m: { $ref: '#/components/schemas/MapOfItself' } } }
            """);

        generation.HasNoDiagnostics().Compiles();
        generation.Source("Other").ShouldContain("public required global::System.Text.Json.JsonElement Y");
    }
}
