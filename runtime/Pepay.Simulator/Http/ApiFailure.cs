namespace Pepay.Simulator.Http;

/// <summary>A handler's way to answer with an error; the provider's front gives it the provider's shape.</summary>
internal sealed class ApiFailure(int status, string message, string? code = null) : Exception(message)
{
    public int Status { get; } = status;

    /// <summary>The provider's own code; null takes the usual one of the status.</summary>
    public string? Code { get; } = code;

    public static ApiFailure Invalid(string message) => new(StatusCodes.Status400BadRequest, message);

    public static ApiFailure NotFound(string what) => new(StatusCodes.Status404NotFound, $"{what} not found");
}
