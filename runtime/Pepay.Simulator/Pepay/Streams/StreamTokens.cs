using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Pepay.Simulator.Http;
using Pepay.Simulator.State;

namespace Pepay.Simulator.Pepay.Streams;

/// <summary>Short-lived tokens for sockets, in the look of HS256 JWTs. Their key lives as long as the process: they are gone after a restart.</summary>
internal sealed class StreamTokens(SimulatorContext context)
{
    public const string PaymentScope = "payment";

    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);

    /// <param name="scope">merchant, commerce or payment.</param>
    /// <param name="environment">devnet or mainnet.</param>
    /// <param name="invoiceId">For scope payment: the session's invoice.</param>
    /// <param name="expiresAt">Epoch milliseconds.</param>
    public string Mint(string scope, string environment, string? invoiceId, long expiresAt)
    {
        var header = Encode("""{"alg":"HS256","typ":"JWT"}"""u8);
        var claims = Body.Object(("scope", scope), ("env", environment), ("invoice_id", invoiceId), ("exp", expiresAt / 1000), ("exp_ms", expiresAt), ("jti", Guid.NewGuid().ToString("n")));
        var signed = $"{header}.{Encode(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return $"{signed}.{Sign(signed)}";
    }

    /// <summary>The claims of a token that is ours, of this scope and still good.</summary>
    public JsonObject Read(string token, string scope)
    {
        var end = token.LastIndexOf('.');
        var parts = token.Split('.');
        if (parts.Length != 3 || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token[(end + 1)..]), Encoding.UTF8.GetBytes(Sign(token[..end]))))
            throw new ApiFailure(StatusCodes.Status401Unauthorized, "Invalid token", "TOKEN_INVALID");
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!.AsObject();
        if (claims["exp_ms"]!.GetValue<long>() <= context.Now)
            throw new ApiFailure(StatusCodes.Status401Unauthorized, "The token has expired", "TOKEN_EXPIRED");
        return claims.Text("scope") == scope
            ? claims
            : throw new ApiFailure(StatusCodes.Status403Forbidden, $"A token of scope {claims.Text("scope")} does not open this stream", "FORBIDDEN");
    }

    private static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    private string Sign(string text) => Encode(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
}
