using Pepay.Generator.Diagnostics;

namespace Pepay.Generator.Reading;

/// <summary>Neither YAML nor JSON gives a key that stands twice a meaning: the last one counts, and the author is told.</summary>
internal static class DuplicateKeys
{
    private const int PairwiseUpTo = 12;

    public static SpecEntry[] Remove(SpecEntry[] entries, SpecFile file, DiagnosticBag diagnostics)
    {
        if (entries.Length <= PairwiseUpTo ? !HasPair(entries) : !HasRepeat(entries))
            return entries;
        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < entries.Length; i++)
            last[entries[i].Key] = i;
        var kept = new List<SpecEntry>(last.Count);
        for (var i = 0; i < entries.Length; i++)
        {
            if (last[entries[i].Key] == i)
                kept.Add(entries[i]);
            else
                diagnostics.Report(DiagnosticIds.DuplicateKey, file, entries[i].KeyAt, entries[i].Key);
        }

        return kept.ToArray();
    }

    private static bool HasPair(SpecEntry[] entries)
    {
        for (var i = 1; i < entries.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (string.Equals(entries[i].Key, entries[j].Key, StringComparison.Ordinal))
                    return true;
            }
        }

        return false;
    }

    private static bool HasRepeat(SpecEntry[] entries)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (!seen.Add(entry.Key))
                return true;
        }

        return false;
    }
}
