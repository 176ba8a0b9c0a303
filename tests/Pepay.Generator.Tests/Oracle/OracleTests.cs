using NSwag;
using Pepay.Generator.Model;
using Pepay.Generator.Reading;

namespace Pepay.Generator.Tests.Oracle;

/// <summary>NSwag.Core reads the same documents on its own; what it finds is what we generate.</summary>
public sealed class OracleTests
{
    [Theory]
    [InlineData("pepay", 55)]
    [InlineData("xpay", 26)]
    public async Task Operations_AreThoseThatNSwagFinds(string provider, int count)
    {
        var document = await OpenApiDocument.FromJsonAsync(YamlToJson.Convert(Repository.Spec(provider + ".openapi.yaml")));

        var expected = document.Operations.Select(operation => $"{operation.Method} {operation.Path} {operation.Operation.OperationId}").Order(StringComparer.Ordinal).ToList();

        Operations(provider).Select(operation => $"{operation.Method} {operation.Path} {operation.Id}").Order(StringComparer.Ordinal).ShouldBe(expected);
        expected.Count.ShouldBe(count);
    }

    [Theory]
    [InlineData("pepay")]
    [InlineData("xpay")]
    public async Task Parameters_AreThoseThatNSwagFinds(string provider)
    {
        var document = await OpenApiDocument.FromJsonAsync(YamlToJson.Convert(Repository.Spec(provider + ".openapi.yaml")));
        var expected = document.Operations.ToDictionary(
            operation => operation.Operation.OperationId,
            operation => operation.Operation.ActualParameters
                .Select(parameter => $"{(parameter.Kind == OpenApiParameterKind.Body ? "Body " : parameter.Kind + " " + parameter.Name)} {parameter.IsRequired}")
                .Order(StringComparer.Ordinal).ToList());

        foreach (var operation in Operations(provider))
            operation.Parameters.Select(Show).Order(StringComparer.Ordinal).ToList().ShouldBe(expected[operation.Id], customMessage: operation.Id);
    }

    [Theory]
    [InlineData("pepay")]
    [InlineData("xpay")]
    public async Task Records_HaveThePropertiesThatNSwagFinds(string provider)
    {
        var document = await OpenApiDocument.FromJsonAsync(YamlToJson.Convert(Repository.Spec(provider + ".openapi.yaml")));
        var types = Read(provider).Types.Select(file => file.Type).OfType<RecordModel>().ToDictionary(record => record.Name);
        var compared = 0;
        foreach (var (name, schema) in document.Components.Schemas)
        {
            if (!types.TryGetValue(name, out var record))
                continue;
            compared++;
            record.Properties.Select(property => $"{property.WireName} {property.Required}").Order(StringComparer.Ordinal)
                .ShouldBe(Properties(schema.ActualSchema).Distinct().Order(StringComparer.Ordinal), customMessage: name);
        }

        compared.ShouldBeGreaterThan(10);
    }

    // NSwag takes the first part of a composition for a base class; a record has the properties of all parts.
    private static IEnumerable<string> Properties(NJsonSchema.JsonSchema schema) =>
        schema.Properties.Select(property => $"{property.Key} {property.Value.IsRequired}").Concat(schema.AllOf.SelectMany(part => Properties(part.ActualSchema)));

    private static string Show(ParameterModel parameter) => parameter.Place switch
    {
        ParameterPlace.Body => $"Body  {parameter.Required}",
        ParameterPlace.IdempotencyKey => $"Header {parameter.WireName} {parameter.Required}",
        _ => $"{parameter.Place} {parameter.WireName} {parameter.Required}",
    };

    private static IEnumerable<OperationModel> Operations(string provider) => Read(provider).Clients.SelectMany(client => client.Operations);

    private static ProviderModel Read(string provider)
    {
        var model = ProviderReader.Read(
            new ProviderInput("Sample", null, true, new([new SpecText(provider + ".openapi.yaml", Repository.Spec(provider + ".openapi.yaml"))])), CancellationToken.None);
        model.Diagnostics.ShouldBeEmpty();
        return model;
    }
}
