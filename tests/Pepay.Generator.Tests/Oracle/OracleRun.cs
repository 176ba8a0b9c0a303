using Newtonsoft.Json;
using Pepay.Generator.Reading;
using Pepay.Generator.Tests.RoundTrip;
using YamlDotNet.Core;

namespace Pepay.Generator.Tests.Oracle;

/// <summary>What came of one document.</summary>
/// <param name="Name">Its name among <see cref="OracleDocuments"/>.</param>
/// <param name="Tally">What was compared.</param>
/// <param name="Unread">Why NSwag cannot read it; null where it can.</param>
/// <param name="Missed">Schemas that stand in the document and were not compared.</param>
internal sealed record OracleResult(string Name, Tally Tally, string? Unread, IReadOnlyList<string> Missed)
{
    public IEnumerable<Difference> Unexplained => Tally.Differences.Where(difference => !Rules.All.Any(rule => rule.Proves(difference)));
}

/// <summary>Reads every document twice, once for all tests.</summary>
public sealed class OracleRun : IAsyncLifetime
{
    internal Dictionary<string, OracleResult> Results { get; } = [];

    public async Task InitializeAsync()
    {
        foreach (var (name, file) in OracleDocuments.All)
            Results[name] = await CompareAsync(name, await File.ReadAllTextAsync(file));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private static async Task<OracleResult> CompareAsync(string name, string text)
    {
        var tally = new Tally();
        SpecDocument? document = null;
        try
        {
            var json = Path.GetExtension(name) == ".json" ? text : YamlToJson.Convert(text);
            document = SpecDocument.Parse(name + ".json", json);
            if (document.Root["asyncapi"] is not null)
                return new(name, tally, "AsyncAPI: NSwag knows no messages", []);
            await DocumentComparison.RunAsync(new SpecText(name, text), document, json, tally);
            return new(name, tally, null, [.. DocumentCoverage.Schemas(document).Except(tally.Compared)]);
        }
        catch (Exception exception) when (Reason(document, exception) is { } reason)
        {
            return new(name, new Tally(), reason, []);
        }
    }

    // What NSwag says of a document, where the document bears it out.
    private static string? Reason(SpecDocument? document, Exception exception) => exception switch
    {
        YamlException => "YAML: " + exception.Message,
        JsonException when document is not null => "node: NSwag's model has no place for it. " + exception.Message,
        InvalidOperationException or NotSupportedException when Unresolved(exception.Message) is { } reference && document is not null
            && (!reference.StartsWith('#') || reference.Contains('%', StringComparison.Ordinal) || document.Find(reference) is null) =>
            $"reference: NSwag follows only plain pointers within the document, and '{reference}' is none",
        _ => null,
    };

    private static string? Unresolved(string message) => message.StartsWith("Could not resolve the ", StringComparison.Ordinal) ? message.Split('\'')[1] : null;
}
