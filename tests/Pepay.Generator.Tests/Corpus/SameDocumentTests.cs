using Pepay.Generator.Tests.Harness;

namespace Pepay.Generator.Tests.Corpus;

/// <summary>A document says the same in YAML and in JSON.</summary>
public sealed class SameDocumentTests
{
    [Fact]
    public void Document_InYamlAndInJson_GivesTheSameOutput()
    {
        if (CorpusFolder.Path is not { } folder)
            return;

        var yaml = Run(Path.Combine(folder, "adyen-checkout-v71.yaml"));
        var json = Run(Path.Combine(folder, "adyen-checkout-v71.json"));

        yaml.Keys.Order(StringComparer.Ordinal).ShouldBe(json.Keys.Order(StringComparer.Ordinal));
        yaml.Where(source => json[source.Key] != source.Value).Select(source => source.Key).ShouldBeEmpty();
    }

    private static IReadOnlyDictionary<string, string> Run(string path) =>
        Generation.Run([new SpecFileText("/specs/api" + Path.GetExtension(path), File.ReadAllText(path))]).Sources;
}
