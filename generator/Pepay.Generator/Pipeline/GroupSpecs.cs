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
        foreach (var item in items.OrderBy(static item => item.Path, StringComparer.Ordinal))
        {
            if (!IsSound(item, diagnostics))
                continue;
            if (!groups.TryGetValue(item.Namespace, out var group))
                groups[item.Namespace] = group = [];
            if (Contradiction(item, group) is { } problem)
                Report(diagnostics, item, problem);
            else
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
            Report(diagnostics, item, problem);
        return problem is null;
    }

    private static void Report(DiagnosticBag diagnostics, SpecItem item, string problem) =>
        diagnostics.Report(DiagnosticIds.InvalidItem, item.Path, default, Path.GetFileName(item.Path), problem);

    // What holds for the whole namespace, its files say in one way or not at all.
    private static string? Contradiction(SpecItem item, List<SpecItem> group)
    {
        foreach (var other in group)
        {
            foreach (var (name, mine, theirs) in new[]
                     {
                         ("ClientName", item.ClientName, other.ClientName), ("Visibility", item.Visibility, other.Visibility),
                         ("Number", item.Number, other.Number), ("Schemas", item.Schemas, other.Schemas),
                     })
            {
                if (mine is not null && theirs is not null && !(name == "ClientName" ? mine == theirs : Is(mine, theirs)))
                    return $"its {name} '{mine}' contradicts '{theirs}' of '{Path.GetFileName(other.Path)}' in the same namespace: give both the same, or leave one out";
            }
        }

        return null;
    }

    private static bool IsOneOf(string? value, string one, string other) => value is null || Is(value, one) || Is(value, other);

    private static bool Is(string? value, string word) => string.Equals(value, word, StringComparison.OrdinalIgnoreCase);

    private static ProviderInput Provider(string ns, List<SpecItem> items)
    {
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
