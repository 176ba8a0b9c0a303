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
    }

    [Fact]
    public void Cloud_PathsWithEqualTemplatesPrefixesAndSeveralVariables_AreOperationsOfTheirOwn()
    {
        var generation = Run("cloud.json");

        generation.Source("DefaultClient").ShouldContain("GetListAAsync(string a, ");
        generation.Source("DefaultClient").ShouldContain("GetListBAsync(string b, ");
        generation.Source("DefaultClient").ShouldContain("Task<global::Pepay.Runtime.Http.ApiDownload> GetReportFromFromToToIdFormatAsync(global::System.DateOnly from, global::System.DateOnly to, ");
        generation.Source("VirtualMachinesClient").ShouldContain("VirtualMachinesCreateOrUpdateWithHeadersAsync(");
        generation.Source("VirtualMachinesClient").ShouldContain("long? RetryAfter => ");
    }

    [Fact]
    public void Cluster_NamesWithDots_AreKeptApart()
    {
        var generation = Run("cluster.yaml");

        generation.Source("IoK8sApiCoreV1Pod").ShouldContain("IoK8sApiCoreV1PodSpec? Spec");
        generation.Source("IoK8sApimachineryPkgUtilIntstrIntOrString").ShouldContain("AsInteger");
        generation.Source("CoreV1Client").ShouldContain("GetApiV1NamespacesNamespacePodsNameLogAsync(string @namespace, string name, ");
    }

    [Fact]
    public void Assistant_StreamsAndFiles_AreTyped()
    {
        var generation = Run("assistant.yaml");

        generation.Source("ChatClient").ShouldContain("IAsyncEnumerable<global::Pepay.Runtime.Http.ServerSentEvent<global::Sample.CreateChatCompletionStreamResponse>> CreateChatCompletionStreamAsync(");
        generation.Source("DefaultClient").ShouldContain("Task<global::Pepay.Runtime.Http.ApiDownload> CreateSpeechAsync(");
        generation.Source("DefaultClient").ShouldContain("IReadOnlyList<global::Pepay.Runtime.Http.FilePart>? masks = null");
        generation.Source("FilesClient").ShouldContain("CreateFileAsync(global::Pepay.Runtime.Http.FilePart @file, ");
    }

    [Fact]
    public void Assistant_Webhooks_AreEventsWhateverTheyAreMadeOf()
    {
        var generation = Run("assistant.yaml");
        var events = generation.Source("SampleEvents");

        events.ShouldContain("\"batch_completed\" => global::Sample.BatchCompletedEvent.Parse(utf8)");
        events.ShouldContain("\"by_reference\" => ");
        events.ShouldContain("\"of_a_union\" => ");
        events.ShouldContain("\"of_a_list\" => ");
        events.ShouldNotContain("\"without_body\"");
        events.ShouldNotContain("\"by_form\"");
        generation.Places.ShouldBe(["assistant.yaml(78,25): PEPAY017", "assistant.yaml(79,46): PEPAY017"]);
    }

    [Fact]
    public void Guild_AlternativeBodiesAndSecurity_AreTheFirstThatFit()
    {
        var generation = Run("guild.json");

        generation.Source("SampleOperations").ShouldContain("Security = [[\"BotToken\"], []]");
        generation.Source("DefaultClient").ShouldContain("UpdateChannelAsync(string channelId, global::Sample.UpdateChannelRequest body, ");
    }

    [Fact]
    public void Relations_ReferencesOfEveryKind_AreFollowed()
    {
        var generation = Run("relations.yaml");

        var client = generation.Source("DefaultClient");
        client.ShouldContain("GetSharedAsync(string id, ");
        client.ShouldContain("SubscribeWithHeadersAsync(global::Sample.Event body, ");
        client.ShouldContain("AddQuery(\"plain\", plain)");
        client.ShouldContain("AddQuery(\"coordinates\", ");
        client.ShouldContain("IReadOnlyList<string>? Link => ");
        client.ShouldContain("ApiException");
        generation.Places.ShouldContain("relations.yaml(64,27): PEPAY009");
        generation.Diagnostics.Select(diagnostic => diagnostic.Id).Distinct().Order().ShouldBe(["PEPAY005", "PEPAY009", "PEPAY012"]);
    }

    [Fact]
    public void Converted_NamesOfEveryKind_AreKeptApart()
    {
        var generation = Run("converted.yaml");

        generation.Places.ShouldBe(["converted.yaml(41,27): PEPAY009", "converted.yaml(44,27): PEPAY009", "converted.yaml(47,16): PEPAY011"]);
        // It is required in answers only, and the record travels in requests too.
        generation.Source("User").ShouldContain("public long? Id\n");
    }

    [Fact]
    public void Odd_YamlAsNobodyWritesIt_MeansWhatYamlSays()
    {
        var generation = Run("odd.yaml").HasNoDiagnostics();

        var client = generation.Source("DefaultClient");
        client.ShouldContain("GetAAsync(string id, long? n = null, ");
        client.ShouldContain("PostCAsync(global::Sample.Thing? body = null, ");
        var thing = generation.Source("Thing");
        thing.ShouldContain("new(\"no\")");
        thing.ShouldContain("new(\"007\")");
        thing.ShouldContain("bool? On { get; init; }");
        thing.ShouldContain("\"1.5\"");
    }

    [Fact]
    public void Messages_OfEveryPayload_AreEvents()
    {
        var generation = Run("messages.yaml");

        var events = generation.Source("SampleEvents");
        foreach (var type in new[] { "order.created", "inline", "either", "any", "list", "text", "nothing", "empty", "byReference", "odd name/1 (v2)", "shared.happened", "Pong", "Avro", "Typed" })
            events.ShouldContain($"\"{type}\" => ");
        generation.Source("EitherEvent").ShouldContain("required global::Sample.EitherPayload Payload");
        generation.Source("ListEvent").ShouldContain("required global::System.Collections.Generic.IReadOnlyList<global::Sample.Order> Payload");
        generation.Source("TypedEvent").ShouldContain("string? B ");
        generation.Places.ShouldBe(["messages.yaml(43,16): PEPAY018"]);
    }

    [Fact]
    public void Disagreements_WhatOthersReadOtherwise_IsWhatTheSpecificationSays()
    {
        var client = Run("disagreements.yaml").Source("DefaultClient");

        client.ShouldContain("GetOrderAsync(string id, string part, ");
        client.ShouldContain("UploadAsync(global::Pepay.Runtime.Http.FilePart? @file = null, string? url = null, ");
        client.ShouldContain("\"application/merge-patch+json\"");
        client.ShouldContain("JsonAnswer.Failure<global::Sample.GetOrderError>(apiResponse, ");
    }

    private static Generation Run(string name) => Generation.Run([new SpecFileText("/specs/" + name, VarietyFolder.Read(name))]);
}
