namespace Pepay.Generator.Tests.Fuzz;

/// <summary>Seeded damage to a specification: lines moved, cut, indented otherwise, values replaced by others, characters changed, ends cut off.</summary>
internal static class Mutation
{
    private static readonly string[] Junk =
    [
        "null", "[]", "{}", "5", "-1", "1e999", "'x'", "\"\"", "true", "\"", "*a", "&a b", "<<", "[1, { a: b }]", "{ $ref: '#/' }", "{ $ref: '#' }", "{ $ref: 5 }", "{ $ref: '#/components/schemas/Item' }",
        "{ type: object, properties: { a: { type: [string, integer] } } }", "{ oneOf: [{ type: string }, { type: object, properties: { x: { type: number } } }] }",
        "{ enum: [1, a, true] }", "{ type: string, enum: [a, A, '', class, Value] }", "{ type: {}, enum: [a] }", "{ enum: x }", "{ allOf: [{ $ref: '#/components/schemas/Item' }, { oneOf: [{ type: string }] }] }",
        "{ type: array, items: [] }", "{ type: [], properties: {} }", "{ const: { a: 1 } }", "{ type: 'null' }", "{ additionalProperties: { type: array } }", "{ in: path, name: x }",
        "{ name: a, in: query, style: deepObject, schema: { type: array, items: { type: object } } }", "{ text/event-stream: { schema: { type: array } } }", "{ image/*: {} }", "{ not: {}, properties: { '': {} } }",
    ];

    private static readonly string[] JsonJunk =
        ["null", "[]", "{}", "5", "\"x\"", "true", "\"", "{ \"$ref\": \"#/\" }", "{ \"type\": [\"string\", \"object\"] }", "{ \"oneOf\": [{ \"type\": \"string\" }, {}] }", "{ \"enum\": [1, \"a\", null] }", "[[[[[["];

    public static string Of(string text, Random random)
    {
        var isJson = text.TrimStart('\uFEFF').StartsWith('{');
        var lines = text.Split('\n').ToList();
        for (var count = random.Next(1, 5); count > 0 && lines.Count > 1; count--)
            Damage(lines, random.Next(lines.Count), random, isJson ? JsonJunk : Junk);
        var mutant = string.Join('\n', lines);
        return random.Next(12) == 0 ? mutant[..random.Next(mutant.Length)] : mutant;
    }

    private static void Damage(List<string> lines, int at, Random random, string[] junk)
    {
        var line = lines[at];
        var colon = Colon(line, random);
        switch (random.Next(9))
        {
            case 0:
                lines.RemoveAt(at);
                break;
            case 1:
                lines.Insert(at, lines[random.Next(lines.Count)]);
                break;
            case 2 or 3 when colon > 0:
                lines[at] = line[..(colon + 2)] + junk[random.Next(junk.Length)] + Rest(line, colon, random);
                break;
            case 4 when line.Length > 0:
                var position = random.Next(line.Length);
                lines[at] = line[..position] + (char)random.Next(32, 127) + line[(position + 1)..];
                break;
            case 5:
                var other = random.Next(lines.Count);
                (lines[at], lines[other]) = (lines[other], lines[at]);
                break;
            case 6 when line.Length > 10:
                var from = random.Next(line.Length - 5);
                lines[at] = line.Remove(from, random.Next(1, 5));
                break;
            case 7 when colon > 0:
                // A word that means something elsewhere.
                lines[at] = line.Replace(Word(line, random), Word(lines[random.Next(lines.Count)], random), StringComparison.Ordinal);
                break;
            default:
                lines[at] = random.Next(2) == 0 ? "  " + line : line.StartsWith("  ", StringComparison.Ordinal) ? line[2..] : line;
                break;
        }
    }

    // One of the places where a value begins.
    private static int Colon(string line, Random random)
    {
        var places = new List<int>();
        for (var i = line.IndexOf(": ", StringComparison.Ordinal); i >= 0; i = line.IndexOf(": ", i + 1, StringComparison.Ordinal))
            places.Add(i);
        return places.Count == 0 ? -1 : places[random.Next(places.Count)];
    }

    // What stands after the replaced value, so that one-line mappings mostly stay whole.
    private static string Rest(string line, int colon, Random random)
    {
        var end = line.IndexOfAny([',', '}'], colon);
        return end < 0 || random.Next(6) == 0 ? "" : line[end..];
    }

    private static string Word(string line, Random random)
    {
        var words = line.Split([' ', ':', ',', '{', '}', '[', ']', '\'', '"'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? "type" : words[random.Next(words.Length)];
    }
}
