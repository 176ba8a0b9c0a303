using System.Text;

namespace Pepay.Generator.Reading;

/// <summary>Finds the word that was meant by one that is not known: written in another case or with other separators, cut short, or a letter or two off.</summary>
internal static class Spelling
{
    private const int LongestWord = 40;

    /// <param name="mayBeCut">Whether the beginning of a word may stand for it: names of one kind often begin alike, words of a language rarely do.</param>
    /// <returns>Null where none is so near that it must have been meant.</returns>
    public static string? Nearest(string written, IEnumerable<string> words, bool mayBeCut)
    {
        if (written.Length > LongestWord)
            return null;
        var own = Fold(written);
        string? nearest = null;
        var least = int.MaxValue;
        foreach (var word in words)
        {
            if (Distance(own, Fold(word), mayBeCut) is { } distance && distance < least)
                (nearest, least) = (word, distance);
        }

        return nearest;
    }

    /// <summary>How far two words are apart; null where they are different words. One letter in a short word makes another word, unless it is the last one that is missing, and so does a digit.</summary>
    private static int? Distance(string written, string word, bool mayBeCut)
    {
        if (written == word)
            return 0;
        if (mayBeCut && written.Length == 3 && word.Length == 4 && word.StartsWith(written, StringComparison.Ordinal))
            return 1;
        if (written.Length < 4 || word.Length < 4 || written[0] != word[0] || Digits(written) != Digits(word))
            return null;
        var most = word.Length < 8 ? 1 : 2;
        if (Math.Abs(written.Length - word.Length) <= most && Edits(written, word) is var edits && edits <= most)
            return edits;
        return mayBeCut && written.Length >= 5 && word.Length - written.Length <= 4 && word.StartsWith(written, StringComparison.Ordinal) ? 3 : null;
    }

    private static string Digits(string word) => string.Concat(word.Where(char.IsDigit));

    // Insertions, deletions, replacements and swaps of neighbours.
    private static int Edits(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            table[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            table[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                table[i, j] = Math.Min(replaced, Math.Min(table[i - 1, j], table[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
            }
        }

        return table[a.Length, b.Length];
    }

    private static string Fold(string word)
    {
        var folded = new StringBuilder(word.Length);
        foreach (var c in word)
        {
            if (char.IsLetterOrDigit(c))
                folded.Append(char.ToLowerInvariant(c));
        }

        return folded.ToString();
    }
}
