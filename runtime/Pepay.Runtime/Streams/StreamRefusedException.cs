namespace Pepay.Runtime.Streams;

/// <summary>The provider refuses the stream, and trying again would not help. The message says what it refused, where, and what to do.</summary>
/// <param name="message">What, where, and what to do; never a secret.</param>
/// <param name="statusCode">The status of the answer: 400, 401 or 403.</param>
/// <param name="innerException">The cause.</param>
public sealed class StreamRefusedException(string message, int? statusCode, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>The status of the answer.</summary>
    public int? StatusCode => statusCode;
}
