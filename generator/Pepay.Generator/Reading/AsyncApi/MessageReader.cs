using Pepay.Generator.Diagnostics;
using Pepay.Generator.Model;
using Pepay.Generator.Naming;
using Pepay.Generator.Reading.OpenApi;
using Pepay.Generator.Reading.Schemas;

namespace Pepay.Generator.Reading.AsyncApi;

/// <summary>A message whose record is named and whose body is read later.</summary>
/// <param name="Payload">For a payload that is no object: its type.</param>
internal sealed record EventDraft(string EventType, TypeDeclaration Declaration, Docs Docs, TypeRef? Payload);

/// <summary>Reads the messages of AsyncAPI 3.0 documents, and the <c>webhooks</c> of OpenAPI 3.1: each becomes an event record.</summary>
/// <param name="items">Pointer to the events in a request that carries several (<c>x-webhook.event.items</c>); null when it is one.</param>
internal sealed class MessageReader(ReadContext context, TypeResolver types, ShapeReader shapes, NameScope names, string? items)
{
    // What a webhook sends comes with one of these; a document may leave the choice open.
    private static readonly string[] Methods = ["post", "put", "patch", "get", "delete"];

    private readonly HashSet<SpecNode> seen = [];
    private readonly HashSet<string> eventTypes = new(StringComparer.Ordinal);

    public List<EventDraft> Drafts { get; } = [];

    public void ReadAsyncApi(SpecNode root)
    {
        var found = new List<(SpecNode Node, string Type, string? Channel)>();
        Collect(context.Mapping(root["components"], "'components'")?["messages"], null, found);
        foreach (var channel in context.Mapping(root["channels"], "'channels'")?.Entries ?? [])
        {
            if (context.Mapping(channel.Value, $"Channel '{channel.Key}'", Vocabulary.Channel) is { } node)
                Collect(node["messages"], channel.Key, found);
        }

        // Messages that channels describe under one key are told apart by the channel, whichever stands first.
        var uses = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (_, type, _) in found)
            uses[type] = uses.TryGetValue(type, out var count) ? count + 1 : 1;
        foreach (var (message, type, channel) in found)
            Read(message, channel is not null && uses[type] > 1 ? channel + "." + type : type);
    }

    public void ReadWebhooks(SpecNode root)
    {
        foreach (var entry in context.Mapping(root["webhooks"], "'webhooks'")?.Entries ?? [])
        {
            // Some write the key like a path; a type that is sent does not begin like one.
            if (context.Mapping(entry.Value, $"Webhook '{entry.Key}'", Vocabulary.PathItem) is { } item)
                ReadWebhook(entry.Key.Length > 1 ? entry.Key.TrimStart('/') : entry.Key, item);
        }
    }

    // The first method that sends JSON.
    private void ReadWebhook(string name, SpecNode item)
    {
        SpecNode? place = null;
        var (problem, remedy) = ("has no operation", "give it a 'post' with a JSON body");
        foreach (var method in Methods)
        {
            if (context.Mapping(item[method], $"Webhook '{name}'", Vocabulary.Operation) is not { } operation)
                continue;
            var content = context.Mapping(context.Mapping(operation["requestBody"], "'requestBody'", Vocabulary.RequestBody)?["content"], "'content'");
            if (MediaTypes.Preferred(content) is { } media && MediaTypes.KindOf(media.Key) == BodyKind.Json)
            {
                Add(operation, name, context.Mapping(media.Value, $"Content '{media.Key}'", Vocabulary.MediaType)?["schema"], DocReader.Read(operation));
                return;
            }

            if (place is null)
                (place, problem, remedy) = MediaTypes.Preferred(content) is { } other
                    ? (content, $"sends {other.Key} and no JSON", "describe its JSON if it sends any, else read its requests by hand")
                    : (operation, "sends no body", "describe its JSON if it sends any, else read its requests by hand");
        }

        context.Lacking(DiagnosticIds.WebhookWithoutEvent, place ?? item, name, problem, remedy);
    }

    private void Collect(SpecNode? messages, string? channel, List<(SpecNode Node, string Type, string? Channel)> into)
    {
        foreach (var entry in context.Mapping(messages, "'messages'")?.Entries ?? [])
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            if (context.Mapping(entry.Value, $"Message '{entry.Key}'", Vocabulary.Message) is not { } message || !seen.Add(message))
                continue;
            var name = message.TextOf("name") ?? (FromTraits(message, "name") is { IsText: true } said ? said.Text : null);
            into.Add((message, name ?? entry.Key, name is null ? channel : null));
        }
    }

    private void Read(SpecNode message, string type)
    {
        var payload = Payload(message);
        if (message.Flag("x-frame"))
        {
            types.Resolve(payload, null, new TypeHint(Identifiers.Pascal(type) + "Frame"));
            return;
        }

        Add(message, type, payload, DocReader.Read(message));
        if ((message["headers"] ?? FromTraits(message, "headers")) is { Kind: not NodeKind.Null } headers)
            context.Diagnostics.Report(DiagnosticIds.UntypedMessageHeaders, headers, type);
    }

    // What a trait says holds where the message itself does not say it.
    private SpecNode? FromTraits(SpecNode message, string word)
    {
        foreach (var trait in context.Sequence(message["traits"], "'traits'"))
        {
            if (context.Mapping(trait, "A trait")?[word] is { } found)
                return found;
        }

        return null;
    }

    // A payload is a schema, or a schema with the name of its format around it; one in another language than JSON Schema may be any JSON.
    private SpecNode? Payload(SpecNode message)
    {
        if (message["payload"] is not { } payload || context.References.Follow(payload) is not { } target || target.TextOf("schemaFormat") is not { } format)
            return message["payload"];
        return format.IndexOf("asyncapi", StringComparison.OrdinalIgnoreCase) >= 0 || format.IndexOf("schema+", StringComparison.OrdinalIgnoreCase) >= 0
            || format.IndexOf("openapi", StringComparison.OrdinalIgnoreCase) >= 0 ? target["schema"] : null;
    }

    private void Add(SpecNode message, string type, SpecNode? payload, Docs docs)
    {
        payload = OneOf(payload);
        if (!eventTypes.Add(type))
        {
            context.Diagnostics.Report(DiagnosticIds.DuplicateEvent, message, type);
            return;
        }

        var wanted = Identifiers.Pascal(type);
        var name = names.Reserve(wanted.EndsWith("Event", StringComparison.Ordinal) ? wanted : wanted + "Event");
        if (payload is not null && shapes.Final(payload).Kind is ShapeKind.Union or ShapeKind.List or ShapeKind.Scalar or ShapeKind.TextEnum or ShapeKind.IntegerEnum)
            Drafts.Add(new(type, types.DeclareAround(name, payload), docs, types.Resolve(payload, null, new TypeHint(wanted + "Payload"))));
        else
            Drafts.Add(new(type, types.DeclareEvent(name, payload ?? Nothing(message)), docs, null));
    }

    // Handlers are given one event: of a payload that is the whole request, what its array of events holds.
    private SpecNode? OneOf(SpecNode? payload)
    {
        var at = payload;
        foreach (var token in items?.Split('/').Skip(1) ?? [])
            at = at is null ? null : context.References.Follow(at)?["properties"]?[token.Replace("~1", "/").Replace("~0", "~")];
        return items is not null && at is not null && context.References.Follow(at)?["items"] is { } item ? item : payload;
    }

    // A message without a payload has no properties, whatever words stand in it.
    private static SpecNode Nothing(SpecNode message) => new(NodeKind.Mapping, message.File, message.At, "");
}
