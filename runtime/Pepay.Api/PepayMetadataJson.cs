using System.Text.Json.Serialization;

namespace Pepay.Api;

/// <summary>Writes the texts that travel in an invoice's free metadata, without reflection.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class PepayMetadataJson : JsonSerializerContext;
