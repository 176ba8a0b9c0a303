using System.Text.Json;

namespace Pepay.Runtime.Json;

/// <summary>A generated type that reads and writes its own JSON.</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
public interface IJsonModel<TSelf>
    where TSelf : IJsonModel<TSelf>
{
    /// <summary>Reads a value. The reader stands on its first token, and afterwards on its last.</summary>
    /// <exception cref="JsonReadException">The JSON is no such value.</exception>
    static abstract TSelf Read(ref Utf8JsonReader reader);

    /// <summary>Whether a value can start with a token, so that one that cannot is kept as it is instead of read.</summary>
    static abstract bool Accepts(JsonTokenType token);

    /// <summary>Writes the value.</summary>
    void Write(Utf8JsonWriter writer);
}
