using Pepay.Generator.Model;

namespace Pepay.Generator.Reading.Extensions;

/// <summary>Reads <c>x-idempotency</c>; without it a header parameter of the usual name says as much as it can.</summary>
internal static class IdempotencyReader
{
    private const string What = "x-idempotency";
    private const string UsualHeader = "Idempotency-Key";

    public static IdempotencyModel? Read(ReadContext context, SpecNode operation, SpecNode pathItem)
    {
        if (operation[What] is not { Kind: not NodeKind.Null } reference)
            return Inferred(context, operation) ?? Inferred(context, pathItem);
        if (context.Mapping(reference, What, Vocabulary.Idempotency) is not { } node)
            return null;
        if (node.TextOf("header") is not { Length: > 0 } header)
        {
            ExtensionNodes.Invalid(context, node, What, "'header' must name the request header that carries the key");
            return null;
        }

        return new(header, node.Flag("required"), node.TextOf("format") == "uuid-v4", (int?)ExtensionNodes.Number(context, node, "maxLength", What),
            ExtensionNodes.Seconds(context, node, "lifetime", What), node.Flag("replaysFailures"), ExtensionNodes.Numbers(context, node, "inProgress", What));
    }

    private static IdempotencyModel? Inferred(ReadContext context, SpecNode owner)
    {
        if (owner["parameters"] is not { IsSequence: true } parameters)
            return null;
        foreach (var item in parameters.Items)
        {
            if (item.IsMapping && context.References.Follow(item) is { } node && node.TextOf("in") == "header"
                && string.Equals(node.TextOf("name"), UsualHeader, StringComparison.OrdinalIgnoreCase))
                return new(node.TextOf("name")!, node.Flag("required"), false, null, null, false, default);
        }

        return null;
    }
}
