using System.Text;
using Pepay.Runtime.Dispatch;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Providers;

namespace Pepay.Tests;

/// <summary>Events and dispatch tables for tests of stores and of the dispatcher.</summary>
internal static class InboxEvents
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static IncomingEvent Event(string id, string type = "invoice.updated", string? key = null, string provider = "pepay", string account = "default") => new()
    {
        Provider = provider,
        Account = account,
        EventId = id,
        Type = type,
        OrderingKey = key,
        Environment = PaymentEnvironment.Test,
        CreatedAt = Start.AddMinutes(-1),
        ReceivedAt = Start,
        SecretId = "2026",
        Headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" },
        Body = Encoding.UTF8.GetBytes($$"""{"id":"{{id}}"}"""),
    };

    /// <summary>A table whose handlers are written as "name" (every type of pepay) or "name=type"; the known types are given after them.</summary>
    public static RoutingTable Routes(string[] handlers, params string[] knownTypes) => new(
        handlers.Select(text => text.Split('=')).Select(parts => new HandlerDescriptor(
            parts[0], "pepay", parts.Length > 1 ? parts[1] : HandlerDescriptor.Any, (_, _, _) => Task.CompletedTask)),
        [Provider(knownTypes.Length == 0 ? ["invoice.updated", "invoice.created"] : knownTypes)]);

    public static ProviderDescriptor Provider(params string[] types) => new() { Name = "pepay", DisplayName = "Pepay", EventTypes = types };
}
