using Pepay.Generator.Model;

namespace Pepay.Generator.Reading;

/// <summary>Tags, paths and operation ids that select operations. A path may end with <c>*</c>.</summary>
internal sealed record OperationNames(EquatableArray<string> Tags, EquatableArray<string> Paths, EquatableArray<string> Operations)
{
    public bool IsEmpty => Tags.Count + Paths.Count + Operations.Count == 0;

    public bool Selects(SpecNode operation, string path, string id)
    {
        if (Has(Operations, id))
            return true;
        foreach (var wanted in Paths)
        {
            if (IsPath(wanted, path))
                return true;
        }

        foreach (var tag in operation["tags"]?.Items ?? [])
        {
            if (Has(Tags, tag.Text))
                return true;
        }

        return false;
    }

    public static bool IsPath(string wanted, string path) =>
        wanted == path || (wanted.EndsWith("*", StringComparison.Ordinal) && path.StartsWith(wanted.Substring(0, wanted.Length - 1), StringComparison.Ordinal));

    private static bool Has(EquatableArray<string> names, string name)
    {
        foreach (var candidate in names)
        {
            if (candidate == name)
                return true;
        }

        return false;
    }
}

/// <summary>Which operations are generated: all, or the included ones, without the excluded ones.</summary>
internal sealed record OperationFilter(OperationNames Include, OperationNames Exclude)
{
    public static readonly OperationFilter All = new(new(default, default, default), new(default, default, default));

    public bool Keeps(SpecNode operation, string path, string id) =>
        (Include.IsEmpty || Include.Selects(operation, path, id)) && !Exclude.Selects(operation, path, id);
}
