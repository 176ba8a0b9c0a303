namespace Pepay.Storefront.Host.Orders;

/// <summary>
/// Remembers in the browser which orders it placed, by the keys that open them: a guest has no account to look into.
/// </summary>
internal static class OrderHistoryCookie
{
    private const string Name = "orders";
    private const int Most = 30;

    /// <summary>The access keys, newest first.</summary>
    public static IReadOnlyList<string> Read(HttpRequest request) =>
        [.. (request.Cookies[Name] ?? "").Split('.', StringSplitOptions.RemoveEmptyEntries).Take(Most)];

    public static void Add(HttpContext context, Order order) => context.Response.Cookies.Append(
        Name,
        string.Join('.', Read(context.Request).Prepend(order.AccessKey).Distinct().Take(Most)),
        new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            IsEssential = true,
            MaxAge = TimeSpan.FromDays(400),
        });
}
