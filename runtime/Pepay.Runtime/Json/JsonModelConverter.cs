using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pepay.Runtime.Json;

/// <summary>Lets a generated type work inside any <see cref="JsonSerializerOptions"/>, trimmed and ahead-of-time compiled.</summary>
/// <typeparam name="T">The generated type.</typeparam>
public sealed class JsonModelConverter<T> : JsonConverter<T>
    where T : IJsonModel<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => T.Read(ref reader);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => value.Write(writer);
}
