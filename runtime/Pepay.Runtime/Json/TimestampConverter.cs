using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pepay.Runtime.Json;

/// <summary>Reads and writes times as ISO 8601 texts where they stand in types of a program's own.</summary>
public sealed class TimestampConverter : JsonConverter<Timestamp>
{
    /// <inheritdoc/>
    public override Timestamp Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => JsonRead.DateTime(ref reader);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Timestamp value, JsonSerializerOptions options) => value.Write(writer);
}
