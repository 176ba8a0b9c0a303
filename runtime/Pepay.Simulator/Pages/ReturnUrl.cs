using Pepay.Simulator.State;

namespace Pepay.Simulator.Pages;

/// <summary>Where xPay sends the browser: the shop's URL with an id in its query, and nothing else.</summary>
internal static class ReturnUrl
{
    public static string? Of(Intent intent) => Append(intent.CallbackUrl, "xpay_intent_id", intent.Id);

    public static string? OfCancel(Intent intent) => Append(intent.CancelUrl ?? intent.CallbackUrl, "xpay_intent_id", intent.Id);

    public static string? Append(string? url, string name, string id)
    {
        if (url is null)
            return null;
        var builder = new UriBuilder(url);
        builder.Query = (builder.Query.Length > 1 ? builder.Query[1..] + "&" : "") + $"{name}={Uri.EscapeDataString(id)}";
        return builder.Uri.AbsoluteUri;
    }
}
