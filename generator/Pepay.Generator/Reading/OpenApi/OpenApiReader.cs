using Pepay.Generator.Diagnostics;
using Pepay.Generator.Reading.Schemas;

namespace Pepay.Generator.Reading.OpenApi;

/// <summary>Reads the operations of one OpenAPI 3.0 or 3.1 document.</summary>
internal sealed class OpenApiReader(ReadContext context, TypeResolver types, ShapeReader shapes, ObjectReader objects)
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
    private readonly HashSet<string> operationIds = new(StringComparer.Ordinal);
    private readonly OperationReader operations = new(context, types, shapes, objects);

    public FilterCheck Filter { get; } = new(context);

    public List<OperationDraft> Read(SpecFile file)
    {
        var drafts = new List<OperationDraft>();
        var root = file.Root!;
        foreach (var path in context.Mapping(root["paths"], "'paths'")?.Entries ?? [])
        {
            if (path.Key.StartsWith("x-", StringComparison.Ordinal))
                continue;
            if (!path.Key.StartsWith("/", StringComparison.Ordinal))
                context.Diagnostics.Report(DiagnosticIds.UnexpectedNode, file, path.KeyAt, $"Path '{path.Key}'", "a text that starts with '/'", "another text", "#/paths/" + NodePointer.Escape(path.Key));
            else if (context.Mapping(path.Value, $"Path '{path.Key}'", Vocabulary.PathItem) is { } item)
                ReadPath(file, path.Key, item, drafts);
        }

        return drafts;
    }

    private void ReadPath(SpecFile file, string path, SpecNode item, List<OperationDraft> drafts)
    {
        foreach (var method in Methods)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            if (item[method] is not { } node)
                continue;
            if (context.Mapping(node, $"Operation '{method} {path}'") is not { } operation)
                continue;
            var given = operation.TextOf("operationId") ?? "";
            Filter.See(operation, path, given);
            if (!context.Filter.Keeps(operation, path, given))
                continue;
            Vocabulary.Operation.Check(context.Diagnostics, operation);
            var id = Identify(file, operation, method, path);
            if (operations.Read(file, operation, item, method, path, id) is { } draft)
                drafts.Add(draft);
        }
    }

    private string Identify(SpecFile file, SpecNode operation, string method, string path)
    {
        var wanted = operation.TextOf("operationId") is { Length: > 0 } given ? given : method + " " + path;
        var id = wanted;
        for (var number = 2; !operationIds.Add(id); number++)
            id = wanted + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (id != wanted)
            context.Diagnostics.Report(DiagnosticIds.DuplicateOperation, operation["operationId"] ?? operation, wanted, id);
        return id;
    }
}
