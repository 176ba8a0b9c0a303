using Pepay.Generator.Model;
using Pepay.Generator.Reading.Extensions;
using Pepay.Generator.Reading.OpenApi;

namespace Pepay.Generator.Reading;

/// <summary>Reads what the provider descriptor says: the names of the provider, security schemes, retries and webhook.</summary>
internal sealed class DescriptorReader(ReadContext context, ProviderNames names)
{
    public DescriptorModel Read(List<SpecFile> openApi, List<SpecFile> asyncApi)
    {
        string? name = null;
        string? displayName = null;
        RetryModel? retry = null;
        WebhookModel? webhook = null;
        var security = new List<SecuritySchemeModel>();
        foreach (var file in openApi.Concat(asyncApi))
        {
            var root = file.Root!;
            if (root["x-provider"] is { } reference && context.Mapping(reference, "x-provider") is { } provider)
            {
                name ??= provider.TextOf("name");
                displayName ??= provider.TextOf("displayName");
            }

            retry ??= RetryReader.Read(context, root);
            webhook ??= WebhookReader.Read(context, root);
        }

        string? baseUrl = null;
        foreach (var file in openApi)
        {
            SecurityReader.Schemes(context, file.Root!, security);
            baseUrl ??= FirstServer(context, file.Root!);
        }

        return new(name ?? names.Base.ToLowerInvariant(), displayName ?? names.Base)
        {
            BaseUrl = baseUrl,
            Retry = retry,
            Webhook = webhook,
            Security = EquatableArray<SecuritySchemeModel>.From(security),
        };
    }

    private static string? FirstServer(ReadContext context, SpecNode root)
    {
        var url = root["servers"] is { Items.Length: > 0 } servers ? context.Mapping(servers.Items[0], "A server", Vocabulary.Server)?.TextOf("url") : null;
        return url is not null && url.IndexOf('{') < 0 && Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme is "https" or "http")
            ? url
            : null;
    }
}
