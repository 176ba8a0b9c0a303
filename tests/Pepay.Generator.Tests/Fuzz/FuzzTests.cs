using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Pepay.Generator.Reading;
using Pepay.Generator.Tests.Harness;
using Pepay.Generator.Tests.Variety;
using Xunit.Abstractions;

namespace Pepay.Generator.Tests.Fuzz;

/// <summary>
/// Ten thousand damaged specifications: no exception escapes, none takes 5 s, at least three in ten still give code, and what they give compiles.
/// All are generated and parsed; by default one in ten of what gives code is compiled, PEPAY_LONG_TESTS=1 compiles them all.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Mutants = 10_000;
    private const int PerCompilation = 20;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private static readonly int Sample = Environment.GetEnvironmentVariable("PEPAY_LONG_TESTS") == "1" ? 1 : 10;

    private static readonly Lazy<Reading> Read = new(ReadAll);

    [Fact]
    public void Specifications_Damaged_AreReportedInTimeAndMostlyStillGiveCode()
    {
        var read = Read.Value;

        output.WriteLine($"{Mutants} mutants of {read.Bases} specifications: {read.Share:P1} give code; the slowest took {read.Slowest.TotalMilliseconds:F0} ms to read.");
        read.Faults.ShouldBeEmpty();
        read.Share.ShouldBeGreaterThanOrEqualTo(0.3);
        read.Slowest.ShouldBeLessThan(Longest);
    }

    [Fact]
    public void Specifications_DamagedAndGivingCode_Compile()
    {
        var emitting = Read.Value.Emitting;

        var compiled = Generate(emitting);

        output.WriteLine($"{emitting.Count} mutants give code that parses; {compiled} of them were compiled.");
        compiled.ShouldBeGreaterThanOrEqualTo(emitting.Count / Sample);
    }

    private static Reading ReadAll()
    {
        var bases = Bases();
        var emitting = new ConcurrentBag<(int Seed, string Text)>();
        var faults = new ConcurrentBag<string>();
        var slowest = TimeSpan.Zero;
        var gate = new Lock();
        Parallel.For(0, Mutants, seed =>
        {
            var text = Mutant(bases, seed);
            var clock = Stopwatch.StartNew();
            var model = ProviderReader.Read(new ProviderInput("Sample", null, true, new([new SpecText("/specs/mutant", text)])), CancellationToken.None);
            var taken = clock.Elapsed;

            foreach (var diagnostic in model.Diagnostics.Where(diagnostic => diagnostic.Id == "PEPAY016"))
                faults.Add($"seed {seed}: {diagnostic.Arguments[1]}");
            if (model.Types.Count + model.Clients.Count + model.Events.Count > 0)
                emitting.Add((seed, text));
            lock (gate)
                slowest = taken > slowest ? taken : slowest;
        });
        return new(bases.Count, [.. emitting.OrderBy(mutant => mutant.Seed)], [.. faults], slowest);
    }

    // Several in one compilation, each in a namespace of its own: most of the cost is the compilation's.
    private static int Generate(List<(int Seed, string Text)> mutants)
    {
        var compiled = 0;
        Parallel.ForEach(mutants.Chunk(PerCompilation), (chunk, _, i) =>
        {
            var generation = Generation.Run(chunk.Select(mutant => new SpecFileText($"/specs/{mutant.Seed}", mutant.Text) { Namespace = "Seed" + mutant.Seed }));
            generation.Result().Exception.ShouldBeNull();
            generation.Diagnostics.Where(diagnostic => diagnostic.Id == "PEPAY016").Select(diagnostic => diagnostic.ToString()).ShouldBeEmpty();
            generation.Output.SyntaxTrees.SelectMany(tree => tree.GetDiagnostics()).Select(diagnostic => diagnostic.ToString()).Take(5).ShouldBeEmpty();
            if (i % Sample != 0)
                return;
            generation.Complaints.Take(5).ShouldBeEmpty();
            Interlocked.Add(ref compiled, chunk.Length);
        });
        return compiled;
    }

    private static string Mutant(List<string> bases, int seed) => Mutation.Of(bases[seed % bases.Count], new Random(seed));

    private static List<string> Bases()
    {
        var specs = Path.Combine(Repository.Root, "tests", "Pepay.Generator.Tests", "Specs");
        string[] own = ["features.openapi.yaml", "features.events.yaml", "wire.openapi.yaml"];
        return [.. VarietyFolder.Files().Where(name => !name.StartsWith("huge", StringComparison.Ordinal)).Select(VarietyFolder.Read), .. own.Select(name => File.ReadAllText(Path.Combine(specs, name)))];
    }

    private sealed record Reading(int Bases, List<(int Seed, string Text)> Emitting, List<string> Faults, TimeSpan Slowest)
    {
        public double Share => (double)Emitting.Count / Mutants;
    }
}
