using Pepay.Generator.Diagnostics;
using Pepay.Generator.Model;
using Pepay.Generator.Naming;
using Pepay.Generator.Reading;

namespace Pepay.Generator.Pipeline;

/// <summary>Groups specification files by namespace: each group is one provider. The order of files does not matter.</summary>
internal static class GroupSpecs
{
    public static ProviderInputs Group(IReadOnlyList<SpecItem> items)
    {
        var diagnostics = new DiagnosticBag();
        var groups = new SortedDictionary<string, List<SpecItem>>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (!IsSound(item, diagnostics))
                continue;
            if (!groups.TryGetValue(item.Namespace, out var group))
                groups[item.Namespace] = group = [];
            group.Add(item);
        }

        var providers = new List<ProviderInput>(groups.Count);
        foreach (var group in groups)
            providers.Add(Provider(group.Key, group.Value));
        return new(EquatableArray<ProviderInput>.From(providers), diagnostics.ToArray());
    }

    private static bool IsSound(SpecItem item, DiagnosticBag diagnostics)
    {
        var problem = item.Namespace.Length == 0 ? "the item has no Namespace: add Namespace=\"Your.Namespace\""
            : !Identifiers.IsNamespace(item.Namespace) ? $"'{item.Namespace}' is no C# namespace: correct the item's Namespace"
            : item.ClientName is { } name && (!Identifiers.IsNamespace(name) || name.Contains(".")) ? $"'{name}' is no C# name: correct the item's ClientName"
            : !IsOneOf(item.Visibility, "Public", "Internal") ? $"'{item.Visibility}' is no visibility: use Public or Internal"
            : !IsOneOf(item.Number, "decimal", "double") ? $"'{item.Number}' is no type of numbers: use decimal or double"
            : !IsOneOf(item.Schemas, "Reached", "All") ? $"'{item.Schemas}' is no choice of schemas: use Reached or All"
            : null;
        if (problem is not null)
            diagnostics.Report(DiagnosticIds.InvalidItem, item.Path, default, Path.GetFileName(item.Path), problem);
        return problem is null;
    }

    private static bool IsOneOf(string? value, string one, string other) => value is null || Is(value, one) || Is(value, other);

    private static bool Is(string? value, string word) => string.Equals(value, word, StringComparison.OrdinalIgnoreCase);

    private static ProviderInput Provider(string ns, List<SpecItem> items)
    {
        items.Sort(static (a, b) => string.CompareOrdinal(a.Path, b.Path));
        var files = new List<SpecText>(items.Count);
        string? clientName = null;
        var isPublic = true;
        var asDouble = false;
        var allSchemas = false;
        var filter = OperationFilter.All;
        foreach (var item in items)
        {
            files.Add(new(item.Path, item.Text));
            clientName ??= item.ClientName;
            asDouble |= Is(item.Number, "double");
            allSchemas |= Is(item.Schemas, "All");
            filter = new(Join(filter.Include, item.Filter.Include), Join(filter.Exclude, item.Filter.Exclude));
            isPublic &= !Is(item.Visibility, "Internal");
        }

        return new(ns, clientName, isPublic, EquatableArray<SpecText>.From(files)) { Filter = filter, NumberAsDouble = asDouble, AllSchemas = allSchemas };
    }

    private static OperationNames Join(OperationNames a, OperationNames b) => new(Join(a.Tags, b.Tags), Join(a.Paths, b.Paths), Join(a.Operations, b.Operations));

    private static EquatableArray<string> Join(EquatableArray<string> a, EquatableArray<string> b) => EquatableArray<string>.From([.. a, .. b]);
}
