using Pepay.Generator.Tests.Harness;

namespace Pepay.Generator.Tests.Corpus;

/// <summary>
/// Public specifications of the world, where they are at hand: they generate and compile without a warning, for both frameworks, as public and as
/// internal API. By default each file is compiled once in each of the four ways; PEPAY_LONG_TESTS=1 makes it all four combinations.
/// </summary>
public sealed class CorpusTests
{
    public static TheoryData<string, string, string> Matrix()
    {
        var all = Environment.GetEnvironmentVariable("PEPAY_LONG_TESTS") == "1";
        var data = new TheoryData<string, string, string>();
        foreach (var file in CorpusFolder.Files())
        {
            data.Add(Path.GetFileName(file), "net8.0", "Public");
            data.Add(Path.GetFileName(file), "net10.0", "Internal");
            if (!all)
                continue;
            data.Add(Path.GetFileName(file), "net8.0", "Internal");
            data.Add(Path.GetFileName(file), "net10.0", "Public");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public void Corpus_File_GeneratesAndCompiles(string name, string framework, string visibility)
    {
        if (CorpusFolder.Path is not { } folder)
            return;
        var text = File.ReadAllText(Path.Combine(folder, name));

        var generation = Generation.Run([new SpecFileText("/specs/" + name, text) { Visibility = visibility }], framework: TargetFramework.Named(framework));

        generation.Diagnostics.ShouldNotContain(d => d.Id == "PEPAY016");
        generation.Sources.Count.ShouldBeGreaterThan(0);
        generation.Compiles();
    }
}
