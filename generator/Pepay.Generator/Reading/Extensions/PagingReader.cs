using Pepay.Generator.Diagnostics;
using Pepay.Generator.Model;
using Pepay.Generator.Reading.OpenApi;

namespace Pepay.Generator.Reading.Extensions;

/// <summary>Reads <c>x-pagination</c> and fits it to the operation's parameters and result.</summary>
internal sealed class PagingReader(ReadContext context, TypePaths paths)
{
    private const string What = "x-pagination";

    public PagingModel? Read(OperationDraft draft)
    {
        // Others have an extension of this name too; ours says its style.
        if (draft.Node[What] is not { IsMapping: true } reference || context.References.Follow(reference) is not { IsMapping: true } node || !node.Has("style"))
            return null;
        Vocabulary.Pagination.Check(context.Diagnostics, node);
        var problem = TryRead(draft.Model, node, out var paging);
        if (problem is not null && !node.File.IsCutShort)
            context.Diagnostics.Report(DiagnosticIds.InvalidPagination, node, draft.Model.Id, problem);
        return paging;
    }

    private string? TryRead(OperationModel operation, SpecNode node, out PagingModel? paging)
    {
        paging = null;
        if (operation.Result is not { } page || page.Nullable)
            return "its result is no described JSON";
        if (node.TextOf("items") is not { } itemsPointer || paths.Follow(page, itemsPointer) is not { Type.Kind: TypeKind.List } items)
            return $"'items' must point at a list in the result, '{node.TextOf("items")}' does not";
        var style = node.TextOf("style");
        var positionKey = style == "offset" ? "offsetParameter" : "cursorParameter";
        if (node.TextOf(positionKey) is not { } positionName)
            return $"'{positionKey}' is missing, which names the query parameter of the position";
        if (Parameter(operation, positionName) is not { Place: ParameterPlace.Query } position)
            return $"it has no query parameter '{positionName}'";
        var method = operation.Name + "All";
        switch (style)
        {
            case "offset":
                if (position.Type.Kind != TypeKind.Integer)
                    return $"parameter '{positionName}' must be an integer";
                var limit = Parameter(operation, node.TextOf("limitParameter"));
                paging = new(method, items.Type.Element!, items.Expression, null, null, PagingStyle.Offset, position.Name,
                    limit is { Type.Kind: TypeKind.Integer } ? limit.Name : null);
                return null;
            case "cursor":
                return Cursor(node, page, items, position, method, out paging);
            case "token":
                return Token(node, page, items, position, method, out paging);
            default:
                return "'style' must be cursor, token or offset";
        }
    }

    private string? Cursor(SpecNode node, TypeRef page, TypePath items, ParameterModel position, string method, out PagingModel? paging)
    {
        paging = null;
        if (node.TextOf("cursor") is not { } pointer || paths.Follow(items.Type.Element!, pointer) is not { } cursor || cursor.Type.Kind != position.Type.Kind)
            return $"'cursor' must point at a value of the items that parameter '{position.WireName}' takes";
        TypePath? more = node.TextOf("more") is { } morePointer ? paths.Follow(page, morePointer) : null;
        if (node.Has("more") && more is not { Type.Kind: TypeKind.Boolean })
            return "'more' must point at a boolean in the result";
        paging = new(method, items.Type.Element!, items.Expression, more?.Expression, cursor.Expression, PagingStyle.Cursor, position.Name, null);
        return null;
    }

    private string? Token(SpecNode node, TypeRef page, TypePath items, ParameterModel position, string method, out PagingModel? paging)
    {
        paging = null;
        if (node.TextOf("next") is not { } pointer || paths.Follow(page, pointer) is not { } next || next.Type.Kind != position.Type.Kind)
            return $"'next' must point at a value of the result that parameter '{position.WireName}' takes";
        paging = new(method, items.Type.Element!, items.Expression, null, next.Expression, PagingStyle.Token, position.Name, null);
        return null;
    }

    private static ParameterModel? Parameter(OperationModel operation, string? wireName)
    {
        foreach (var parameter in operation.Parameters)
        {
            if (parameter.WireName == wireName && wireName is not null)
                return parameter;
        }

        return null;
    }
}
