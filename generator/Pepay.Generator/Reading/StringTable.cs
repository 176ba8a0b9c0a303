namespace Pepay.Generator.Reading;

/// <summary>Gives equal short texts the same string: property names and type words repeat thousands of times in a specification.</summary>
internal sealed class StringTable
{
    private const int LongestShared = 40;
    private string?[] slots = new string?[1024];
    private int count;

    public string Get(string text, int start, int length)
    {
        if (length == 0)
            return "";
        if (length > LongestShared)
            return text.Substring(start, length);
        if (count > slots.Length / 2)
            Grow();
        var slot = Hash(text, start, length) & (slots.Length - 1);
        while (slots[slot] is { } known)
        {
            if (known.Length == length && string.CompareOrdinal(known, 0, text, start, length) == 0)
                return known;
            slot = (slot + 1) & (slots.Length - 1);
        }

        count++;
        return slots[slot] = text.Substring(start, length);
    }

    private static int Hash(string text, int start, int length)
    {
        var hash = length;
        for (var i = start; i < start + length; i++)
            hash = unchecked((hash * 31) + text[i]);
        return hash & 0x7FFFFFFF;
    }

    private void Grow()
    {
        var old = slots;
        slots = new string?[old.Length * 4];
        foreach (var text in old)
        {
            if (text is null)
                continue;
            var slot = Hash(text, 0, text.Length) & (slots.Length - 1);
            while (slots[slot] is not null)
                slot = (slot + 1) & (slots.Length - 1);
            slots[slot] = text;
        }
    }
}
