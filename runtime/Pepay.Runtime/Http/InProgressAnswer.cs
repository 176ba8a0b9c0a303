using System.Text;

namespace Pepay.Runtime.Http;

/// <summary>Recognises "the first request with this key is still running".</summary>
internal static class InProgressAnswer
{
    // 400 also means "bad request", so there the body must say so. Compared without case, and with '_' and '-' read as a space.
    private static readonly string[] Phrases =
        ["in progress", "in flight", "still running", "still processing", "being processed", "concurrent", "already processing"];

    /// <summary>
    /// 409 always means it where the operation's rule lists 409; 400 only when the body says so; both only for a request with a key.
    /// </summary>
    public static bool Is(ApiCall call, ApiResponse answer)
    {
        if (!call.HasKey || !call.Request.Operation.Idempotency!.InProgress.Contains(answer.StatusCode))
            return false;
        return answer.StatusCode != 400 || SaysSo(answer.Body.Span);
    }

    private static bool SaysSo(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, 4096)]).Replace('_', ' ').Replace('-', ' ');
        return Phrases.Any(phrase => text.Contains(phrase, StringComparison.OrdinalIgnoreCase));
    }
}
