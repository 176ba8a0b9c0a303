using Pepay.Generator.Model;

namespace Pepay.Generator.Reading.Extensions;

/// <summary>Reads <c>x-retry</c> at a document's root.</summary>
internal static class RetryReader
{
    private const string What = "x-retry";
    private const long DefaultTimeout = 30_000;

    public static RetryModel? Read(ReadContext context, SpecNode root)
    {
        if (root[What] is not { Kind: not NodeKind.Null } reference || context.Mapping(reference, What, Vocabulary.Retry) is not { } node)
            return null;
        return new(
            ExtensionNodes.Numbers(context, node, "statuses", What),
            (int)(ExtensionNodes.Number(context, node, "maxRetries", What) ?? 0),
            ExtensionNodes.Number(context, node, "timeout", What) ?? DefaultTimeout,
            ExtensionNodes.Texts(context, node["requestId"], What + ".requestId"),
            Limit(context, node));
    }

    private static RateLimitModel? Limit(ReadContext context, SpecNode retry)
    {
        const string Where = What + ".limit";
        if (retry["limit"] is not { Kind: not NodeKind.Null } reference || context.Mapping(reference, Where, Vocabulary.RateLimit) is not { } node)
            return null;
        if (ExtensionNodes.Number(context, node, "requests", Where) is > 0 and { } requests && ExtensionNodes.Number(context, node, "per", Where) is > 0 and { } per)
            return new(requests, per);
        ExtensionNodes.Invalid(context, node, Where, "'requests' and 'per' (milliseconds) must both be whole numbers above zero");
        return null;
    }
}
