using Pepay.Generator.Model;

namespace Pepay.Generator.Reading.Schemas;

/// <summary>The C# types of scalar schemas.</summary>
internal static class ScalarReader
{
    public static TypeRef? Epoch(SpecNode node) => node.TextOf("x-epoch") switch
    {
        "seconds" => new(TypeKind.EpochSeconds),
        "milliseconds" => new(TypeKind.EpochMilliseconds),
        _ => null,
    };

    public static TypeRef? Read(SpecNode node, string type, bool numberAsDouble) => type switch
    {
        "string" => Text(node),
        "integer" => new(TypeKind.Integer),
        "number" => Number(node, numberAsDouble),
        "boolean" => new(TypeKind.Boolean),
        _ => null,
    };

    // Identifiers with format uuid stay text: published answers carry "inv_123" in such places, and a response must not be lost over it.
    private static TypeRef Text(SpecNode node)
    {
        var format = node.TextOf("format");
        if (node.Flag("x-string-number"))
            return new(node["x-money"] is { IsMapping: true } money && !money.Has("scale") || format == "decimal" ? TypeKind.TextNumber : TypeKind.TextInteger);
        if (node["x-money"] is { IsMapping: true } || format == "decimal")
            return new(TypeKind.TextNumber);
        return format switch
        {
            "date-time" => new(TypeKind.DateTime),
            "date" => new(TypeKind.Date),
            "byte" or "base64" => new(TypeKind.Bytes),
            null when node.TextOf("contentEncoding") == "base64" => new(TypeKind.Bytes),
            _ => TypeRef.Text,
        };
    }

    private static TypeRef Number(SpecNode node, bool asDouble)
    {
        if (node["x-money"] is { IsMapping: true })
            return new(TypeKind.Number);
        return asDouble || node.TextOf("format") is "float" or "double" ? new(TypeKind.Float) : new(TypeKind.Number);
    }
}
