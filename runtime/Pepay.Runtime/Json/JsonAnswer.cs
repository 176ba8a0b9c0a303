using System.Text.Json;
using Pepay.Runtime.Http;

namespace Pepay.Runtime.Json;

/// <summary>Reads the answers to API calls for generated clients.</summary>
public static class JsonAnswer
{
    /// <summary>The typed body of a success.</summary>
    /// <exception cref="ApiException">The body is not what the specification says, although the operation was carried out.</exception>
    public static T Read<T>(ApiResponse response, JsonReadMethod<T> read)
    {
        try
        {
            return JsonModel.Parse(response.Body.Span, read);
        }
        catch (JsonReadException exception)
        {
            throw new ApiException(
                response,
                $"Operation {response.Operation.Id} succeeded with status {response.StatusCode}, but its body is not as specified: {Problem(response, exception)}. {Remedy(response)}",
                exception);
        }
    }

    // A page of something in between, such as a sign-in, says in its first byte only that it is no JSON.
    private static string Problem(ApiResponse response, JsonReadException exception) =>
        response.ContentType is { } type && !type.EndsWith("json", StringComparison.OrdinalIgnoreCase)
            ? $"it is {type} and no JSON ({exception.Message})" : exception.Message;

    private static string Remedy(ApiResponse response) => response.Operation.Method == HttpMethod.Get || response.Operation.Method == HttpMethod.Head
        ? "ResponseBody has it as it came."
        : "The request was carried out: do not repeat it, read the result from ResponseBody or look it up.";

    /// <summary>The exception for a failure whose specification describes a typed error; untyped when the body is not such an error.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="read">Reads the error.</param>
    /// <param name="codePointers">JSON pointers to where an error code may stand.</param>
    public static ApiException Failure<TError>(ApiResponse response, JsonReadMethod<TError> read, params string[] codePointers)
    {
        var code = Code(response.Body, codePointers);
        try
        {
            return new ApiException<TError>(response, JsonModel.Parse(response.Body.Span, read), code);
        }
        catch (JsonReadException)
        {
            return new ApiException(response, code);
        }
    }

    private static string? Code(ReadOnlyMemory<byte> body, string[] pointers)
    {
        if (pointers.Length == 0)
            return null;
        try
        {
            using var document = JsonDocument.Parse(body);
            foreach (var pointer in pointers)
            {
                if (Find(document.RootElement, pointer) is { ValueKind: JsonValueKind.String } code)
                    return code.GetString();
            }
        }
        catch (JsonException)
        {
            // An error page of something in between is no JSON and has no code.
        }

        return null;
    }

    private static JsonElement? Find(JsonElement element, string pointer)
    {
        foreach (var token in pointer.Split('/').Skip(1))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(token.Replace("~1", "/").Replace("~0", "~"), out element))
                return null;
        }

        return element;
    }
}
