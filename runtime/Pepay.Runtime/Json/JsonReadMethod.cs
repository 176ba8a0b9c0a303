using System.Text.Json;

namespace Pepay.Runtime.Json;

/// <summary>Reads a value. The reader stands on its first token, and afterwards on its last.</summary>
public delegate T JsonReadMethod<out T>(ref Utf8JsonReader reader);

/// <summary>Writes a value.</summary>
public delegate void JsonWriteMethod<in T>(Utf8JsonWriter writer, T value);
