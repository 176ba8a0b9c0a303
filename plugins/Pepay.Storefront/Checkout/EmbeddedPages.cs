using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Pepay.Runtime.Checkout;
using Pepay.Runtime.Http;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Sync;
using Pepay.Storefront.Pages;
using Pepay.Storefront.Resources;

namespace Pepay.Storefront.Checkout;

/// <summary>The page on which a payment is made without leaving the shop. It shows addresses; that money arrived, only the provider's REST API says.</summary>
internal sealed partial class EmbeddedPages(
    IPaymentStore payments, IShopOrders orders, PaymentProviders providers, PaymentOwnership ownership, PaymentHints hints,
    TransferQuoteCookie quotes, StorefrontUrls urls, ILogger<EmbeddedPages> logger)
{
    public async Task<IResult> ShowAsync(HttpContext context, string attemptId, bool choose, CancellationToken cancellationToken)
    {
        if (await FindAsync(context, attemptId, ask: true, cancellationToken).ConfigureAwait(false) is not { } payment)
            return PageResults.PaymentNotFound();
        if (Embedded(payment) is not { } provider)
            return new SeeOther(urls.Return(attemptId));
        var quote = choose ? null : quotes.Read(context, payment);
        return await PageAsync(payment, provider, quote, problem: null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The payer chose: the answers, if any, are handed in, and an address is asked for.</summary>
    public async Task<IResult> QuoteAsync(HttpContext context, string attemptId, CancellationToken cancellationToken)
    {
        if (await FindAsync(context, attemptId, ask: false, cancellationToken).ConfigureAwait(false) is not { } payment)
            return PageResults.PaymentNotFound();
        if (Embedded(payment) is not { } provider)
            return new SeeOther(urls.Return(attemptId));
        var form = await context.Request.ReadFormAsync(cancellationToken).ConfigureAwait(false);
        var chosen = new PayerChoice(form[EmbeddedEndpoints.AssetField].ToString(), AnswersIn(form));
        if (chosen.Answers.Count > 0 && await TryAsync(payment, () => AnswerAsync(provider, payment, chosen.Answers, cancellationToken)).ConfigureAwait(false) is null)
            return await PageAsync(payment, provider, quote: null, Format(Texts.AnswersRefusedText, Name(payment)), cancellationToken, chosen).ConfigureAwait(false);
        var quote = await TryAsync(payment, () => provider.QuoteTransferAsync(payment, chosen.AssetId, cancellationToken)).ConfigureAwait(false);
        if (quote is not { Problem: null })
            return await PageAsync(payment, provider, quote: null, quote?.Problem ?? Format(Texts.EmbeddedRefusedText, Name(payment)), cancellationToken, chosen).ConfigureAwait(false);
        quotes.Write(context, payment, quote);
        return new SeeOther(urls.Pay(attemptId));
    }

    public async Task<IResult> ShowReceiptAsync(HttpContext context, string attemptId, CancellationToken cancellationToken)
    {
        if (await FindAsync(context, attemptId, ask: false, cancellationToken).ConfigureAwait(false) is not { } payment)
            return PageResults.PaymentNotFound();
        if (Embedded(payment) is not { } provider)
            return new SeeOther(urls.Return(attemptId));
        return ReceiptPage(payment, await TryAsync(payment, () => provider.GetReceiptEmailAsync(payment, cancellationToken)).ConfigureAwait(false), problem: null);
    }

    public async Task<IResult> SetReceiptAsync(HttpContext context, string attemptId, CancellationToken cancellationToken)
    {
        if (await FindAsync(context, attemptId, ask: false, cancellationToken).ConfigureAwait(false) is not { } payment)
            return PageResults.PaymentNotFound();
        if (Embedded(payment) is not { } provider)
            return new SeeOther(urls.Return(attemptId));
        var form = await context.Request.ReadFormAsync(cancellationToken).ConfigureAwait(false);
        var email = form[EmbeddedEndpoints.EmailField].ToString().Trim();
        var done = await TryAsync(payment, async () =>
        {
            await provider.SetReceiptEmailAsync(payment, email, cancellationToken).ConfigureAwait(false);
            return email;
        }).ConfigureAwait(false);
        return done is null ? ReceiptPage(payment, email, Texts.ReceiptRefusedText) : new SeeOther(urls.Pay(attemptId));
    }

    private static IResult ReceiptPage(Payment payment, string? email, string? problem) => PageResults.Page<ReceiptPage>(
        new()
        {
            [nameof(Pages.ReceiptPage.Payment)] = payment,
            [nameof(Pages.ReceiptPage.Email)] = email,
            [nameof(Pages.ReceiptPage.Problem)] = problem,
        },
        problem is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    /// <param name="payment">The payment.</param>
    /// <param name="provider">Its account.</param>
    /// <param name="quote">What is shown; null for the choice.</param>
    /// <param name="problem">What did not work; null for nothing.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <param name="chosen">What the payer had entered, so that nothing is typed twice.</param>
    private async Task<IResult> PageAsync(
        Payment payment, IEmbeddedCheckout provider, TransferQuote? quote, string? problem, CancellationToken cancellationToken, PayerChoice? chosen = null)
    {
        // Asked together: the payer waits for the slowest answer, not for their sum.
        var assetsAsked = quote is null ? TryAsync(payment, () => provider.ListAssetsAsync(payment, cancellationToken)) : null;
        var questionsAsked = quote is null ? TryAsync(payment, () => provider.ListQuestionsAsync(payment, cancellationToken)) : null;
        var receiptAsked = quote is null ? null : TryAsync(payment, () => provider.GetReceiptEmailAsync(payment, cancellationToken));
        var order = await orders.FindAsync(payment.OrderNumber, cancellationToken).ConfigureAwait(false);
        var assets = assetsAsked is null ? [] : await assetsAsked.ConfigureAwait(false);
        var questions = questionsAsked is null ? [] : await questionsAsked.ConfigureAwait(false);
        var receipt = receiptAsked is null ? null : await receiptAsked.ConfigureAwait(false);
        return PageResults.Page<EmbeddedPage>(
            new()
            {
                [nameof(EmbeddedPage.Payment)] = payment,
                [nameof(EmbeddedPage.ProviderName)] = Name(payment),
                [nameof(EmbeddedPage.OrderPath)] = order?.PagePath,
                [nameof(EmbeddedPage.Quote)] = quote,
                [nameof(EmbeddedPage.Choices)] = assets ?? [],
                [nameof(EmbeddedPage.Questions)] = questions ?? [],
                [nameof(EmbeddedPage.ChosenAsset)] = chosen?.AssetId,
                [nameof(EmbeddedPage.Answers)] = chosen?.Answers,
                [nameof(EmbeddedPage.ReceiptEmail)] = receipt,
                [nameof(EmbeddedPage.Problem)] = problem ?? (assets is null ? Format(Texts.EmbeddedSilentText, Name(payment)) : null),
            },
            problem is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static Dictionary<string, string> AnswersIn(IFormCollection form) =>
        form.Where(static field => field.Key.StartsWith(EmbeddedEndpoints.AnswerPrefix, StringComparison.Ordinal) && field.Value.ToString().Trim().Length > 0)
            .ToDictionary(static field => field.Key[EmbeddedEndpoints.AnswerPrefix.Length..], static field => field.Value.ToString().Trim(), StringComparer.Ordinal);

    private static async Task<IReadOnlyDictionary<string, string>> AnswerAsync(
        IEmbeddedCheckout provider, Payment payment, IReadOnlyDictionary<string, string> answers, CancellationToken cancellationToken)
    {
        await provider.AnswerQuestionsAsync(payment, answers, cancellationToken).ConfigureAwait(false);
        return answers;
    }

    private async Task<Payment?> FindAsync(HttpContext context, string attemptId, bool ask, CancellationToken cancellationToken)
    {
        // An unknown payment and another browser's payment are one and the same to whoever asks.
        if (!ownership.Owns(context, attemptId))
            return null;
        var asked = ask ? await hints.GiveAsync(attemptId, PaymentView.ReturnSource, cancellationToken).ConfigureAwait(false) : null;
        return asked ?? await payments.FindAsync(attemptId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The account, while the payment still takes money and can be shown here.</summary>
    private IEmbeddedCheckout? Embedded(Payment payment) =>
        payment.State.Label is PaymentLabel.Pending or PaymentLabel.Underpaid
        && providers.Find(payment.Provider, payment.Account) is IEmbeddedCheckout provider
        && provider.CanEmbed(payment)
            ? provider
            : null;

    private async Task<T?> TryAsync<T>(Payment payment, Func<Task<T>> ask)
        where T : class?
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (ApiException exception)
        {
            Refused(logger, payment.AttemptId, exception.Message);
            return null;
        }
    }

    private string Name(Payment payment) => PaymentMethod.DisplayName(providers, payment);

    private static string Format(string text, string value) => string.Format(CultureInfo.CurrentCulture, text, value);

    [LoggerMessage(1, LogLevel.Warning, "The page of payment {AttemptId} could not be filled: {Reason} The payer was offered another try and the provider's own page.")]
    private static partial void Refused(ILogger logger, string attemptId, string reason);

    /// <summary>What a payer entered before there was an address.</summary>
    /// <param name="AssetId">The token.</param>
    /// <param name="Answers">The answers, by question id.</param>
    private sealed record PayerChoice(string AssetId, IReadOnlyDictionary<string, string> Answers);
}
