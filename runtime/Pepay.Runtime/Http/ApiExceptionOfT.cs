namespace Pepay.Runtime.Http;

/// <summary>A failed call whose error body the specification describes.</summary>
/// <typeparam name="TError">The generated error type.</typeparam>
/// <param name="response">The answer.</param>
/// <param name="error">The parsed error body.</param>
/// <param name="errorCode">The provider's own error code, when the body has one.</param>
public sealed class ApiException<TError>(ApiResponse response, TError error, string? errorCode = null) : ApiException(response, errorCode)
{
    /// <summary>The parsed error body. May hold personal data: not for logs.</summary>
    public TError Error { get; } = error;
}
