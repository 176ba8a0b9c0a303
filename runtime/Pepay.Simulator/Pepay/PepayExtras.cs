using System.Text.Json.Nodes;
using Pepay.Simulator.Http;

namespace Pepay.Simulator.Pepay;

/// <summary>What Pepay may send one day, or sent in older days.</summary>
internal static class PepayExtras
{
    private static readonly string[] Times = ["created_at", "expires_at", "paid_at", "last_payment_at", "updated_at"];

    /// <summary>Unknown properties and values; times of the objects in the older build's ISO-8601 form.</summary>
    public static void Mix(JsonNode? body)
    {
        Extras.Mix(body, ("invoice_type", "standard", "x_sim_type"), ("stage", null, "x_sim_stage"));
        WriteOlderTimes(body);
    }

    private static void WriteOlderTimes(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
                WriteOlderTimes(item);
        }
        else if (node is JsonObject map)
        {
            foreach (var (name, value) in map.ToArray())
            {
                if (Times.Contains(name) && value is JsonValue time && time.TryGetValue(out long seconds))
                    map[name] = DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
                else if (name is not ("metadata" or "previous_attributes"))
                    WriteOlderTimes(value);
            }
        }
    }
}
