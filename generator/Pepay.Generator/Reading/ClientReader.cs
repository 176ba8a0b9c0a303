using Pepay.Generator.Model;
using Pepay.Generator.Naming;
using Pepay.Generator.Reading.Extensions;
using Pepay.Generator.Reading.OpenApi;

namespace Pepay.Generator.Reading;

/// <summary>Puts operations into clients by tag, and adds what needs finished types: paging and error codes.</summary>
internal sealed class ClientReader(ReadContext context, NameScope names, string ns)
{
    private const string Untagged = "Default";

    public List<ClientModel> Read(List<OperationDraft> drafts, List<TypeModel> types, List<SpecFile> files)
    {
        var paths = new TypePaths();
        foreach (var type in types)
            paths.Add(type);
        var paging = new PagingReader(context, paths);
        var codes = new ErrorCodeFinder(paths);
        var descriptions = new NameScope(MemberNames.Reserved);
        descriptions.Take("All");
        var order = new List<string>();
        var groups = new Dictionary<string, List<(OperationDraft Draft, OperationModel Model)>>(StringComparer.Ordinal);
        var methods = new Dictionary<string, NameScope>(StringComparer.Ordinal);
        foreach (var draft in drafts)
        {
            var tag = draft.Tag ?? Untagged;
            var key = Identifiers.Pascal(tag);
            if (!groups.TryGetValue(key, out var group))
            {
                groups[key] = group = [];
                methods[key] = new NameScope(MemberNames.Reserved);
                order.Add(tag);
            }

            var name = methods[key].Reserve(draft.Model.Name);
            var model = draft.Model with { Name = name, DescriptionName = descriptions.Reserve(draft.Model.Name), Errors = WithCodes(draft.Model.Errors, codes) };
            if (model.Headers is { } headers)
                model = model with { Headers = headers with { TypeName = "global::" + ns + "." + names.Reserve(draft.Model.Name + "WithHeaders") } };
            if (model.Answers.Count > 0)
                model = model with { Result = new TypeRef(TypeKind.Answers, "global::" + ns + "." + names.Reserve(draft.Model.Name + "Result")) };
            group.Add((draft, model));
        }

        var finished = new Dictionary<string, List<OperationModel>>(StringComparer.Ordinal);
        foreach (var pair in groups)
            finished[pair.Key] = WithFurtherMethods(pair.Value, paging, methods[pair.Key]);
        return Clients(order, finished, files);
    }

    private List<ClientModel> Clients(List<string> order, Dictionary<string, List<OperationModel>> groups, List<SpecFile> files)
    {
        var clients = new List<ClientModel>(order.Count);
        var properties = new NameScope(MemberNames.Reserved);
        properties.Take("Transport");
        properties.Take("With");
        foreach (var tag in order)
        {
            var key = Identifiers.Pascal(tag);
            var name = names.Reserve(key + "Client");
            clients.Add(new(name, names.Reserve("I" + name), properties.Reserve(key), TagDocs(tag, files), EquatableArray<OperationModel>.From(groups[key])));
        }

        return clients;
    }

    // After all operations have their names: the further methods of one give way.
    private static List<OperationModel> WithFurtherMethods(List<(OperationDraft Draft, OperationModel Model)> group, PagingReader paging, NameScope methods)
    {
        var result = new List<OperationModel>(group.Count);
        foreach (var (draft, model) in group)
        {
            var pages = paging.Read(draft with { Model = model });
            result.Add(model with
            {
                Paging = pages is null ? null : pages with { MethodName = methods.Reserve(pages.MethodName) },
                EventStream = model.EventStream is { } events ? events with { MethodName = events.IsAll ? model.Name : methods.Reserve(model.Name + "Stream") } : null,
                Headers = model.Headers is { } headers ? headers with { MethodName = methods.Reserve(model.Name + "WithHeaders") } : null,
            });
        }

        return result;
    }

    private static EquatableArray<ErrorModel> WithCodes(EquatableArray<ErrorModel> errors, ErrorCodeFinder codes)
    {
        var result = new List<ErrorModel>(errors.Count);
        foreach (var error in errors)
            result.Add(error with { CodePointers = codes.Find(error.Type) });
        return EquatableArray<ErrorModel>.From(result);
    }

    private static Docs TagDocs(string tag, List<SpecFile> files)
    {
        foreach (var file in files)
        {
            foreach (var node in file.Root!["tags"]?.Items ?? [])
            {
                if (node.IsMapping && node.TextOf("name") == tag)
                    return DocReader.Read(node);
            }
        }

        return Docs.None;
    }
}
