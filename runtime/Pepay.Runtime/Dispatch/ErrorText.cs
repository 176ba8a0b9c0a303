namespace Pepay.Runtime.Dispatch;

/// <summary>What is kept of an exception: types and messages, no stack, no more than fits on a page.</summary>
internal static class ErrorText
{
    private const int Longest = 2000;

    public static string Of(Exception exception)
    {
        var text = "";
        for (var e = exception; e is not null && text.Length < Longest; e = e.InnerException)
            text += $"{(text.Length == 0 ? "" : " <- ")}{e.GetType().Name}: {e.Message}";
        return text.Length <= Longest ? text : text[..Longest];
    }
}
