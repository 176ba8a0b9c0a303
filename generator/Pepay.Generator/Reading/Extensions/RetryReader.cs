using Pepay.Generator.Model;

namespace Pepay.Generator.Reading.Extensions;

/// <summary>Reads <c>x-retry</c> at a document's root.</summary>
internal static class RetryReader
{
    private const string What = "x-retry";
    private const long DefaultTimeout = 30_000;

    public static RetryModel? Read(ReadContext context, SpecNode root)
    {
        if (root[What] is not { Kind: not NodeKind.Null } reference || context.Mapping(reference, What) is not { } node)
            return null;
        return new(
            ExtensionNodes.Numbers(context, node, "statuses", What),
            (int)(ExtensionNodes.Number(context, node, "maxRetries", What) ?? 0),
            ExtensionNodes.Number(context, node, "timeout", What) ?? DefaultTimeout,
            ExtensionNodes.Texts(context, node["requestId"], What + ".requestId"));
    }
}
