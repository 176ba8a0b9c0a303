using Pepay.Generator.Changes;
using Pepay.Generator.Diagnostics;
using Pepay.Generator.Model;
using Pepay.Generator.Naming;
using Pepay.Generator.Reading.AsyncApi;
using Pepay.Generator.Reading.Extensions;
using Pepay.Generator.Reading.OpenApi;
using Pepay.Generator.Reading.Schemas;

namespace Pepay.Generator.Reading;

/// <summary>Reads the files of one namespace into the model that everything is generated from. The order of the steps settles who gets a name first.</summary>
internal sealed class ProviderReader
{
    private static readonly string[] Versions = ["openapi", "asyncapi"];
    private static readonly string[] OfDocuments = ["paths", "webhooks", "channels", "operations"];
    private readonly ProviderInput input;
    private readonly ReadContext context;
    private readonly List<SpecFile> openApi = [];
    private readonly List<SpecFile> asyncApi = [];
    private readonly List<(SpecFile File, string Problem)> strangers = [];
    private readonly NameScope names = new();
    private readonly ProviderNames providerNames;
    private readonly ShapeReader shapes;
    private readonly TypeResolver types;
    private readonly ObjectReader objects;
    private readonly BodyReader bodies;

    private ProviderReader(ProviderInput input, DiagnosticBag diagnostics, CancellationToken cancellationToken)
    {
        this.input = input;
        var files = new List<SpecFile>(input.Files.Count);
        foreach (var text in input.Files)
            files.Add(SpecTreeReader.Read(text.Path, text.Text, diagnostics, cancellationToken));
        context = new(files, diagnostics, cancellationToken) { Filter = input.Filter, NumberAsDouble = input.NumberAsDouble };
        providerNames = ProviderNaming.Create(input.Namespace, input.ClientName, names);
        shapes = new(context);
        types = new(context, shapes, input.Namespace, names);
        objects = new(context);
        bodies = new(context, shapes, objects, types);
    }

    public static ProviderModel Read(ProviderInput input, CancellationToken cancellationToken)
    {
        var diagnostics = new DiagnosticBag();
        try
        {
            return new ProviderReader(input, diagnostics, cancellationToken).Read();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A generator that throws takes all generated code with it and says nothing useful; a fault of ours is reported as one.
            diagnostics.Report(DiagnosticIds.InternalFault, input.Files[0].Path, default, input.Namespace, exception.GetType().Name + ": " + exception.Message);
            return new ProviderModel(input.Namespace, input.IsPublic, ProviderNaming.Create(input.Namespace, input.ClientName, new()), new("", "")) { Diagnostics = diagnostics.ToArray() };
        }
    }

    private ProviderModel Read()
    {
        foreach (var file in context.Files)
            Classify(file);
        AddComponents();
        var messages = new MessageReader(context, types, shapes, names, EventItems());
        foreach (var file in asyncApi)
            messages.ReadAsyncApi(file.Root!);
        foreach (var file in openApi)
            messages.ReadWebhooks(file.Root!);
        var drafts = new List<OperationDraft>();
        var reader = new OpenApiReader(context, types, shapes, objects);
        foreach (var file in openApi)
            drafts.AddRange(reader.Read(file));
        reader.Filter.Report();
        bodies.ReadPending();
        var events = ReadEvents(messages.Drafts);

        var declared = new List<TypeModel>(types.TopLevel.Count);
        foreach (var declaration in types.TopLevel)
            declared.Add(declaration.Finish());
        ReportStrangers();
        var clients = new ClientReader(context, names, input.Namespace).Read(drafts, declared, openApi);
        var provider = Assemble(new Directions(VariantTags.Apply(declared), clients, events).Apply(), clients, events);
        if (input.Baseline is not { } baseline || context.Diagnostics.HasErrors)
            return provider;

        // After an error much would seem to be gone that is only not read.
        var documents = openApi.Concat(asyncApi).ToList();
        if (documents.Count > 0)
            BreakingChanges.Report(context.Diagnostics, baseline, provider, new(context.References, documents, input.Namespace, drafts, messages.Drafts, types.TopLevel));
        return provider with { Diagnostics = context.Diagnostics.ToArray() };
    }

    private string? EventItems() =>
        openApi.Concat(asyncApi).Select(static file => file.Root!["x-webhook"]?["event"]?.TextOf("items")).FirstOrDefault(static pointer => pointer is not null);

    private void Classify(SpecFile file)
    {
        if (file.Root is not { } root)
        {
            if (!file.IsCutShort)
                context.Diagnostics.Report(DiagnosticIds.UnknownDocument, file, default, file.Name, "it is empty");
            return;
        }

        if (!root.IsMapping && !file.IsCutShort)
            strangers.Add((file, "its root is no mapping"));
        else if (root["openapi"] is { } version && IsOf(version, "3.0", "3.1"))
            Add(file, openApi, Vocabulary.Document, Vocabulary.Components, "paths", "webhooks");
        else if (root["asyncapi"] is { } asyncVersion && IsOf(asyncVersion, "3.0", "3.1"))
            Add(file, asyncApi, Vocabulary.AsyncDocument, Vocabulary.AsyncComponents, "channels", "operations");
        else if ((root["openapi"] ?? root["asyncapi"] ?? root["swagger"]) is { } other)
            context.Diagnostics.Report(DiagnosticIds.UnknownDocument, other, file.Name, $"version '{other.Text}' is not supported");
        else if (MisspeltVersion(root) is { } key)
            context.Diagnostics.Report(DiagnosticIds.UnknownDocument, file, key.KeyAt, file.Name, $"it names no version, unless '{key.Key}' was meant to be '{NearestVersion(key.Key)}'");
        else if (!file.IsCutShort && !IsPart(root))
            strangers.Add((file, "it names no version"));
    }

    private static bool IsOf(SpecNode version, params string[] lines) =>
        Array.Exists(lines, line => version.Text == line || version.Text.StartsWith(line + ".", StringComparison.Ordinal));

    // What other files may refer to. What only a document has, in a file that is none, nobody would ever read.
    private static bool IsPart(SpecNode root) => !Array.Exists(OfDocuments, root.Has)
        && (root.Has("components") || root.Has("$defs") || root.Has("definitions") || SchemaWords.IsStructural(root));

    private static SpecEntry? MisspeltVersion(SpecNode root)
    {
        foreach (var entry in root.Entries)
        {
            if (entry.Value.Text.Length > 0 && char.IsDigit(entry.Value.Text[0]) && NearestVersion(entry.Key) is not null)
                return entry;
        }

        return null;
    }

    private static string? NearestVersion(string key) => Spelling.Nearest(key, Versions, mayBeCut: false);

    private void Add(SpecFile file, List<SpecFile> documents, Vocabulary words, Vocabulary componentWords, params string[] parts)
    {
        documents.Add(file);
        var misspelt = words.Check(context.Diagnostics, file.Root!);
        context.Mapping(file.Root!["components"], "'components'", componentWords);

        // One with extensions describes what they do.
        if (!misspelt && !file.Root!.Has("components") && !Array.Exists(parts, file.Root.Has)
            && !Array.Exists(file.Root.Entries, entry => entry.Key.StartsWith("x-", StringComparison.Ordinal)))
            context.Lacking(DiagnosticIds.EmptyDocument, file.Root, file.Name, string.Join(", ", parts));
    }

    // A part of another file, such as its parameters, is of no kind of its own.
    private void ReportStrangers()
    {
        if (strangers.Exists(stranger => !context.References.IsUsed(stranger.File)))
            context.References.UseAll();
        foreach (var (file, problem) in strangers)
        {
            if (!context.References.IsUsed(file))
                context.Diagnostics.Report(DiagnosticIds.UnknownDocument, file.Root!, file.Name, problem);
        }
    }

    private void AddComponents()
    {
        var known = new List<(string Name, SpecNode Schema)>();
        foreach (var file in openApi.Concat(asyncApi))
        {
            var schemas = context.Mapping(file.Root!["components"], "'components'")?["schemas"];
            foreach (var entry in context.Mapping(schemas, "'components.schemas'")?.Entries ?? [])
            {
                if (entry.Value.IsMapping || entry.Value.Kind == NodeKind.Boolean)
                    known.Add((entry.Key, entry.Value));
                else
                    context.Unexpected(entry.Value, $"Schema '{entry.Key}'", "a mapping");
            }
        }

        foreach (var (name, schema) in known)
            context.Hierarchies.Add(name, schema);

        // Every schema has its name, generated or not, so that a filter does not rename what it leaves.
        foreach (var (name, schema) in known)
            types.AddComponent(name, schema);
        if (!input.AllSchemas && (openApi.Exists(HasOperations) || asyncApi.Exists(HasMessages)))
            return;
        foreach (var (name, schema) in known)
            types.Resolve(schema, null, new TypeHint(Identifiers.Pascal(name)));
    }

    private static bool HasMessages(SpecFile file) => file.Root!["channels"] is { Entries.Length: > 0 } || file.Root["components"]?["messages"] is { Entries.Length: > 0 };

    private static bool HasOperations(SpecFile file) => file.Root!["paths"] is { Entries.Length: > 0 } || file.Root["webhooks"] is { Entries.Length: > 0 };

    private List<EventModel> ReadEvents(List<EventDraft> drafts)
    {
        var events = new List<EventModel>(drafts.Count);
        foreach (var draft in drafts)
        {
            var declaration = draft.Declaration;
            var mark = new EventMark(draft.EventType, "global::" + input.Namespace + "." + providerNames.EventInterface);
            if (draft.Payload is { } payload)
            {
                declaration.Body = new PayloadModel(declaration.Name, declaration.FullName, draft.Docs, payload, mark);
                bodies.ReadPending();
                events.Add(new(draft.EventType, declaration.Name, declaration.FullName, draft.Docs));
                continue;
            }

            declaration.Members.Take("EventType");
            var body = bodies.Record(declaration, declaration.Node);
            var docs = new Docs(draft.Docs.Summary ?? body.Docs.Summary, draft.Docs.Remarks ?? body.Docs.Remarks, draft.Docs.Deprecated);
            declaration.Body = body with
            {
                Docs = docs,
                Event = mark,
            };
            bodies.ReadPending();
            events.Add(new(draft.EventType, declaration.Name, declaration.FullName, docs));
        }

        return events;
    }

    private ProviderModel Assemble(List<TypeModel> declared, List<ClientModel> clients, List<EventModel> events)
    {
        var files = new List<TypeFile>(declared.Count);
        foreach (var type in declared)
            files.Add(new(input.Namespace, input.IsPublic, type));
        return new ProviderModel(input.Namespace, input.IsPublic, providerNames, new DescriptorReader(context, providerNames).Read(openApi, asyncApi))
        {
            Types = EquatableArray<TypeFile>.From(files),
            Clients = EquatableArray<ClientModel>.From(clients),
            Events = EquatableArray<EventModel>.From(events),
            Diagnostics = context.Diagnostics.ToArray(),
        };
    }
}
