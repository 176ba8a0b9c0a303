using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Pepay.Runtime.Commerce;
using Pepay.Runtime.Http;
using Pepay.Storefront.Resources;

namespace Pepay.Storefront.Commerce;

/// <summary>What the pages of foreign goods have in common: the account, the visitor, and what to do when the provider does not answer.</summary>
internal sealed partial class CommerceDesk(StorefrontCommerce commerce, CommerceVisitorCookie cookie, ILogger<CommerceDesk> logger)
{
    public ICommerce Account => commerce.Account ?? throw new InvalidOperationException("No configured account sells goods of other shops.");

    public CommerceVisitor? Visitor(HttpContext context) => cookie.Read(context);

    public void Remember(HttpContext context, CommerceVisitor visitor) => cookie.Write(context, visitor);

    /// <summary>The answer; null (or nothing) when the provider refused or was silent. The reason goes into the log.</summary>
    public async Task<T?> AskAsync<T>(Func<Task<T>> ask)
    {
        T? answer = default;
        await DoAsync(async () => { answer = await ask().ConfigureAwait(false); }).ConfigureAwait(false);
        return answer;
    }

    /// <summary>Does something, and says how it went.</summary>
    public async Task<CommerceOutcome> DoAsync(Func<Task> act)
    {
        try
        {
            await act().ConfigureAwait(false);
            return CommerceOutcome.Done;
        }
        catch (ApiException exception)
        {
            Refused(logger, Account.Account.Provider.Name, exception.Message);
            return exception is { OutcomeUnknown: false, StatusCode: >= 400 and < 500 and not (409 or 429) } ? CommerceOutcome.Refused : CommerceOutcome.Unanswered;
        }
    }

    public static IResult NotFound() => PageResults.Problem(StatusCodes.Status404NotFound, Texts.CommerceNotFoundTitle, Texts.CommerceNotFoundText);

    public static IResult Silent() => PageResults.Problem(StatusCodes.Status503ServiceUnavailable, Texts.CommerceSilentTitle, Texts.CommerceSilentText);

    [LoggerMessage(1, LogLevel.Warning, "{Provider} was asked about goods of other shops for a shopper, in vain: {Reason}")]
    private static partial void Refused(ILogger logger, string provider, string reason);
}

/// <summary>How a call to the provider went.</summary>
internal enum CommerceOutcome
{
    Done,

    /// <summary>The provider said no.</summary>
    Refused,

    /// <summary>It may or may not have been carried out; asking again does no harm.</summary>
    Unanswered,
}
