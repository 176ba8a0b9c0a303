using Pepay.Generator.Model;

namespace Pepay.Generator.Reading.Extensions;

/// <summary>Reads <c>x-webhook</c>: how requests are signed and where an event keeps what the inbox needs.</summary>
internal static class WebhookReader
{
    private const string What = "x-webhook";

    public static WebhookModel? Read(ReadContext context, SpecNode root)
    {
        if (root[What] is not { Kind: not NodeKind.Null } reference || context.Mapping(reference, What, Vocabulary.Webhook) is not { } node)
            return null;
        if (context.Mapping(node["event"], What + ".event", Vocabulary.WebhookEvent) is not { } layout || layout.TextOf("type") is not { } type)
        {
            ExtensionNodes.Invalid(context, node["event"] ?? node, What, "'event' must give the JSON pointers 'id' and 'type', so the webhook is left out");
            return null;
        }

        var schemes = new List<WebhookSchemeModel>();
        foreach (var item in context.Sequence(node["schemes"], What + ".schemes"))
        {
            if (context.Mapping(item, "A signature scheme", Vocabulary.SignatureScheme) is { } scheme && Scheme(context, scheme) is { } read)
                schemes.Add(read);
        }

        var created = layout["created"];
        return new(
            EquatableArray<WebhookSchemeModel>.From(schemes),
            ExtensionNodes.Texts(context, layout["id"], What + ".event.id"),
            type,
            created?.TextOf("pointer"),
            created is { IsMapping: true } ? Unit(context, created) : null,
            Environment(context, layout),
            OrderingKey(context, layout),
            layout.TextOf("items"),
            node["delivery"] is { IsMapping: true } delivery ? ExtensionNodes.Number(context, delivery, "deadline", What + ".delivery") : null,
            node.TextOf("backfill"));
    }

    private static WebhookSchemeModel? Scheme(ReadContext context, SpecNode node)
    {
        const string what = What + ".schemes";
        var algorithm = ExtensionNodes.OneOf(context, node, "algorithm", what, "hmac-sha256", "hmac-sha512", "ecdsa-p256-sha256");
        var key = node.Has("keyEncoding") ? ExtensionNodes.OneOf(context, node, "keyEncoding", what, "utf8", "hex", "base64") : "utf8";
        var signature = node["signature"] is { IsMapping: true } place ? Signature(context, place) : null;
        if (node.TextOf("name") is not { Length: > 0 } name || node.TextOf("signedPayload") is not { } payload || signature is null)
        {
            ExtensionNodes.Invalid(context, node, what, "a scheme needs 'name', 'signature' (header or pointer, encoding) and 'signedPayload', so it is left out");
            return null;
        }

        if (algorithm is null || key is null)
            return null;
        var timestamp = node["timestamp"] is { IsMapping: true } time ? time : null;
        var tolerance = ExtensionNodes.Number(context, node, "tolerance", what);
        if (timestamp is not null && tolerance is null)
        {
            ExtensionNodes.Invalid(context, timestamp, what, "a scheme with a timestamp needs a 'tolerance' in milliseconds, so it is left out");
            return null;
        }

        return new(name, algorithm, key, signature,
            node["previousSignature"] is { IsMapping: true } previous ? Signature(context, previous) : null, payload,
            timestamp?.TextOf("header"), timestamp is null ? null : Unit(context, timestamp), tolerance,
            node["provesAccount"] is not { IsFalse: true });
    }

    private static SignatureModel? Signature(ReadContext context, SpecNode node)
    {
        var encoding = ExtensionNodes.OneOf(context, node, "encoding", What + ".signature", "hex", "base64");
        var header = node.TextOf("header");
        var pointer = node.TextOf("pointer");
        return encoding is null || header is null == pointer is null ? null : new(encoding, header, pointer);
    }

    private static string Unit(ReadContext context, SpecNode node) =>
        ExtensionNodes.OneOf(context, node, "unit", What, "seconds", "milliseconds") ?? "seconds";

    private static EquatableArray<EnvironmentModel> Environment(ReadContext context, SpecNode layout)
    {
        var sources = new List<EnvironmentModel>();
        foreach (var item in context.Sequence(layout["environment"], What + ".event.environment"))
        {
            var pointer = item.TextOf("pointer");
            var header = item.TextOf("header");
            if (item["live"] is { Text.Length: > 0 } live && item["test"] is { Text.Length: > 0 } test && pointer is null != header is null)
                sources.Add(new(live.Text, test.Text, pointer, header));
            else
                ExtensionNodes.Invalid(context, item, What + ".event.environment", "an entry needs 'live', 'test' and one of 'pointer' and 'header'");
        }

        return EquatableArray<EnvironmentModel>.From(sources);
    }

    private static EquatableArray<EquatableArray<string>> OrderingKey(ReadContext context, SpecNode layout)
    {
        var groups = new List<EquatableArray<string>>();
        foreach (var item in context.Sequence(layout["orderingKey"], What + ".event.orderingKey"))
            groups.Add(ExtensionNodes.Texts(context, item, What + ".event.orderingKey"));
        return EquatableArray<EquatableArray<string>>.From(groups);
    }
}
