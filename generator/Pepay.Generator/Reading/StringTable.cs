namespace Pepay.Generator.Reading;

/// <summary>Gives equal short texts the same string: property names and type words repeat thousands of times in a specification.</summary>
internal sealed class StringTable
{
    private const int LongestShared = 40;
    private string?[] slots = new string?[1024];
    private int count;

    /// <summary>The hash of no characters, to which <see cref="Hash(int, char)"/> adds one after the other.</summary>
    public const int EmptyHash = 0;

    public static int Hash(int hash, char next) => unchecked((hash * 31) + next);

    public static int Hash(string text, int start, int length)
    {
        var hash = EmptyHash;
        for (var i = start; i < start + length; i++)
            hash = Hash(hash, text[i]);
        return hash;
    }

    /// <summary>The string of a part of the text whose hash is known.</summary>
    public string Get(string text, int start, int length, int hash)
    {
        if (length == 0)
            return "";
        if (length > LongestShared)
            return text.Substring(start, length);
        if (count > slots.Length / 2)
            Grow();
        var slot = Slot(hash);
        while (slots[slot] is { } known)
        {
            if (known.Length == length && text.AsSpan(start, length).SequenceEqual(known.AsSpan()))
                return known;
            slot = (slot + 1) & (slots.Length - 1);
        }

        count++;
        return slots[slot] = text.Substring(start, length);
    }

    // The high bits too: the low ones of the last characters alone would crowd.
    private int Slot(int hash) => (hash ^ (hash >> 15)) & (slots.Length - 1);

    private void Grow()
    {
        var old = slots;
        slots = new string?[old.Length * 4];
        foreach (var text in old)
        {
            if (text is null)
                continue;
            var slot = Slot(Hash(text, 0, text.Length));
            while (slots[slot] is not null)
                slot = (slot + 1) & (slots.Length - 1);
            slots[slot] = text;
        }
    }
}
