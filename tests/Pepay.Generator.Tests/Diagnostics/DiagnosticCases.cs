using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Pepay.Generator.Tests.Diagnostics;

/// <summary>A fault, the exact place at which it is reported, and every word of the message.</summary>
/// <param name="Id">The diagnostic.</param>
/// <param name="Place">As the compiler prints it: <c>file(line,column)</c>.</param>
/// <param name="Message">The whole message.</param>
internal sealed partial record DiagnosticCase(string Id, string Place, string Message)
{
    private const string OpenApi = "openapi: 3.1.0\ninfo: { title: T, version: '1' }\n";
    private const string AsyncApi = "asyncapi: 3.0.0\ninfo: { title: T, version: '1' }\n";
    private const string Handlers = "using System.Threading; using System.Threading.Tasks; using Pepay.Runtime.Dispatch;\nnamespace Sample;\n";
    private const string HandlerBody = " { public Task HandleAsync(T e, EventContext c, CancellationToken t) => Task.CompletedTask; }\n";

    /// <summary>At least one for every id; a test says so.</summary>
    public static IReadOnlyList<DiagnosticCase> All { get; } =
    [
        new("PEPAY001", "api.yaml(1,1)", "Generated code needs Pepay.Runtime, which this project does not reference, so nothing is generated: add a reference to Pepay.Runtime")
        {
            WithRuntime = false,
        },
        new("PEPAY002", "api.yaml(5,16)", "api.yaml cannot be read past this place: the list that begins here is malformed or not closed; what stands before it is generated, correct the file to get the rest")
        {
            Spec = OpenApi + "components:\n  schemas:\n    A: { type: [object\n  x: y: z\n",
        },
        new("PEPAY003", "api.yaml(1,10)", "api.yaml is skipped: version '2.0' is not supported; give a document with 'openapi: 3.0.x', 'openapi: 3.1.x', 'asyncapi: 3.0.x' or 'asyncapi: 3.1.x' at its root")
        {
            Spec = "swagger: '2.0'\n",
        },
        new("PEPAY003", "api.yaml(1,10)", "api.yaml is skipped: version '3.2.0' is not supported; give a document with 'openapi: 3.0.x', 'openapi: 3.1.x', 'asyncapi: 3.0.x' or 'asyncapi: 3.1.x' at its root")
        {
            Spec = "openapi: 3.2.0\npaths: {}\n",
        },
        new("PEPAY003", "api.yaml(2,1)", "api.yaml is skipped: it names no version, unless 'opnapi' was meant to be 'openapi'; give a document with 'openapi: 3.0.x', 'openapi: 3.1.x', 'asyncapi: 3.0.x' or 'asyncapi: 3.1.x' at its root")
        {
            Spec = "info: { title: T, version: '1' }\nopnapi: 3.1.0\npaths: {}\ncomponents: {}\n",
        },
        new("PEPAY004", "api.yaml(1,1)", "The item of specification 'api.yaml' in the project file is skipped: '1Client' is no C# name: correct the item's ClientName")
        {
            ClientName = "1Client",
        },
        new("PEPAY005", "api.yaml(5,16)", "Reference '#/components/schemas/Missing' leads nowhere: api.yaml has no such node; correct the pointer or add the node")
        {
            Spec = OpenApi + "components:\n  schemas:\n    A: { $ref: '#/components/schemas/Missing' }\n",
        },
        new("PEPAY006", "api.yaml(6,8)", "'#/components/schemas/A' refers to itself and never to a schema, so it becomes plain JSON: let one of the references lead to a schema")
        {
            Spec = OpenApi + "components:\n  schemas:\n    A: { $ref: '#/components/schemas/B' }\n    B: { $ref: '#/components/schemas/A' }\n",
        },
        new("PEPAY007", "api.yaml(5,16)", "'type' must be the name of a type or a list of them, but is a mapping, so it is left out: correct #/components/schemas/A/type")
        {
            Spec = OpenApi + "components:\n  schemas:\n    A: { type: {}, enum: [a] }\n",
        },
        new("PEPAY007", "api.yaml(5,16)", "'enum' must be a list of values, but is the text 'a', so it is left out: correct #/components/schemas/A/enum")
        {
            Spec = OpenApi + "components:\n  schemas:\n    A: { enum: a, type: string }\n",
        },
        new("PEPAY007", "api.yaml(7,29)", "'type' must be object, array, string, integer, number, boolean or null, but is the text 'strange', so it is left out: correct #/components/schemas/A~1B/properties/0/type/1")
        {
            Spec = OpenApi + "components:\n  schemas:\n    A/B:\n      properties:\n        0: { type: [string, strange] }\n",
        },
        new("PEPAY007", "api.yaml(5,41)", "'discriminator' must be a mapping with 'propertyName', but is a mapping without it, so it is left out: correct #/components/schemas/A/discriminator")
        {
            Spec = OpenApi + "components:\n  schemas:\n    A: { properties: {}, discriminator: { mapping: {} } }\n",
        },
        new("PEPAY007", "api.yaml(7,16)", "Reference '#/components/parameters/Q' must be one to a schema, but is one to a parameter, so it is left out: correct #/components/schemas/A/$ref")
        {
            Spec = OpenApi + "components:\n  parameters:\n    Q: { name: q, in: query, schema: { type: string } }\n  schemas:\n    A: { $ref: '#/components/parameters/Q' }\n",
        },
        new("PEPAY007", "api.yaml(3,13)", "An entry of 'security' must be a mapping such as '{ key: [] }', but is the text 'key', so it is left out: correct #/security/0")
        {
            Spec = OpenApi + "security: [ key ]\npaths:\n  /a: { get: { responses: {} } }\ncomponents: { securitySchemes: { key: { type: http, scheme: basic } } }\n",
        },
        new("PEPAY007", "api.yaml(4,34)", "An entry of 'security' must be a mapping such as '{ key: [] }', but is the text 'key', so it is left out: correct #/paths/~1a/get/security/0")
        {
            Spec = OpenApi + "paths:\n  /a: { get: { security: [       key ], responses: {} } }\ncomponents: { securitySchemes: { key: { type: http, scheme: basic } } }\n",
        },
        new("PEPAY007", "api.yaml(5,54)", "'required' must be a list of names, beside 'properties' and not within one, but is the boolean true, so it is left out: correct #/components/schemas/A/properties/id/required")
        {
            Spec = OpenApi + "components:\n  schemas:\n    A: { properties: { id: { type: string, required: true } } }\n",
        },
        new("PEPAY007", "api.yaml(4,64)", "'required' must be a boolean, but is the text 'yes', so it is left out: correct #/paths/~1a/get/parameters/0/required")
        {
            Spec = OpenApi + "paths:\n  /a: { get: { parameters: [{ name: q, in: query, required:    yes, schema: { type: string } }], responses: {} } }\n",
        },
        new("PEPAY008", "api.yaml(5,10)", "Key 'type' stands again further down, where its value counts: remove one of the two")
        {
            Spec = OpenApi + "components:\n  schemas:\n    A: { type: string, type: integer }\n",
        },
        new("PEPAY009", "api.yaml(5,29)", "operationId 'same' is taken by another operation, so this one is generated as 'same2': give it an id of its own")
        {
            Spec = OpenApi + "paths:\n  /a: { get: { operationId: same, responses: {} } }\n  /b: { get: { operationId: same, responses: {} } }\n",
        },
        new("PEPAY011", "api.yaml(4,45)", "Operation 'a': parameter 'x' is in 'formData', which is no place for a parameter, so the parameter is left out: use path, query, header or cookie")
        {
            Spec = OpenApi + "paths:\n  /a: { get: { operationId: a, parameters: [{ name: x, in: formData }], responses: {} } }\n",
        },
        new("PEPAY011", "api.yaml(4,19)", "Operation 'a': path variable 'id' has no parameter, so it is taken as a text: describe it with 'in: path'")
        {
            Spec = OpenApi + "paths:\n  /a/{id}: { get: { operationId: a, responses: {} } }\n",
        },
        new("PEPAY011", "api.yaml(4,29)", "Operation 'get /a': parameter 'x' has no place, so it is left out: give it an 'in': path, query, header or cookie")
        {
            Spec = OpenApi + "paths:\n  /a: { get: { parameters: [{ name: x }], responses: {} } }\n",
        },
        new("PEPAY012", "api.yaml(5,10)", "Security scheme 'tls' is of type 'mutualTLS', which is not supported, so operations that name it are sent without it: add the credential to the HttpClient yourself")
        {
            Spec = OpenApi + "components:\n  securitySchemes:\n    tls: { type: mutualTLS }\n",
        },
        new("PEPAY012", "api.yaml(4,45)", "Security scheme 'key' is not described, so operations that name it are sent without it: describe it in components.securitySchemes, or correct the name")
        {
            Spec = OpenApi + "paths:\n  /a: { get: { operationId: a, security: [{ key: [] }], responses: {} } }\n",
        },
        new("PEPAY012", "api.yaml(5,10)", "Security scheme 'key' is of type 'apikey', which is not supported, so operations that name it are sent without it: did you mean 'apiKey'?")
        {
            Spec = OpenApi + "components:\n  securitySchemes:\n    key: { type: apikey, in: header, name: X-Key }\n",
        },
        new("PEPAY012", "api.yaml(5,10)", "Security scheme 'key' has the HTTP scheme 'berer', which is not supported, so operations that name it are sent without it: did you mean 'bearer'?")
        {
            Spec = OpenApi + "components:\n  securitySchemes:\n    key: { type: http, scheme: berer }\n",
        },
        new("PEPAY013", "api.yaml(4,48)", "x-idempotency is not valid: 'header' must name the request header that carries the key")
        {
            Spec = OpenApi + "paths:\n  /a: { post: { operationId: a, x-idempotency: { required: true }, responses: {} } }\n",
        },
        new("PEPAY014", "api.yaml(4,46)", "Operation 'a' gets no method that reads all pages: its result is no described JSON; correct its x-pagination")
        {
            Spec = OpenApi + "paths:\n  /a: { get: { operationId: a, x-pagination: { style: cursor }, responses: {} } }\n",
        },
        new("PEPAY015", "api.yaml(6,8)", "Event type 'same' is taken by another message, so this one is left out: give it a name of its own")
        {
            Spec = AsyncApi + "components:\n  messages:\n    a: { name: same }\n    b: { name: same }\n",
        },
        new("PEPAY017", "api.yaml(4,17)", "Webhook 'ping' sends no body, so it has no event record: describe its JSON if it sends any, else read its requests by hand")
        {
            Spec = OpenApi + "webhooks:\n  ping: { post: { responses: {} } }\n",
        },
        new("PEPAY017", "api.yaml(4,43)", "Webhook 'ping' sends application/xml and no JSON, so it has no event record: describe its JSON if it sends any, else read its requests by hand")
        {
            Spec = OpenApi + "webhooks:\n  ping: { post: { requestBody: { content: { application/xml: {} } } } }\n",
        },
        new("PEPAY017", "api.yaml(4,9)", "Webhook 'ping' has no operation, so it has no event record: give it a 'post' with a JSON body")
        {
            Spec = OpenApi + "webhooks:\n  ping: { summary: nothing }\n",
        },
        new("PEPAY018", "api.yaml(5,49)", "Message 'paid' describes headers, which get no type because handlers are given the payload only: describe in the payload what a handler needs")
        {
            Spec = AsyncApi + "components:\n  messages:\n    paid: { payload: { type: object }, headers: { type: object } }\n",
        },
        new("PEPAY019", "api.yaml(1,1)", "Specification item 'api.yaml' selects operations by names that none has: IncludeTags 'Pet' (there are pets, photos); ExcludePaths 'photos*' (there are /photos, /pets): correct the item, case counts")
        {
            Spec = OpenApi + "paths:\n  /pets: { get: { tags: [photos, pets], responses: {} } }\n  /photos: { get: { responses: {} } }\n",
            Metadata = { ["IncludeTags"] = "Pet,pets", ["ExcludePaths"] = "photos*" },
        },
        new("PEPAY020", "Code.cs(3,35)", "'Sample.Lost' handles 'LostEvent', which is no event of the project's specifications or references, so it is never called: events are PaidEvent")
        {
            Spec = AsyncApi + "components:\n  messages:\n    paid: {}\n", Code = "sealed class Lost : IEventHandler<LostEvent>" + HandlerBody.Replace("(T ", "(LostEvent ", StringComparison.Ordinal),
        },
        new("PEPAY020", "Code.cs(3,36)", "'Sample.Wrong' handles 'Order', which is no event of the project's specifications or references, so it is never called: events are PaidEvent")
        {
            Spec = AsyncApi + "components:\n  messages:\n    paid: {}\n  schemas:\n    Order: { type: object }\n", Code = "sealed class Wrong : IEventHandler<Order>" + HandlerBody.Replace("(T ", "(Order ", StringComparison.Ordinal),
        },
        new("PEPAY021", "Code.cs(3,38)", "'Sample.Open<T>' is not registered because it is generic: write a class for one event, or register it by hand with AddEventHandler")
        {
            Spec = AsyncApi + "components:\n  messages:\n    paid: {}\n", Code = "sealed class Open<T> : IEventHandler<PaidEvent>" + HandlerBody.Replace("(T ", "(PaidEvent ", StringComparison.Ordinal),
        },
        new("PEPAY022", "Code.cs(3,34)", "'Sample.Odd' handles 'System.Uri', which is no generated event record, so it is not registered: handle an event record, or register it by hand with AddEventHandler")
        {
            Code = "sealed class Odd : IEventHandler<System.Uri>" + HandlerBody.Replace("(T ", "(System.Uri ", StringComparison.Ordinal),
        },
        new("PEPAY023", "api.yaml(4,32)", "'requestbody' is no word of an operation, so what it says is passed over: did you mean 'requestBody'?")
        {
            Spec = OpenApi + "paths:\n  /a: { post: { responses: {}, requestbody: {} } }\n",
        },
        new("PEPAY023", "api.yaml(4,51)", "'type' is no word of a parameter, so what it says is passed over: put it under 'schema'")
        {
            Spec = OpenApi + "paths:\n  /a: { get: { parameters: [{ name: q, in: query, type: string }], responses: {} } }\n",
        },
        new("PEPAY023", "api.yaml(3,12)", "'maxRetrys' is no word of x-retry, so what it says is passed over: did you mean 'maxRetries'?")
        {
            Spec = OpenApi + "x-retry: { maxRetrys: 2 }\npaths: {}\n",
        },
        new("PEPAY023", "api.yaml(3,12)", "'often' is no word of x-retry, so what it says is passed over: use one of statuses, maxRetries, timeout, retryAfter, requestId, limit")
        {
            Spec = OpenApi + "x-retry: { often: 2 }\npaths: {}\n",
        },
        new("PEPAY024", "api.yaml(1,1)", "api.yaml has none of paths, webhooks and components, so nothing is generated from it: add what is missing, or take the file out of the project")
        {
            Spec = OpenApi,
        },
        new("PEPAY025", "api.yaml(5,42)", "'required' names 'amuont', which is no property of A: did you mean 'amount'?")
        {
            Spec = OpenApi + "components:\n  schemas:\n    A: { type: object, required: [other, amuont], properties: { amount: { type: integer } } }\n",
        },
        new("PEPAY026", "api.yaml(1,1)", "Generated code needs C# 12.0 or later and this project is compiled as C# 11.0, so nothing is generated: set <LangVersion> to 12.0 or higher, or remove it (the default of .NET 8 and later is enough)")
        {
            Language = LanguageVersion.CSharp11, Code = "sealed class Lost : IEventHandler<LostEvent>" + HandlerBody.Replace("(T ", "(LostEvent ", StringComparison.Ordinal),
        },
        new("PEPAY027", "Code.cs(3,35)", "'Sample.Paid' gets no event, because nothing in this program calls AddSampleAppHandlers(): call services.AddSampleAppHandlers(), or register the handlers by hand with AddEventHandler")
        {
            Spec = AsyncApi + "components:\n  messages:\n    paid: {}\n", Kind = OutputKind.ConsoleApplication,
            Code = "sealed class Paid : IEventHandler<PaidEvent>" + HandlerBody.Replace("(T ", "(PaidEvent ", StringComparison.Ordinal),
        },
        new("PEPAY025", "api.yaml(5,35)", "'required' names 'other', which is no property of A: describe it under 'properties', or take it out of 'required'")
        {
            Spec = OpenApi + "components:\n  schemas:\n    A: { type: object, required: [other], additionalProperties: false, properties: { amount: { type: integer } } }\n",
        },
        new("PEPAY028", "api.yaml(5,8)", "property 'y' of A is gone: it was string? Y; this breaks callers: correct the specification, or accept it with `pepay spec accept`")
        {
            Spec = OpenApi + "components:\n  schemas:\n    A: { type: object, properties: { x: { type: string } } }\n",
            Lock = "pepay-spec-lock 1\n[Sample]\ntype\tA\t\t\trecord\ntype\tA\tproperty\tx\tstring? X\ntype\tA\tproperty\ty\tstring? Y\n",
        },
        new("PEPAY029", "pepay.spec.lock(3,1)", "pepay.spec.lock is passed over, so breaking changes are not seen: this line is no entry, such as after a merge; write it again with `pepay spec accept`")
        {
            Lock = "pepay-spec-lock 1\n[Sample]\n<<<<<<< HEAD\n",
        },
        new("PEPAY029", "pepay.spec.lock(2,1)", "pepay.spec.lock is passed over, so breaking changes are not seen: it is of version 2, and this generator knows version 1: use the generator and the tool of one version; write it again with `pepay spec accept`")
        {
            Lock = "# later\npepay-spec-lock 2\n{}\n",
        },
        new("PEPAY029", "pepay.spec.lock(1,1)", "pepay.spec.lock is passed over, so breaking changes are not seen: it does not begin with 'pepay-spec-lock 1'; write it again with `pepay spec accept`")
        {
            Lock = "",
        },
        new("PEPAY029", "pepay.spec.lock(2,1)", "pepay.spec.lock is passed over, so breaking changes are not seen: an entry stands before the first [namespace]; write it again with `pepay spec accept`")
        {
            Lock = "pepay-spec-lock 1\ntype\tA\t\t\trecord\n",
        },
        new("PEPAY029", "pepay.spec.lock(3,1)", "pepay.spec.lock is passed over, so breaking changes are not seen: no specification of the project has the namespace Gone; write it again with `pepay spec accept`")
        {
            Lock = "pepay-spec-lock 1\n[Sample]\n[Gone]\n",
        },
    ];

    public string? Lock { get; init; }

    public string Spec { get; init; } = OpenApi + "paths: {}\n";

    public string Code { get; init; } = "";

    public OutputKind Kind { get; init; } = OutputKind.DynamicallyLinkedLibrary;

    public string? ClientName { get; init; }

    public Dictionary<string, string> Metadata { get; } = [];

    public bool WithRuntime { get; init; } = true;

    public LanguageVersion? Language { get; init; }

    public override string ToString() => $"{Id} {Message}";
}
