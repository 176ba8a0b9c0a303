using System.Text.Json.Nodes;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using NJsonSchema.Validation;

namespace Pepay.Simulator.Validation;

/// <summary>One JSON value against one schema, with the problems as sentences.</summary>
internal static class SchemaCheck
{
    private static readonly JsonSchemaValidator Validator = new();

    public static IReadOnlyList<string> Run(JsonNode? value, JsonSchema schema) => Run(ToToken(value?.ToJsonString() ?? "null"), schema);

    public static IReadOnlyList<string> Run(JToken value, JsonSchema schema) =>
        [.. Validator.Validate(value, schema, SchemaType.OpenApi3).Select(Describe)];

    private static JToken ToToken(string json)
    {
        using var reader = new JsonTextReader(new StringReader(json));
        // Dates stay text and numbers exact, as they were sent.
        reader.DateParseHandling = DateParseHandling.None;
        reader.FloatParseHandling = FloatParseHandling.Decimal;
        return JToken.ReadFrom(reader);
    }

    private static string Describe(ValidationError error)
    {
        var text = $"{error.Kind} at {error.Path}";
        if (error is not ChildSchemaValidationError choice)
            return text;
        var branches = choice.Errors.Select(branch => string.Join(", ", branch.Value.Select(Describe)));
        return $"{text} ({string.Join(" | ", branches)})";
    }
}
