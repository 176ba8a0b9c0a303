using Pepay.Generator.Tests.Harness;

namespace Pepay.Generator.Tests.Corpus;

/// <summary>
/// Public specifications of the world, where they are at hand: they generate and compile without a warning. Of the largest the result is only
/// parsed, because compiling takes most of a minute; PEPAY_LONG_TESTS=1 compiles them too.
/// </summary>
public sealed class CorpusTests
{
    private const int Large = 1_000_000;

    public static TheoryData<string> Files()
    {
        var data = new TheoryData<string>();
        foreach (var file in CorpusFolder.Files())
            data.Add(Path.GetFileName(file));
        return data;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Corpus_File_GeneratesAndCompiles(string name)
    {
        if (CorpusFolder.Path is not { } folder)
            return;
        var text = File.ReadAllText(Path.Combine(folder, name));

        var generation = Generation.Run([new SpecFileText("/specs/" + name, text)]);

        generation.Diagnostics.ShouldNotContain(d => d.Id == "PEPAY016");
        generation.Sources.Count.ShouldBeGreaterThan(0);
        if (text.Length < Large || Environment.GetEnvironmentVariable("PEPAY_LONG_TESTS") == "1")
            generation.Compiles();
        else
            generation.Output.SyntaxTrees.ShouldAllBe(tree => !tree.GetDiagnostics(CancellationToken.None).Any());
    }
}
