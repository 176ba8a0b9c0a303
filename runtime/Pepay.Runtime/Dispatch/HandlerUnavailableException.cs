namespace Pepay.Runtime.Dispatch;

/// <summary>
/// Thrown by a handler when what it hands over to is away (a broker, another system): nothing is wrong with the event, so it is tried again after
/// <see cref="RetryAfter"/> for as long as it takes. The attempt does not count, and the event never becomes a dead letter for it.
/// </summary>
/// <param name="message">What is away; without secrets.</param>
/// <param name="retryAfter">How long to wait before the next attempt.</param>
/// <param name="inner">The cause.</param>
public sealed class HandlerUnavailableException(string message, TimeSpan retryAfter, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>How long to wait before the next attempt.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
