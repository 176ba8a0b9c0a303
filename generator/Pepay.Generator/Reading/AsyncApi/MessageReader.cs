using Pepay.Generator.Diagnostics;
using Pepay.Generator.Model;
using Pepay.Generator.Naming;
using Pepay.Generator.Reading.Schemas;

namespace Pepay.Generator.Reading.AsyncApi;

/// <summary>A message whose record is named and whose body is read later.</summary>
internal sealed record EventDraft(string EventType, TypeDeclaration Declaration, Docs Docs);

/// <summary>Reads the messages of AsyncAPI 3.0 documents, and the <c>webhooks</c> of OpenAPI 3.1: each becomes an event record.</summary>
internal sealed class MessageReader(ReadContext context, TypeResolver types, NameScope names)
{
    private readonly HashSet<SpecNode> seen = [];
    private readonly HashSet<string> eventTypes = new(StringComparer.Ordinal);

    public List<EventDraft> Drafts { get; } = [];

    public void ReadAsyncApi(SpecNode root)
    {
        Read(root["components"]?["messages"]);
        foreach (var channel in context.Mapping(root["channels"], "'channels'")?.Entries ?? [])
        {
            if (context.Mapping(channel.Value, $"Channel '{channel.Key}'") is { } node)
                Read(node["messages"]);
        }
    }

    public void ReadWebhooks(SpecNode root)
    {
        foreach (var entry in context.Mapping(root["webhooks"], "'webhooks'")?.Entries ?? [])
        {
            if (context.Mapping(entry.Value, $"Webhook '{entry.Key}'")?["post"] is not { } post || context.Mapping(post, $"Webhook '{entry.Key}'") is not { } operation)
                continue;
            var content = context.Mapping(operation["requestBody"], "'requestBody'")?["content"];
            foreach (var media in content?.Entries ?? [])
            {
                if (media.Key.IndexOf("json", StringComparison.OrdinalIgnoreCase) < 0)
                    continue;
                Add(operation, entry.Key, media.Value["schema"], DocReader.Read(operation));
                break;
            }
        }
    }

    private void Read(SpecNode? messages)
    {
        foreach (var entry in context.Mapping(messages, "'messages'")?.Entries ?? [])
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            if (context.Mapping(entry.Value, $"Message '{entry.Key}'") is not { } message || !seen.Add(message))
                continue;
            var type = message.TextOf("name") ?? entry.Key;
            var payload = Payload(message);
            if (message.Flag("x-frame"))
                types.Resolve(payload, null, new TypeHint(Identifiers.Pascal(type) + "Frame"));
            else
                Add(message, type, payload, DocReader.Read(message));
        }
    }

    // A payload is a schema, or a schema with the name of its format around it.
    private SpecNode? Payload(SpecNode message)
    {
        var payload = message["payload"];
        return payload is { IsMapping: true } && payload.Has("schemaFormat") ? payload["schema"] : payload;
    }

    private void Add(SpecNode message, string type, SpecNode? payload, Docs docs)
    {
        if (!eventTypes.Add(type))
        {
            context.Diagnostics.Report(DiagnosticIds.DuplicateEvent, message, type);
            return;
        }

        var wanted = Identifiers.Pascal(type);
        var name = names.Reserve(wanted.EndsWith("Event", StringComparison.Ordinal) ? wanted : wanted + "Event");
        Drafts.Add(new(type, types.DeclareEvent(name, payload ?? message), docs));
    }
}
