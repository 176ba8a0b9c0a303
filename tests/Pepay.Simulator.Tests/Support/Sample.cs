using System.Text.Json.Nodes;

namespace Pepay.Simulator.Tests.Support;

/// <summary>Request bodies that are sound.</summary>
internal static class Sample
{
    public static JsonObject Intent(JsonObject? more = null)
    {
        var body = new JsonObject
        {
            ["amount"] = 4999,
            ["currency"] = "USD",
            ["callbackUrl"] = "http://127.0.0.1:9/return",
            ["receiptId"] = "order-1001",
            ["customerDetails"] = new JsonObject { ["name"] = "Jane Doe", ["email"] = "jane@example.test" },
        };
        foreach (var (name, value) in more ?? [])
            body[name] = value?.DeepClone();
        return body;
    }
}
