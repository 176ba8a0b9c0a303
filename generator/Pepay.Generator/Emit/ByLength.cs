using System.Globalization;
using System.Text;

namespace Pepay.Generator.Emit;

/// <summary>
/// Writes how UTF-8 text is told to be one of several: by its length first, since most are told apart by it, and a comparison of equal lengths is a
/// few instructions.
/// </summary>
internal static class ByLength
{
    /// <summary>Writes the switch; what follows it is for a text that is none of them.</summary>
    /// <param name="text">The C# variable that has it as bytes.</param>
    /// <param name="names">What it may be; of equal ones the first counts.</param>
    /// <param name="found">The C# statement for one of them, which leaves the method.</param>
    public static void Write(CodeWriter writer, string text, IReadOnlyList<string> names, Func<int, string> found)
    {
        var byLength = new SortedDictionary<int, List<int>>();
        for (var i = 0; i < names.Count; i++)
        {
            var length = Encoding.UTF8.GetByteCount(names[i]);
            if (!byLength.TryGetValue(length, out var list))
                byLength[length] = list = [];
            list.Add(i);
        }

        writer.Open("switch (" + text + ".Length)");
        foreach (var group in byLength)
        {
            writer.Line("case " + group.Key.ToString(CultureInfo.InvariantCulture) + ":").Indent();
            foreach (var i in group.Value)
            {
                writer.Line("if (global::System.MemoryExtensions.SequenceEqual(" + text + ", ", Literals.Text(names[i]), "u8))").Indent();
                writer.Line(found(i)).Outdent();
            }

            writer.Line("break;").Outdent();
        }

        writer.Close();
    }
}
