namespace Pepay.Generator.Naming;

/// <summary>
/// The names that are taken in one C# scope. A wanted name that is taken gets a number, in the order in which names are asked for, so the
/// same input always gives the same names. Names that differ in case only are told apart too: files and case-insensitive languages need it.
/// </summary>
internal sealed class NameScope
{
    private readonly HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);

    public NameScope(params string[] reserved)
    {
        foreach (var name in reserved)
            taken.Add(name);
    }

    public bool IsTaken(string name) => taken.Contains(name);

    public void Take(string name) => taken.Add(name);

    /// <summary>Takes the name, or the next free one: with the suffix if one is given, then with a number. An escaped keyword is the name that it escapes.</summary>
    public string Reserve(string name, string suffix = "")
    {
        var wanted = name.TrimStart('@');
        if (taken.Add(wanted))
            return name;
        if (suffix.Length > 0 && taken.Add(wanted + suffix))
            return wanted + suffix;
        for (var number = 2; ; number++)
        {
            var candidate = wanted + suffix + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (taken.Add(candidate))
                return candidate;
        }
    }
}
