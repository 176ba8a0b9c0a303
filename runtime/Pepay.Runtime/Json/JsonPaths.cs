using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Pepay.Runtime.Json;

/// <summary>Finds the path of a place in JSON after reading failed there, so that reading itself keeps no path.</summary>
internal static class JsonPaths
{
    private const int LongestName = 60;

    /// <summary>The path of the value at a byte offset, such as <c>$.data[3].amount</c>.</summary>
    public static string At(ReadOnlySpan<byte> utf8, long position)
    {
        var steps = new List<Step>();
        var reader = new Utf8JsonReader(utf8, isFinalBlock: false, default);
        try
        {
            while (reader.Read() && reader.TokenStartIndex <= position)
                Track(ref reader, steps, position);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The JSON ends or breaks here; the path so far is the answer.
        }

        return Format(steps);
    }

    private static void Track(ref Utf8JsonReader reader, List<Step> steps, long position)
    {
        if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
        {
            // At the end of an object the fault is the object's, such as a missing property.
            steps.RemoveAt(steps.Count - 1);
            return;
        }

        if (reader.TokenType == JsonTokenType.PropertyName)
        {
            steps[^1] = steps[^1] with { Name = reader.GetString() };
            return;
        }

        if (steps.Count > 0 && steps[^1].IsArray)
            steps[^1] = steps[^1] with { Index = steps[^1].Index + 1 };
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && reader.TokenStartIndex < position)
            steps.Add(new Step(reader.TokenType == JsonTokenType.StartArray, -1, null));
    }

    private static string Format(List<Step> steps)
    {
        var path = new StringBuilder("$");
        foreach (var step in steps)
        {
            if (step.IsArray && step.Index >= 0)
                path.Append(CultureInfo.InvariantCulture, $"[{step.Index}]");
            else if (step.Name is { } name)
                path.Append('.').Append(name.Length <= LongestName ? name : name[..LongestName]);
        }

        return path.ToString();
    }

    private readonly record struct Step(bool IsArray, int Index, string? Name);
}
