using System.Text;
using System.Text.Json.Nodes;
using Pepay.Simulator.Http;

namespace Pepay.Simulator.XPay;

/// <summary>xPay's paging: newest first, with an opaque offset that belongs to the filters it was made under.</summary>
internal static class OffsetPage
{
    public static JsonObject Write<T>(IEnumerable<T> oldestFirst, ApiRequest request, Func<T, string> id, Func<T, JsonNode> write)
    {
        var limit = request.Limit("limit", 50);
        var filters = string.Join('&', request.Query.Where(pair => pair.Key is not ("limit" or "offset")).OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value}"));
        var after = request.QueryValue("offset") is { } offset ? Read(offset, filters) : null;
        var items = oldestFirst.Reverse().ToList();
        var start = after is null ? 0 : items.FindIndex(item => id(item) == after) + 1;
        if (after is not null && start == 0)
            throw ApiFailure.Invalid("offset is not valid.");
        var page = items.Skip(start).Take(limit).ToList();
        var body = Body.Copy("xpay/page", ("data", Body.Array(page.Select(write))));
        if (start + page.Count < items.Count)
            body["metadata"]!["offset"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id(page[^1])}\n{filters}"));
        return body;
    }

    private static string Read(string offset, string filters)
    {
        var bytes = new byte[offset.Length];
        if (!Convert.TryFromBase64String(offset, bytes, out var length))
            throw ApiFailure.Invalid("offset is not valid.");
        var parts = Encoding.UTF8.GetString(bytes, 0, length).Split('\n', 2);
        return parts.Length == 2 && parts[1] == filters ? parts[0] : throw ApiFailure.Invalid("offset was made with other filters.");
    }
}
