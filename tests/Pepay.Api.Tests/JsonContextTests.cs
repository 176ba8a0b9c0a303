using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Pepay.Runtime.Json;

namespace Pepay.Api.Tests;

/// <summary>Generated types inside types of a program that the serializer's own generator serves: it sees them in the referenced assembly.</summary>
public sealed class JsonContextTests
{
    private const string Invoice = """{"object":"invoice","id":"inv_1","status":"unpaid","of a newer version":{"a":[1.50,null]}}""";

    [Fact]
    public void Context_OfAnotherProject_ReadsAndWritesGeneratedTypes()
    {
        const string json = """{"reference":"A-1","paidBy":""" + Invoice + ""","others":[""" + Invoice + """],"byState":{"paid":""" + Invoice + """},"state":"later","at":"2026-01-02T03:04:05.000+01:00"}""";

        var order = JsonSerializer.Deserialize(json, OrderContext.Default.Order)!;

        order.PaidBy!.Id.ShouldBe("inv_1");
        order.Others![0].AdditionalProperties.Keys.ShouldBe(["of a newer version"]);
        order.State.IsKnown.ShouldBeFalse();
        order.At.Value.Offset.ShouldBe(TimeSpan.FromHours(1));
        JsonNode.DeepEquals(JsonNode.Parse(JsonSerializer.Serialize(order, OrderContext.Default.Order)), JsonNode.Parse(json)).ShouldBeTrue();
    }

    [Fact]
    public void Context_CombinedWithOurResolver_LeavesOurTypesToUs()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { TypeInfoResolverChain = { PepayJsonTypeInfoResolver.Default, OrderContext.Default } };

        var order = JsonSerializer.Deserialize<Order>("""{"reference":"A-1","paidBy":""" + Invoice + "}", options)!;

        options.GetTypeInfo(typeof(Invoice)).OriginatingResolver.ShouldBe(PepayJsonTypeInfoResolver.Default);
        JsonNode.Parse(JsonSerializer.Serialize(order, options))!["paidBy"]!["of a newer version"]!["a"]![0]!.ToJsonString().ShouldBe("1.50");
    }
}

internal sealed record Order(string Reference, Invoice? PaidBy, IReadOnlyList<Invoice>? Others, Dictionary<string, Invoice>? ByState, InvoiceStatus State, Timestamp At);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Order))]
internal sealed partial class OrderContext : JsonSerializerContext;
