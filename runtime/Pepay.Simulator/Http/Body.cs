using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pepay.Simulator.Http;

/// <summary>The literal JSON bodies in the two Bodies folders: each call gives a fresh copy to fill in.</summary>
internal static class Body
{
    private static readonly ConcurrentDictionary<string, JsonNode> Loaded = new();

    /// <param name="name">Folder and file, such as <c>pepay/invoice</c>.</param>
    public static JsonObject Copy(string name) => (JsonObject)Loaded.GetOrAdd(name, Load).DeepClone();

    /// <summary>A copy with some members set; a member that the literal does not have is a mistake here.</summary>
    public static JsonObject Copy(string name, params ReadOnlySpan<(string Member, JsonNode? Value)> values)
    {
        var body = Copy(name);
        foreach (var (member, value) in values)
        {
            if (!body.ContainsKey(member))
                throw new InvalidOperationException($"The literal body {name} has no member '{member}'.");
            body[member] = value;
        }

        return body;
    }

    public static JsonObject Object(params ReadOnlySpan<(string Member, JsonNode? Value)> values)
    {
        var body = new JsonObject();
        foreach (var (member, value) in values)
            body[member] = value;
        return body;
    }

    public static JsonArray Array(IEnumerable<JsonNode?> items) => new([.. items]);

    private static JsonNode Load(string name)
    {
        using var stream = typeof(Body).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"There is no literal body '{name}'.");
        return JsonNode.Parse(stream, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })!;
    }
}
