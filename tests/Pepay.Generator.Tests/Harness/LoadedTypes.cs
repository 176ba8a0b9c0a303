using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using Pepay.Runtime.Json;

namespace Pepay.Generator.Tests.Harness;

/// <summary>Generated types, compiled and loaded, so that a test can use types of a specification of its own.</summary>
internal sealed class LoadedTypes
{
    private readonly Assembly assembly;

    public LoadedTypes(Generation generation)
    {
        var image = new MemoryStream();
        var result = generation.Output.Emit(image);
        result.Success.ShouldBeTrue(string.Join('\n', result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(5)));
        image.Position = 0;
        assembly = new AssemblyLoadContext("Sample").LoadFromStream(image);
    }

    /// <summary>The types of <c>components.schemas</c>, which compile without a warning.</summary>
    public static LoadedTypes Of(string schemas, string version = "3.1.0") =>
        new(Generation.Run($"openapi: {version}\ninfo: {{ title: T, version: '1' }}\ncomponents:\n  schemas:\n" + string.Join('\n', schemas.Split('\n').Select(line => "    " + line))).Compiles());

    public Type this[string name] => assembly.GetType("Sample." + name) ?? throw new InvalidOperationException($"There is no type {name}.");

    /// <summary>Reads JSON as a type, demands that the same is written again, and returns what was read.</summary>
    public Loaded RoundTrip(string type, string json)
    {
        var value = Read(type, json);
        JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(value.Json)).ShouldBeTrue($"written: {value.Json}");
        return value;
    }

    /// <exception cref="JsonReadException">The JSON is no such value.</exception>
    public Loaded Read(string type, string json) => Call<Func<string, Loaded>>(nameof(ReadOne), this[type])(json);

    public Func<string, string> ReadAndWrite(string type) => Call<Func<string, string>>(nameof(Both), this[type]);

    private static TDelegate Call<TDelegate>(string method, Type type)
        where TDelegate : Delegate =>
        (TDelegate)typeof(LoadedTypes).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).CreateDelegate(typeof(TDelegate));

    private static Loaded ReadOne<T>(string json)
        where T : IJsonModel<T>
    {
        var value = JsonModel.Parse<T>(Encoding.UTF8.GetBytes(json));
        return new(value, Encoding.UTF8.GetString(JsonModel.ToUtf8Bytes(value)));
    }

    private static string Both<T>(string json)
        where T : IJsonModel<T> => Encoding.UTF8.GetString(JsonModel.ToUtf8Bytes(JsonModel.Parse<T>(Encoding.UTF8.GetBytes(json))));
}

/// <summary>A value of a loaded type.</summary>
/// <param name="Value">The value itself.</param>
/// <param name="Json">What it writes.</param>
internal sealed record Loaded(object? Value, string Json)
{
    /// <summary>The value of a property.</summary>
    public Loaded this[string property] => new(Value!.GetType().GetProperty(property)!.GetValue(Value), "");
}
