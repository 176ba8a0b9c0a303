using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using Pepay.Runtime.Dispatch;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.RabbitMq;

/// <summary>
/// Writes an event as CloudEvents 1.0 in structured JSON: the specification's AMQP binding is for AMQP 1.0, and a JSON envelope is read the same
/// way over every protocol.
/// </summary>
internal static class CloudEvent
{
    public const string ContentType = "application/cloudevents+json; charset=utf-8";

    /// <summary>The accepted body stands in <c>data</c>, byte for byte.</summary>
    public static ReadOnlyMemory<byte> Write(EventContext context)
    {
        var buffer = new ArrayBufferWriter<byte>(context.Body.Length + 512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("id", context.EventId);
            json.WriteString("source", $"/{Uri.EscapeDataString(context.Provider)}/{Uri.EscapeDataString(context.Account)}");
            json.WriteString("type", context.EventType);
            json.WriteString("time", (context.CreatedAt ?? context.ReceivedAt).UtcDateTime);
            if (context.OrderingKey is { Length: > 0 } key)
                json.WriteString("subject", key);
            if (context.Environment is { } environment)
                json.WriteString("environment", environment == PaymentEnvironment.Live ? "live" : "test");
            if (context.NeedsProof)
                json.WriteBoolean("needsproof", true);
            if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } trace })
                json.WriteString("traceparent", trace);
            json.WriteString("datacontenttype", "application/json");
            json.WritePropertyName("data");
            json.WriteRawValue(context.Body.Span);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
