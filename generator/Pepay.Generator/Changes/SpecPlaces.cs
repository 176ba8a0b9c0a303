using Pepay.Generator.Model;
using Pepay.Generator.Reading;
using Pepay.Generator.Reading.AsyncApi;
using Pepay.Generator.Reading.OpenApi;
using Pepay.Generator.Reading.Schemas;

namespace Pepay.Generator.Changes;

/// <summary>Where a specification says what a surface is made of; for what it no longer says, the nearest node around it.</summary>
internal sealed class SpecPlaces
{
    private readonly References references;
    private readonly IReadOnlyList<SpecFile> documents;
    private readonly Dictionary<string, SpecNode> operations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SpecNode> events = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SpecNode> types = new(StringComparer.Ordinal);

    public SpecPlaces(
        References references, IReadOnlyList<SpecFile> documents, string ns, IEnumerable<OperationDraft> operations, IEnumerable<EventDraft> events, IEnumerable<TypeDeclaration> types)
    {
        this.references = references;
        this.documents = documents;
        foreach (var draft in operations)
            this.operations[draft.Model.Id] = draft.Node;
        foreach (var draft in events)
            this.events[draft.EventType] = draft.Declaration.Node;
        foreach (var declaration in types)
            Add(declaration, ns);
    }

    public (SpecFile File, TextPosition At) Of(SurfaceEntry entry, ApiSurface old) => entry.Kind switch
    {
        SurfaceKinds.Operation => Operation(entry, old),
        SurfaceKinds.Event => events.TryGetValue(entry.Owner, out var node) ? At(node) : Root("webhooks") ?? Root("components", "messages") ?? Root("channels") ?? First(),
        SurfaceKinds.Type => Type(entry),
        _ => entry.Part switch
        {
            SurfaceParts.Credential => Root("components", "securitySchemes", entry.Member) ?? Root("components", "securitySchemes"),
            SurfaceParts.Signature => Root("x-webhook", "schemes") ?? Root("x-webhook"),
            _ => Root("servers"),
        } ?? First(),
    };

    private (SpecFile File, TextPosition At) Operation(SurfaceEntry entry, ApiSurface old)
    {
        if (!operations.TryGetValue(entry.Owner, out var node))
        {
            // Where it was: its path may still be there, for other methods.
            var request = old[(SurfaceKinds.Operation, entry.Owner, SurfaceParts.Request, "")]?.Value.Split(' ');
            return (request is { Length: > 1 } ? Root("paths", request[1]) : null) ?? Root("paths") ?? First();
        }

        return entry.Part switch
        {
            SurfaceParts.Parameter or SurfaceParts.Style => Parameter(node, entry.Member) ?? Key(node, "requestBody") ?? Key(node, "parameters"),
            SurfaceParts.Limit => Parameter(node, entry.LimitOf),
            SurfaceParts.Result or SurfaceParts.Error => Key(references.Follow(node["responses"]), entry.Member.Split(',')[0]) ?? Key(node, "responses"),
            SurfaceParts.Stream or SurfaceParts.Pages or SurfaceParts.Header => Key(node, "responses"),
            SurfaceParts.Order => Key(node, "parameters"),
            SurfaceParts.Security => Key(node, "security"),
            _ => null,
        } ?? At(node);
    }

    // A member is "query limit": its place and its name.
    private (SpecFile File, TextPosition At)? Parameter(SpecNode operation, string member)
    {
        var name = member.Substring(member.IndexOf(' ') + 1);
        foreach (var item in references.Follow(operation["parameters"])?.Items ?? [])
        {
            if (references.Follow(item)?.TextOf("name") == name)
                return At(item);
        }

        return null;
    }

    private (SpecFile File, TextPosition At) Type(SurfaceEntry entry)
    {
        for (var owner = entry.Owner; ; owner = owner.Substring(0, owner.LastIndexOf('.')))
        {
            if (types.TryGetValue(owner, out var named) && references.Follow(named) is { } node)
                return entry.Owner == owner && PropertyOf(entry) is { } name && Key(references.Follow(node["properties"]), name) is { } property ? property : At(node);
            if (owner.LastIndexOf('.') < 0)
                return Root("components", "schemas") ?? First();
        }
    }

    private static string? PropertyOf(SurfaceEntry entry) => entry.Part switch
    {
        SurfaceParts.Property => entry.Member,
        SurfaceParts.Limit => entry.LimitOf,
        _ => null,
    };

    private void Add(TypeDeclaration declaration, string ns)
    {
        types[ApiSurface.Short(declaration.FullName, ns)] = declaration.Node;
        foreach (var nested in declaration.Nested)
            Add(nested, ns);
    }

    // In the first document that has it.
    private (SpecFile File, TextPosition At)? Root(params string[] path)
    {
        foreach (var document in documents)
        {
            SpecNode? node = document.Root;
            foreach (var key in path.Take(path.Length - 1))
                node = references.Follow(node?[key]);
            if (Key(node, path[path.Length - 1]) is { } found)
                return found;
        }

        return null;
    }

    private (SpecFile File, TextPosition At) First() => At(documents[0].Root!);

    private static (SpecFile File, TextPosition At)? Key(SpecNode? mapping, string key) =>
        mapping is not null && mapping.IndexOf(key) is var index and >= 0 ? (mapping.File, mapping.Entries[index].KeyAt) : null;

    private static (SpecFile File, TextPosition At) At(SpecNode node) => (node.File, node.At);
}
