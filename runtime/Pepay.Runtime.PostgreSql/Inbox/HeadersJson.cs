using System.Text.Json.Serialization;

namespace Pepay.Runtime.PostgreSql.Inbox;

/// <summary>How kept request headers are written into their column.</summary>
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class HeadersJson : JsonSerializerContext;
