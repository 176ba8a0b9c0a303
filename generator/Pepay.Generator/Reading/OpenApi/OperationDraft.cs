using Pepay.Generator.Model;

namespace Pepay.Generator.Reading.OpenApi;

/// <summary>An operation whose names and types are settled; what needs the bodies of types (paging, error codes) comes later.</summary>
/// <param name="Tag">The tag whose client it belongs to; null for none.</param>
/// <param name="Node">The operation's node.</param>
internal sealed record OperationDraft(OperationModel Model, string? Tag, SpecNode Node, SpecFile File);
