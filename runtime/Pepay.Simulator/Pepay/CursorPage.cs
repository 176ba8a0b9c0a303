using System.Text.Json.Nodes;
using Pepay.Simulator.Http;

namespace Pepay.Simulator.Pepay;

/// <summary>Pepay's cursor paging: newest first, <c>starting_after</c> goes to older items, <c>ending_before</c> to newer ones.</summary>
internal static class CursorPage
{
    /// <param name="all">Every item, oldest first; a cursor may name one that the filter leaves out.</param>
    /// <param name="request">The call, for limit and the cursors.</param>
    /// <param name="wants">The filter.</param>
    /// <param name="id">The id that cursors name.</param>
    /// <param name="write">An item as JSON.</param>
    public static JsonObject Write<T>(List<T> all, ApiRequest request, Func<T, bool> wants, Func<T, string> id, Func<T, JsonNode> write)
    {
        var limit = request.Limit("limit", 10);
        var after = request.QueryValue("starting_after");
        var before = request.QueryValue("ending_before");
        if (after is not null && before is not null)
            throw ApiFailure.Invalid("starting_after and ending_before exclude each other.");
        var (items, more) = before is not null
            ? Newer(all.Skip(IndexOf(all, before, id, "ending_before") + 1).Where(wants), limit)
            : Older((after is null ? all : all.Take(IndexOf(all, after, id, "starting_after"))).Where(wants), limit);
        return Body.Copy("pepay/list", ("data", Body.Array(items.Select(write))), ("has_more", more));
    }

    private static (List<T> Items, bool More) Older<T>(IEnumerable<T> matching, int limit)
    {
        var items = matching.Reverse().Take(limit + 1).ToList();
        return (items.Take(limit).ToList(), items.Count > limit);
    }

    // The page next to the cursor, so that walking on with the first id of each page leaves nothing out.
    private static (List<T> Items, bool More) Newer<T>(IEnumerable<T> matching, int limit)
    {
        var items = matching.Take(limit + 1).ToList();
        return (items.Take(limit).Reverse().ToList(), items.Count > limit);
    }

    private static int IndexOf<T>(List<T> all, string cursor, Func<T, string> id, string name)
    {
        var index = all.FindIndex(item => id(item) == cursor);
        return index >= 0 ? index : throw ApiFailure.Invalid($"{name} '{cursor}' is not known.");
    }
}
