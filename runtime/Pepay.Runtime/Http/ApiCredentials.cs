using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Pepay.Runtime.Http;

/// <summary>
/// The secrets of one account by security-scheme name. Immutable and thread safe. Its text form names the schemes and never shows a secret.
/// </summary>
public sealed class ApiCredentials
{
    private readonly ImmutableSortedDictionary<string, string> secrets;

    private ApiCredentials(ImmutableSortedDictionary<string, string> secrets) => this.secrets = secrets;

    /// <summary>No secret at all: only operations without security can be called.</summary>
    public static ApiCredentials None { get; } = new(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    /// <summary>The names of the schemes that have a secret.</summary>
    public IEnumerable<string> Schemes => secrets.Keys;

    /// <summary>A copy that also has <paramref name="secret"/> for <paramref name="scheme"/>, replacing an earlier one.</summary>
    /// <param name="scheme">The security scheme's name in the specification.</param>
    /// <param name="secret">The secret as the provider shows it; for HTTP Basic <c>user:password</c>.</param>
    /// <exception cref="ArgumentException">The secret is empty, or has a line break or another control character (usually a copying mistake).</exception>
    public ApiCredentials With(string scheme, string secret)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(scheme);
        if (string.IsNullOrWhiteSpace(secret))
            throw new ArgumentException($"The secret of security scheme '{scheme}' is empty. Leave the scheme out instead.", nameof(secret));
        if (secret.Any(char.IsControl))
            throw new ArgumentException($"The secret of security scheme '{scheme}' contains a line break or another control character. Copy it again.", nameof(secret));
        return new ApiCredentials(secrets.SetItem(scheme, secret));
    }

    /// <summary>Whether there is a secret for <paramref name="scheme"/>.</summary>
    public bool TryGet(string scheme, [MaybeNullWhen(false)] out string secret) => secrets.TryGetValue(scheme, out secret);

    /// <summary>Whether a secret stands in the text; of <c>user:password</c> only the password is one.</summary>
    public bool OccurIn(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return secrets.Values.Any(secret => text.Contains(secret[(secret.IndexOf(':', StringComparison.Ordinal) + 1)..], StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    public override string ToString() => secrets.IsEmpty ? "no credentials" : $"credentials for {string.Join(", ", secrets.Keys)}";
}
