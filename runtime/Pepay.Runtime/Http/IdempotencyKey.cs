namespace Pepay.Runtime.Http;

/// <summary>Checks a request's key against its operation's rule before anything is sent.</summary>
internal static class IdempotencyKey
{
    /// <exception cref="ApiException">The key is missing, not allowed or malformed.</exception>
    public static void Check(ApiRequest request)
    {
        var operation = request.Operation;
        var problem = (request.IdempotencyKey, operation.Idempotency) switch
        {
            (null, { Required: true }) => "needs an idempotency key; make one per attempt and store it before the call",
            (null, _) => null,
            (_, null) => "takes no idempotency key, and the provider may refuse one; send none",
            ({ Length: 0 }, _) => "was given an empty idempotency key",
            ({ } key, { } rule) => Malformed(key, rule),
        };
        if (problem is not null)
            throw new ApiException(operation, $"Operation {operation.Id} was not sent: it {problem}.");
    }

    private static string? Malformed(string key, ApiIdempotencyRule rule)
    {
        if (rule.UuidV4 && !IsUuidV4(key))
            return "needs a lower-case UUID version 4 as its idempotency key";
        if (key.Length > (rule.MaxLength ?? int.MaxValue))
            return $"takes an idempotency key of at most {rule.MaxLength} characters";
        return key.All(c => c is > ' ' and < (char)127) ? null : "needs an idempotency key of printable ASCII characters without spaces";
    }

    private static bool IsUuidV4(string key) =>
        Guid.TryParseExact(key, "D", out var id) && key == id.ToString("D") && key[14] == '4' && key[19] is '8' or '9' or 'a' or 'b';
}
