using System.Text;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Http;

/// <summary>The credentials that one request carries: every scheme of one of its operation's alternatives.</summary>
internal sealed class ApiAuthentication
{
    private readonly List<(ApiSecurityScheme Scheme, string Secret)> parts = [];

    /// <summary>Picks the first alternative for which every credential is configured.</summary>
    /// <exception cref="ApiException">There is none.</exception>
    public static ApiAuthentication Choose(ApiOperation operation, ProviderDescriptor provider, ApiCredentials credentials)
    {
        if (operation.Security.Count == 0)
            return new ApiAuthentication();
        foreach (var alternative in operation.Security)
        {
            if (TryTake(alternative, operation, provider, credentials) is { } complete)
                return complete;
        }

        var choices = string.Join(", or ", operation.Security.Select(schemes => string.Join(" with ", schemes.Select(s => $"'{s}'"))));
        var example = string.Concat(operation.Security[0].Select(scheme => $".With(\"{scheme}\", ...)"));
        throw new ApiException(operation,
            $"Operation {operation.Id} was not sent: it needs credentials for {choices}. Configured for this account of {provider.DisplayName}: {credentials}. "
            + $"Give them when the client is made or registered: ApiCredentials.None{example}.");
    }

    /// <summary>Writes the headers into <paramref name="message"/>.</summary>
    public void Apply(HttpRequestMessage message)
    {
        foreach (var (scheme, secret) in parts)
        {
            switch (scheme.Kind)
            {
                case ApiSecurityKind.Header:
                    message.Headers.TryAddWithoutValidation(scheme.Parameter!, secret);
                    break;
                case ApiSecurityKind.Cookie:
                    message.Headers.TryAddWithoutValidation("Cookie", $"{scheme.Parameter}={secret}");
                    break;
                case ApiSecurityKind.Basic:
                    message.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)));
                    break;
                case ApiSecurityKind.Bearer:
                    message.Headers.Authorization = new("Bearer", secret);
                    break;
            }
        }
    }

    /// <summary>Adds the credentials that travel as query parameters.</summary>
    public string Apply(string query)
    {
        foreach (var (scheme, secret) in parts.Where(part => part.Scheme.Kind == ApiSecurityKind.Query))
            query += $"{(query.Length == 0 ? '?' : '&')}{Uri.EscapeDataString(scheme.Parameter!)}={Uri.EscapeDataString(secret)}";
        return query;
    }

    private static ApiAuthentication? TryTake(IReadOnlyList<string> alternative, ApiOperation operation, ProviderDescriptor provider, ApiCredentials credentials)
    {
        var taken = new ApiAuthentication();
        foreach (var name in alternative)
        {
            var scheme = provider.SecuritySchemes.FirstOrDefault(s => s.Name == name)
                ?? throw new ApiException(operation, $"Operation {operation.Id} names security scheme '{name}', which the specification of {provider.DisplayName} does not describe.");
            if (!credentials.TryGet(name, out var secret))
                return null;
            taken.parts.Add((scheme, secret));
        }

        return taken;
    }
}
