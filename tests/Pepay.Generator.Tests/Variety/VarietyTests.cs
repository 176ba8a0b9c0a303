using Pepay.Generator.Tests.Harness;

namespace Pepay.Generator.Tests.Variety;

/// <summary>What published specifications do that no tutorial shows: it generates, compiles, and means what the specification says.</summary>
public sealed class VarietyTests
{
    public static TheoryData<string, string, string> Matrix()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var file in VarietyFolder.Files())
        {
            data.Add(file, "net8.0", "Public");
            data.Add(file, "net10.0", "Internal");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public void Variety_File_GeneratesAndCompiles(string name, string framework, string visibility)
    {
        var generation = Generation.Run([new SpecFileText("/specs/" + name, VarietyFolder.Read(name)) { Visibility = visibility }], framework: TargetFramework.Named(framework));

        generation.Diagnostics.ShouldNotContain(d => d.Id == "PEPAY016");
        generation.Compiles();
        generation.Sources.Count.ShouldBeGreaterThan(7);
        if (Environment.GetEnvironmentVariable("PEPAY_VARIETY_OUT") is { } folder)
        {
            foreach (var (hint, source) in generation.Sources)
            {
                Directory.CreateDirectory(Path.Combine(folder, name));
                File.WriteAllText(Path.Combine(folder, name, hint.Length > 200 ? hint[..200] : hint), source);
            }
            File.WriteAllLines(Path.Combine(folder, name + ".txt"), generation.Diagnostics.Select(d => d.ToString()));
        }
    }
}
