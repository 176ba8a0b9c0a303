using System.Globalization;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using NSwag;
using Pepay.Simulator.Http;

namespace Pepay.Simulator.Validation;

/// <summary>Path, query and header parameters of a request against the operation's declarations.</summary>
internal static class ParameterCheck
{
    public static IEnumerable<string> Run(OpenApiOperationDescription description, ApiRequest request)
    {
        var parameters = description.Operation.ActualParameters;
        var path = PathValues(description.Path, request.Path);
        foreach (var parameter in parameters)
        {
            var value = parameter.Kind switch
            {
                OpenApiParameterKind.Path => path.GetValueOrDefault(parameter.Name),
                OpenApiParameterKind.Query => request.QueryValue(parameter.Name),
                OpenApiParameterKind.Header => request.Header(parameter.Name),
                _ => null,
            };
            if (parameter.Kind is OpenApiParameterKind.Body)
                continue;
            foreach (var problem in Check(parameter, value))
                yield return problem;
        }

        foreach (var name in request.Query.Keys.Where(name => !IsDeclared(parameters, name)))
            yield return $"Undeclared query parameter {name}";
    }

    private static IEnumerable<string> Check(OpenApiParameter parameter, string? value)
    {
        var what = $"{parameter.Kind.ToString().ToLowerInvariant()} parameter {parameter.Name}";
        if (value is null)
            return parameter.IsRequired ? [$"Missing {what}"] : [];
        return SchemaCheck.Run(Typed(value, parameter.ActualSchema), parameter.ActualSchema).Select(problem => $"{what} '{value}': {problem}");
    }

    private static bool IsDeclared(IEnumerable<OpenApiParameter> parameters, string name) =>
        parameters.Any(parameter => parameter.Kind == OpenApiParameterKind.Query && parameter.Name == name);

    private static JToken Typed(string value, JsonSchema schema)
    {
        if (schema.Type.HasFlag(JsonObjectType.Array))
            return new JArray(value.Split(',').Select(item => Typed(item, schema.Item?.ActualSchema ?? new JsonSchema())));
        if (schema.Type.HasFlag(JsonObjectType.Integer) && long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return new JValue(whole);
        if (schema.Type.HasFlag(JsonObjectType.Number) && decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out var number))
            return new JValue(number);
        if (schema.Type.HasFlag(JsonObjectType.Boolean) && value is "true" or "false")
            return new JValue(value == "true");
        return new JValue(value);
    }

    private static Dictionary<string, string> PathValues(string template, string path)
    {
        var pairs = template.Split('/').Zip(path.Split('/'), (name, value) => (Name: name, Value: value));
        return pairs.Where(pair => pair.Name.StartsWith('{')).ToDictionary(pair => pair.Name.Trim('{', '}'), pair => Uri.UnescapeDataString(pair.Value));
    }
}
