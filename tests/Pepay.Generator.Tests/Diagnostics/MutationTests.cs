using Microsoft.CodeAnalysis;
using Pepay.Generator.Tests.Harness;

namespace Pepay.Generator.Tests.Diagnostics;

/// <summary>Broken specifications of all kinds, made from a sound one by seeded edits: no fault escapes, and what is generated compiles.</summary>
public sealed class MutationTests
{
    private const int SeedsPerFile = 30;

    private static readonly string[] Junk =
    [
        "null", "[]", "{}", "5", "'x'", "true", "\"", "*a", "[1, { a: b }]", "{ $ref: '#/' }", "{ $ref: '#/components/schemas/Item' }",
        "{ type: object, properties: { a: { type: [string, integer] } } }", "{ oneOf: [{ type: string }, { type: object, properties: { x: { type: number } } }] }",
        "{ enum: [1, a, true] }", "{ allOf: [{ $ref: '#/components/schemas/Item' }, { oneOf: [{ type: string }] }] }",
    ];

    [Theory]
    [InlineData("features.openapi.yaml")]
    [InlineData("features.events.yaml")]
    public void Specification_Mutated_ReportsAndGeneratesWhatIsSound(string name)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "tests", "Pepay.Generator.Tests", "Specs", name));
        var emitted = 0;
        for (var seed = 1; seed <= SeedsPerFile; seed++)
        {
            var generation = Generation.Run(Mutate(lines, new Random(seed)));

            generation.Result().Exception.ShouldBeNull($"seed {seed}");
            generation.Diagnostics.ShouldNotContain(diagnostic => diagnostic.Id == "PEPAY016", $"seed {seed}");
            generation.Output.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).Select(diagnostic => $"seed {seed}: {diagnostic}").ShouldBeEmpty();
            emitted += generation.Sources.Count > 6 ? 1 : 0;
        }

        emitted.ShouldBeGreaterThan(SeedsPerFile * 3 / 10);
    }

    private static string Mutate(string[] original, Random random)
    {
        var lines = original.ToList();
        for (var count = random.Next(1, 5); count > 0; count--)
            Mutate(lines, random.Next(lines.Count), random);
        return string.Join('\n', lines);
    }

    private static void Mutate(List<string> lines, int at, Random random)
    {
        var line = lines[at];
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        switch (random.Next(7))
        {
            case 0:
                lines.RemoveAt(at);
                break;
            case 1:
                lines.Insert(at, lines[random.Next(lines.Count)]);
                break;
            case 2 when colon > 0:
                lines[at] = line[..(colon + 2)] + Junk[random.Next(Junk.Length)];
                break;
            case 3 when line.Length > 0:
                var position = random.Next(line.Length);
                lines[at] = line[..position] + (char)random.Next(32, 127) + line[(position + 1)..];
                break;
            case 4:
                var other = random.Next(lines.Count);
                (lines[at], lines[other]) = (lines[other], lines[at]);
                break;
            case 5 when at > 20 && random.Next(5) == 0:
                lines.RemoveRange(at, lines.Count - at);
                break;
            default:
                lines[at] = random.Next(2) == 0 ? "  " + line : line.StartsWith("  ", StringComparison.Ordinal) ? line[2..] : line;
                break;
        }
    }
}
