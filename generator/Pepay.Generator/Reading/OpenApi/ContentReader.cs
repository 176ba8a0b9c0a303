using Pepay.Generator.Model;
using Pepay.Generator.Naming;
using Pepay.Generator.Reading.Schemas;

namespace Pepay.Generator.Reading.OpenApi;

/// <param name="Type">What every success carries; null when they carry nothing.</param>
/// <param name="Answers">The successes, where they carry different things.</param>
/// <param name="Accept">The content types that are read, where there is a choice.</param>
/// <param name="EventItem">What the data of server-sent events is; null where no success offers events.</param>
/// <param name="OnlyEvents">Whether every success that has a body offers nothing else.</param>
internal readonly record struct ResultContent(TypeRef? Type, EquatableArray<AnswerModel> Answers, string? Accept, string? Summary)
{
    public TypeRef? EventItem { get; init; }

    public bool OnlyEvents { get; init; }

    public EquatableArray<HeaderModel> Headers { get; init; }
}

/// <summary>Reads what operations are answered with: JSON where it is offered, else bytes or a text; and server-sent events beside it.</summary>
internal sealed class ContentReader(ReadContext context, TypeResolver types, ShapeReader shapes)
{
    private readonly ResponseHeaderReader headers = new(context, types, shapes);

    public ResultContent Result(SpecNode operation, string name)
    {
        var properties = new NameScope(MemberNames.Reserved);
        properties.Take("StatusCode");
        var empty = false;
        var choice = false;
        var found = new List<TypeRef>();
        var answers = new List<AnswerModel>();
        var accept = new List<string>();
        string? summary = null;
        TypeRef? eventItem = null;
        var successes = Successes(operation);
        foreach (var entry in successes)
        {
            if (context.Mapping(entry.Value, $"Response '{entry.Key}'", Vocabulary.Response) is not { } response)
                continue;
            summary ??= DocReader.Read(response).Summary;
            var kinds = context.Mapping(response["content"], "'content'");
            var events = MediaTypes.EventStream(kinds);
            if (events is not null)
                eventItem ??= EventItem(events, Hint(entry.Value, name, "Event"));
            if (MediaTypes.Preferred(kinds) is not { } content)
            {
                empty |= events is null;
                continue;
            }

            var type = BodyType(content, Hint(entry.Value, name, "Response") with { Apart = StatusName(entry.Key) });
            answers.Add(new(entry.Key, properties.Reserve("Status" + StatusName(entry.Key)), type));
            if (!found.Contains(type))
                found.Add(type);
            choice |= kinds!.Entries.Length > 1;
            if (MediaTypes.IsConcrete(content.Key) && !accept.Contains(content.Key))
                accept.Add(content.Key);
        }

        var header = choice && accept.Count > 0 ? string.Join(", ", accept) : null;
        return new(found.Count == 1 ? Only(found[0], empty) : null, found.Count > 1 ? EquatableArray<AnswerModel>.From(answers) : default, header, summary)
        {
            EventItem = eventItem,
            OnlyEvents = eventItem is not null && found.Count == 0,
            Headers = headers.Read(successes, name),
        };
    }

    // Bytes that are all there can be are read as they arrive; where there are none, the stream is empty.
    private static TypeRef Only(TypeRef type, bool canBeEmpty) => type.Kind == TypeKind.Octets ? TypeRef.Download : type.OrNull(canBeEmpty);

    // What one event carries. Where the schema is a list, it is one of all events.
    private TypeRef EventItem(SpecNode media, TypeHint hint)
    {
        if (context.Mapping(media, "Content 'text/event-stream'", Vocabulary.MediaType)?["schema"] is not { } schema)
            return TypeRef.Text;
        if (shapes.Final(schema) is { Kind: ShapeKind.List, Target: { } element })
            schema = element;
        return types.Resolve(schema, null, hint).NotNull();
    }

    // 200, 2XX; anything else is no status, but needs a name all the same.
    private static string StatusName(string status) => status.Length == 3 && char.IsLetterOrDigit(status[1]) && char.IsLetterOrDigit(status[2])
        ? status.ToUpperInvariant()
        : status == "default" ? "Default" : "Other";

    private TypeRef BodyType(SpecEntry content, TypeHint hint)
    {
        var media = context.Mapping(content.Value, $"Content '{content.Key}'", Vocabulary.MediaType);
        var kind = MediaTypes.KindOf(content.Key);
        if (MediaTypes.IsBinary(context.References.Follow(media?["schema"])))
            kind = BodyKind.Octets;
        return kind switch
        {
            BodyKind.Json => types.Resolve(media?["schema"], null, hint),
            BodyKind.Text => TypeRef.PlainText,
            _ => TypeRef.Octets,
        };
    }

    public EquatableArray<ErrorModel> Errors(SpecNode operation, string name)
    {
        var order = new List<TypeRef>();
        var statuses = new List<List<string>>();
        foreach (var entry in operation["responses"]?.Entries ?? [])
        {
            if (IsSuccess(entry.Key) || entry.Key.StartsWith("x-", StringComparison.Ordinal) || IsInterim(entry.Key))
                continue;
            if (context.Mapping(entry.Value, $"Response '{entry.Key}'", Vocabulary.Response) is not { } response || MediaTypes.Preferred(response["content"]) is not { } content
                || MediaTypes.KindOf(content.Key) != BodyKind.Json || context.Mapping(content.Value, $"Content '{content.Key}'", Vocabulary.MediaType)?["schema"] is not { } schema)
                continue;
            var type = types.Resolve(schema, null, Hint(entry.Value, name, "Error") with { Apart = StatusName(entry.Key) }).NotNull();
            var at = order.IndexOf(type);
            if (at < 0)
            {
                at = order.Count;
                order.Add(type);
                statuses.Add([]);
            }

            statuses[at].Add(entry.Key);
        }

        var errors = new List<ErrorModel>(order.Count);
        for (var i = 0; i < order.Count; i++)
            errors.Add(new(EquatableArray<string>.From(statuses[i]), order[i], default));
        return EquatableArray<ErrorModel>.From(errors);
    }

    // 2xx, or "default" where no success is described at all.
    private List<SpecEntry> Successes(SpecNode operation)
    {
        var successes = new List<SpecEntry>();
        var responses = context.Mapping(operation["responses"], "'responses'");
        foreach (var entry in responses?.Entries ?? [])
        {
            if (IsSuccess(entry.Key))
                successes.Add(entry);
        }

        if (successes.Count == 0 && responses is not null && responses.IndexOf("default") is >= 0 and var at)
            successes.Add(responses.Entries[at]);
        return successes;
    }

    // No caller ever sees one. A redirection is seen: clients that carry credentials do not follow them.
    private static bool IsInterim(string status) => status.Length == 3 && status[0] == '1';

    private static bool IsSuccess(string status) => status.Length == 3 && status[0] == '2';

    public static TypeHint Hint(SpecNode reference, string operation, string suffix) => reference.TextOf("$ref") is { } text
        ? new(Identifiers.Pascal(References.NameOf(text)) + (suffix == "Request" ? "" : suffix))
        : new(operation + suffix);
}
