using System.Text.RegularExpressions;

namespace Nop.Plugin.Payments.Pepay.Tests.Packaging;

/// <summary>The public members of a real shop's DLLs, as the list beside the repository has them.</summary>
internal sealed partial class MemberList
{
    private readonly Dictionary<string, ListedType> types = new(StringComparer.Ordinal);

    private static readonly string? Place = Find();

    public static MemberList Read()
    {
        var path = Place ?? throw new FileNotFoundException(
            "The contracts cannot be compared with a real shop: 'shared/facts/nopcommerce-members.md' is neither in the folder of the repository nor in one above it. Put the folder 'shared' beside the repository.");
        var list = new MemberList();
        ListedType? current = null;
        foreach (var line in File.ReadLines(path))
        {
            if (Header().Match(line) is { Success: true } header)
                current = list.Add($"{header.Groups["ns"].Value}.{Name(header.Groups["decl"].Value)}");
            else if (line.StartsWith("- ", StringComparison.Ordinal))
                current?.AddMembers(line);
            else if (line.StartsWith('#'))
                current = null;
            if (line.StartsWith("- **", StringComparison.Ordinal))
            {
                foreach (Match home in Quoted().Matches(line))
                    list.types.TryAdd(home.Groups[1].Value.Replace("<>", "<1>"), new ListedType());
            }
        }

        return list;
    }

    public ListedType? Find(Type type) => types.GetValueOrDefault(Key(type));

    private static string Key(Type type)
    {
        var name = type.FullName!.Replace('+', '.');
        return Arity().Replace(name, "<$1>");
    }

    private ListedType Add(string key)
    {
        types[key] = new ListedType();
        return types[key];
    }

    /// <summary>The declared name with the number of its type parameters: <c>IRepository&lt;1&gt;</c>.</summary>
    private static string Name(string declaration)
    {
        var match = DeclaredName().Match(declaration);
        var name = match.Groups["name"].Value;
        var parameters = match.Groups["args"].Value;
        return parameters.Length == 0 ? name : $"{name}<{parameters.Count(static c => c == ',') + 1}>";
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = System.IO.Path.Combine(folder.FullName, "shared", "facts", "nopcommerce-members.md");
            if (File.Exists(file))
                return file;
        }

        return null;
    }

    [GeneratedRegex(@"^\*\*(used|optional)\*\* `(?<ns>[\w.]+)` (?:`\[[^`]*` )*`public (?<decl>[^`]+)`")]
    private static partial Regex Header();

    [GeneratedRegex(@"(?:class|interface|enum|record|struct|delegate) (?<name>[\w.]+)(?:<(?<args>[^>]+)>)?")]
    private static partial Regex DeclaredName();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"`(\d+)")]
    private static partial Regex Arity();
}

/// <summary>One type of the list, with its members as one text.</summary>
internal sealed partial class ListedType
{
    private string text = "";

    public void AddMembers(string line) => text += " " + Defaults().Replace(line.Replace("`", "").Replace("params ", ""), "$1");

    public bool Has(string signature) => text.Contains(signature, StringComparison.Ordinal);

    // A parameter's default value, not an enum's or a constant's: those follow a name outside of parentheses.
    [GeneratedRegex(@"(?<=\([^()]*)( \w+) = (?:[\w.]+|""[^""]*"")(?=[,)])")]
    private static partial Regex Defaults();
}
