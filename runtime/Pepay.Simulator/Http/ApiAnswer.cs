using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pepay.Simulator.Http;

/// <summary>What a REST call is answered with.</summary>
internal sealed class ApiAnswer
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public required int Status { get; init; }

    public JsonNode? Body { get; init; }

    /// <summary>A stored body, sent again byte for byte.</summary>
    public string? Text { get; private init; }

    public string? RetryAfter { get; init; }

    /// <summary>True when this is the answer to an earlier call with the same idempotency key.</summary>
    public bool IsReplay { get; private init; }

    /// <summary>True for an answer that departs from the specification because somebody asked for it.</summary>
    public bool IsUnchecked { get; init; }

    public static ApiAnswer Ok(JsonNode? body = null) => new() { Status = StatusCodes.Status200OK, Body = body };

    public static ApiAnswer Replay(int status, string? text) => new() { Status = status, Text = text, IsReplay = true };

    public string? Render() => Text ?? Body?.ToJsonString(Readable);

    public async Task WriteAsync(HttpContext context, string requestId)
    {
        var response = context.Response;
        response.StatusCode = Status;
        response.Headers["x-request-id"] = requestId;
        if (RetryAfter is not null)
            response.Headers.RetryAfter = RetryAfter;
        if (Render() is not { } text)
            return;
        response.ContentType = "application/json; charset=utf-8";
        await response.WriteAsync(text, context.RequestAborted);
    }
}
