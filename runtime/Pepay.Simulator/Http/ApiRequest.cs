using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pepay.Simulator.State;

namespace Pepay.Simulator.Http;

/// <summary>A REST call, read whole.</summary>
internal sealed class ApiRequest
{
    private const int MaxBody = 1024 * 1024;

    private readonly HttpContext context;

    private ApiRequest(HttpContext context, string path, byte[] rawBody)
    {
        this.context = context;
        Path = path;
        RawBody = rawBody;
        Id = "req_" + Guid.NewGuid().ToString("n");
    }

    public string Id { get; }

    public string Method => context.Request.Method;

    /// <summary>Path below the provider's base.</summary>
    public string Path { get; }

    /// <summary>"METHOD /full/path", which faults and messages name.</summary>
    public string Line => $"{Method} {context.Request.Path}";

    public byte[] RawBody { get; }

    public JsonNode? Body { get; private set; }

    /// <summary>Why <see cref="Body"/> is null although bytes came.</summary>
    public string? BodyError { get; private set; }

    public IQueryCollection Query => context.Request.Query;

    public IHeaderDictionary Headers => context.Request.Headers;

    public string? IdempotencyKey => Header("Idempotency-Key");

    /// <summary>The Pepay key that the call was made with.</summary>
    public PepayKey? Key { get; set; }

    /// <summary>The Pepay invoice whose payor session the call belongs to.</summary>
    public Invoice? Session { get; set; }

    public static async Task<ApiRequest> ReadAsync(HttpContext context, string pathBase, CancellationToken ct)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(chunk, ct)) > 0)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > MaxBody)
                throw new ApiFailure(StatusCodes.Status413PayloadTooLarge, $"The body is longer than {MaxBody} bytes.");
        }

        var request = new ApiRequest(context, context.Request.Path.Value![pathBase.Length..], buffer.ToArray());
        request.ParseBody();
        return request;
    }

    public string RouteValue(string name) => context.Request.RouteValues[name] as string ?? "";

    public string? QueryValue(string name) => Query.TryGetValue(name, out var value) ? value.ToString() : null;

    public long? QueryNumber(string name) =>
        QueryValue(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw ApiFailure.Invalid($"Query parameter {name} must be an integer, not '{text}'.");

    /// <summary>A page size between 1 and <paramref name="most"/>.</summary>
    public int Limit(string name, int usual, int most = 100)
    {
        var limit = QueryNumber(name) ?? usual;
        return limit >= 1 && limit <= most ? (int)limit : throw ApiFailure.Invalid($"{name} must be 1 to {most}, not {limit}.");
    }

    public bool? QueryFlag(string name) => QueryValue(name) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        var text => throw ApiFailure.Invalid($"Query parameter {name} must be true or false, not '{text}'."),
    };

    /// <summary>The values of a comma list; null when the parameter is absent.</summary>
    public string[]? QueryList(string name) =>
        QueryValue(name)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public string? Header(string name) => Headers.TryGetValue(name, out var value) ? value.ToString() : null;

    /// <summary>The body as an object; an absent body counts as an empty one.</summary>
    public JsonObject Json() => Body switch
    {
        JsonObject body => body,
        null when RawBody.Length == 0 => [],
        _ => throw ApiFailure.Invalid("The body must be a JSON object."),
    };

    private void ParseBody()
    {
        if (RawBody.Length == 0)
            return;
        try
        {
            Body = JsonNode.Parse(RawBody);
        }
        catch (JsonException e)
        {
            BodyError = $"The body is not JSON: {e.Message}";
        }
    }
}
