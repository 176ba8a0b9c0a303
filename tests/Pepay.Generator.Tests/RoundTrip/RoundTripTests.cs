using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Pepay.Generator.Tests.RoundTrip;

/// <summary>
/// JSON made from the schemas, not from our types, is read and written by the generated types and comes out equal. PEPAY_SEED repeats a run;
/// PEPAY_LONG_TESTS=1 takes every schema of the largest files and many more instances.
/// </summary>
public sealed class RoundTripTests(ITestOutputHelper output)
{
    private const int Large = 1_000_000;
    private const int DefaultSeed = 20261121;
    private const int MostOfLarge = 80;
    private const int SmallReach = 12;
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("PEPAY_LONG_TESTS") == "1";

    public static TheoryData<string> Sources()
    {
        // The same document in YAML gives the same output, which another test says.
        var data = new TheoryData<string>();
        foreach (var name in (string[])["pepay.openapi.yaml", "pepay.events.yaml", "xpay.openapi.yaml", "xpay.events.yaml"])
            data.Add(name);
        foreach (var file in CorpusFolder.Files().Where(file => !file.EndsWith("adyen-checkout-v71.yaml", StringComparison.Ordinal)))
            data.Add(file);
        return data;
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Instances_OfEverySchema_ComeOutAsTheyWentIn(string source)
    {
        if (source == "none")
            return;
        var seed = int.TryParse(Environment.GetEnvironmentVariable("PEPAY_SEED"), out var given) ? given : DefaultSeed;
        var text = Path.IsPathRooted(source) ? File.ReadAllText(source) : Repository.Spec(source);
        var document = SpecDocument.Parse(Path.GetFileName(source), text);
        var pointers = Choose(document, text.Length, seed);
        if (pointers.Count == 0)
            return;
        var compiled = CompiledSchemas.Compile(document, pointers);
        var failures = new List<string>();
        var tried = 0;
        var contradictions = 0;
        for (var i = 0; i < pointers.Count; i++)
        {
            for (var round = 0; round < (IsLong ? 100 : 12); round++)
            {
                var instances = new SchemaInstances(document, HashCode(seed, i, round), withExamples: round % 4 == 3);
                if (instances.Make(pointers[i]) is not { } json)
                    break;
                tried++;
                contradictions += instances.Contradictions;
                if (Failure(compiled, i, json) is not { } failure)
                    continue;
                failures.Add($"{pointers[i]}: {failure}\n    {json}");
                break;
            }
        }

        var published = document.Examples();
        var (examples, unfit) = Examples(document, pointers, compiled, published, failures);
        output.WriteLine($"{document.Name}: seed {seed}, {pointers.Count} schemas, {tried} instances with {contradictions} examples left out that are of another kind than their schema; "
            + $"{examples} of {published.Count} published examples, {unfit} left out for the same reason");
        failures.ShouldBeEmpty($"seed {seed}, {failures.Count} of {pointers.Count} schemas");
    }

    // The only rule that lets an example off: it is of another kind of JSON than its own schema, or lacks what that demands.
    private static (int Tried, int Unfit) Examples(
        SpecDocument document, IReadOnlyList<string> pointers, CompiledSchemas compiled, IReadOnlyList<(string Schema, JsonNode? Value)> published, List<string> failures)
    {
        var kinds = new SchemaKinds(document);
        var index = pointers.Select((pointer, i) => (pointer, i)).ToDictionary(pair => Uri.UnescapeDataString(pair.pointer), pair => pair.i);
        int tried = 0, unfit = 0;
        foreach (var (schema, value) in published)
        {
            if (!index.TryGetValue(Uri.UnescapeDataString(schema), out var i))
                continue;
            tried++;
            if (Failure(compiled, i, value?.ToJsonString() ?? "null") is not { } failure)
                continue;
            if (kinds.Fits(document.Find(schema), value))
                failures.Add($"example of {schema}: {failure}\n    {value?.ToJsonString()}");
            else
                unfit++;
        }

        return (tried, unfit);
    }

    private static IReadOnlyList<string> Choose(SpecDocument document, int length, int seed)
    {
        var all = document.Schemas();
        if (length < Large || IsLong)
            return all;
        var random = new Random(seed);
        return [.. all.OrderBy(_ => random.Next()).Where(pointer => document.Reached(pointer, SmallReach).Count <= SmallReach).Take(MostOfLarge)];
    }

    private static string? Failure(CompiledSchemas compiled, int schema, string json)
    {
        try
        {
            var written = compiled.RoundTrip(schema, json);
            return JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(written)) ? null : "was written as " + written;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return exception.GetType().Name + ": " + exception.Message;
        }
    }

    // Stable between runs, which System.HashCode is not.
    private static int HashCode(int seed, int schema, int round) => unchecked((seed * 31 + schema) * 31 + round);
}
