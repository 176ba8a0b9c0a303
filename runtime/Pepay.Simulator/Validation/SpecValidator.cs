using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using NJsonSchema;
using NSwag;
using Pepay.Simulator.Http;

namespace Pepay.Simulator.Validation;

/// <summary>What is wrong, and at which operation.</summary>
internal sealed record SpecProblem(string? Operation, string Message);

/// <summary>
/// Checks requests, answers and events of one provider against its specification files, with NSwag and NJsonSchema: an independent
/// reading of the files that the clients are generated from.
/// </summary>
internal sealed class SpecValidator
{
    private static readonly ConcurrentDictionary<string, Lazy<SpecValidator>> Loaded = new();

    // The schemas resolve their references on first use, which is not made for several threads.
    private readonly Lock gate = new();
    private readonly Dictionary<string, OpenApiOperationDescription> requests;
    private readonly Dictionary<string, OpenApiOperationDescription> answers;
    private readonly IDictionary<string, JsonSchema> schemas;

    private SpecValidator(OpenApiDocument forRequests, OpenApiDocument forAnswers)
    {
        requests = forRequests.Operations.ToDictionary(operation => Key(operation.Method, operation.Path));
        answers = forAnswers.Operations.ToDictionary(operation => Key(operation.Method, operation.Path));
        schemas = forAnswers.Components.Schemas;
    }

    /// <summary>Every operation as "METHOD /path" with parameter names left out.</summary>
    public IEnumerable<string> Operations => requests.Keys;

    /// <summary>The validator of a provider; read once per process.</summary>
    public static SpecValidator For(string provider) =>
        Loaded.GetOrAdd(provider, name => new Lazy<SpecValidator>(() => Load(name))).Value;

    public static string Key(string method, string path) =>
        method.ToUpperInvariant() + " " + string.Join('/', path.Split('/').Select(part => part.StartsWith('{') ? "{}" : part));

    public SpecProblem? CheckRequest(string method, string path, ApiRequest request)
    {
        if (!requests.TryGetValue(Key(method, path), out var operation))
            return new SpecProblem(null, "There is no such operation.");
        lock (gate)
        {
            var problems = ParameterCheck.Run(operation, request).Concat(CheckBody(operation.Operation, request)).ToList();
            return problems.Count == 0 ? null : new SpecProblem(operation.Operation.OperationId, string.Join("; ", problems));
        }
    }

    public SpecProblem? CheckAnswer(string method, string path, ApiAnswer answer)
    {
        if (!answers.TryGetValue(Key(method, path), out var operation))
            return null;
        var responses = operation.Operation.ActualResponses;
        // An error status that an operation does not list has the shape of the errors it does list.
        if (!responses.TryGetValue(answer.Status.ToString(), out var response) && !responses.TryGetValue("default", out response)
            && (answer.Status < 400 || !responses.TryGetValue("400", out response) && !responses.TryGetValue("401", out response)))
            return new SpecProblem(operation.Operation.OperationId, $"Status {answer.Status} is not one of the operation's.");
        lock (gate)
        {
            if (response.ActualResponse.Schema is not { } schema)
                return null;
            var problems = SchemaCheck.Run(answer.Body, schema);
            return problems.Count == 0 ? null : new SpecProblem(operation.Operation.OperationId, $"{answer.Status}: {string.Join("; ", problems)}");
        }
    }

    public SpecProblem? CheckEvent(string type, JsonNode body)
    {
        if (!schemas.TryGetValue(SpecJson.EventPrefix + type, out var schema))
            return new SpecProblem(type, "There is no such event type.");
        lock (gate)
        {
            var problems = SchemaCheck.Run(body, schema);
            return problems.Count == 0 ? null : new SpecProblem(type, string.Join("; ", problems));
        }
    }

    private static IEnumerable<string> CheckBody(OpenApiOperation operation, ApiRequest request)
    {
        if (operation.RequestBody is not { } body)
            return request.RawBody.Length == 0 ? [] : ["The operation takes no body."];
        if (request.RawBody.Length == 0)
            return body.IsRequired ? ["A body is required."] : [];
        if (request.BodyError is { } error)
            return [error];
        if (request.Header("Content-Type")?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
            return ["Content-Type must be application/json."];
        var schema = body.Content["application/json"].Schema;
        return SchemaCheck.Run(request.Body, schema).Concat(UndeclaredCheck.Run(request.Body, schema));
    }

    private static SpecValidator Load(string provider) => new(Parse(SpecJson.ForRequests(provider)), Parse(SpecJson.ForAnswers(provider)));

    // NSwag reads from a string without ever waiting.
    private static OpenApiDocument Parse(string json) => OpenApiDocument.FromJsonAsync(json).GetAwaiter().GetResult();
}
