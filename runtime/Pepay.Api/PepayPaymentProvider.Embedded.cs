using System.Globalization;
using Pepay.Api.Resources;
using Pepay.Runtime.Checkout;
using Pepay.Runtime.Http;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Streams;

namespace Pepay.Api;

/// <summary>The payer's side: what the provider's own payment page does, for a page of the shop.</summary>
public sealed partial class PepayPaymentProvider : IEmbeddedCheckout, ILivePayment
{
    private const string QuoteType = "payment_quote.";

    // Payers come and go by the hundred: their connections are no streams of the shop, and stand in none of its reports.
    private readonly StreamStatus payorStreams = new(TimeProvider.System);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PaymentAsset>> ListAcceptedAssetsAsync(CancellationToken cancellationToken)
    {
        var environment = account.Environment == PaymentEnvironment.Live ? Environment.Mainnet : Environment.Devnet;
        var list = await OnlyWith(MerchantScheme).Tokens.ListMerchantTokensAsync(environment, cancellationToken).ConfigureAwait(false);
        if (list.AcceptancePolicy == MerchantTokenList.AcceptancePolicyValue.AcceptNone)
            return [];
        return
        [
            .. list.Tokens.Where(static token => token is { IsBlocked: not true, IsActive: not false, RequiresMemo: not true }).Select(static token => new PaymentAsset(
                token.Id.ToString(CultureInfo.InvariantCulture), token.TokenSymbol ?? token.TokenName ?? "?", token.TokenName ?? token.TokenSymbol ?? "", NameOf(token.Network), null)),
        ];
    }

    /// <inheritdoc/>
    public bool CanEmbed(Payment payment) => PayorSession.Of(payment) is not null;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PaymentAsset>> ListAssetsAsync(Payment payment, CancellationToken cancellationToken)
    {
        var tokens = await ListTokensAsync(Session(payment), cancellationToken).ConfigureAwait(false);
        return [.. tokens.Select(Describe).OrderBy(static asset => asset.WhyUnavailable is null ? 0 : 1)];
    }

    /// <inheritdoc/>
    public async Task<TransferQuote> QuoteTransferAsync(Payment payment, string assetId, CancellationToken cancellationToken)
    {
        var session = Session(payment);
        var tokens = await ListTokensAsync(session, cancellationToken).ConfigureAwait(false);
        if (tokens.FirstOrDefault(token => IdOf(token) == assetId) is not { Network: { } network } token)
            throw new ApiException(PepayOperations.CreatePaymentAddress, $"Token {assetId} cannot pay payment {payment.PaymentId} (any more). Nothing was asked for; choose another one.");
        var request = new CreatePaymentAddressRequest { Network = network.Value, TokenId = token.Id };
        var answer = await session.CreatePaymentAddressAsync(request, cancellationToken).ConfigureAwait(false);
        var asset = Describe(token);
        if (answer.QuoteStatus != PaymentAddress.QuoteStatusValue.Available || answer.TempAddress.Value is not { Length: > 0 } address || answer.EstimatedTokenAmount.Value is not { Length: > 0 } amount)
            return new TransferQuote { Asset = asset, Problem = answer.Message.Value ?? Texts.TokenWithoutPrice };
        return new TransferQuote
        {
            Asset = asset,
            Address = address,
            Amount = amount,
            Uri = PaymentUri.For(token, address, amount, account.Environment),
            ValidUntil = answer.QuoteValidUntil.Value?.Value,
            LiveToken = answer.WsConnection.Value?.Token,
        };
    }

    /// <inheritdoc/>
    public async Task<string?> GetReceiptEmailAsync(Payment payment, CancellationToken cancellationToken) =>
        (await Session(payment).GetCustomerEmailAsync(cancellationToken).ConfigureAwait(false)).Email.Value;

    /// <inheritdoc/>
    public Task SetReceiptEmailAsync(Payment payment, string email, CancellationToken cancellationToken) =>
        Session(payment).SetCustomerEmailAsync(new SetCustomerEmailRequest { Email = email }, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PayerQuestion>> ListQuestionsAsync(Payment payment, CancellationToken cancellationToken)
    {
        var answer = await Session(payment).GetInvoiceQuestionsAsync(cancellationToken).ConfigureAwait(false);
        return
        [
            .. (answer.Questions?.QuestionsValue ?? [])
                .Select(static question => new PayerQuestion(question.Id, question.Question, question.Type == "email", question.Validation?.Required == true)),
        ];
    }

    /// <inheritdoc/>
    public Task AnswerQuestionsAsync(Payment payment, IReadOnlyDictionary<string, string> answers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var responses = answers.Select(static answer => new SubmitFormRequest.ResponsesItem { QuestionId = answer.Key, Response = Text(answer.Value) });
        return Session(payment).SubmitFormAsync(new SubmitFormRequest { Responses = [.. responses] }, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task ListenAsync(string liveToken, Func<CancellationToken, Task> onNews, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(onNews);
        try
        {
            await foreach (var item in new PepayStreams(this, payorStreams).Payor(liveToken).FollowAsync(null, cancellationToken).ConfigureAwait(false))
            {
                if (item is StreamEvent happened && !happened.Envelope.Type.StartsWith(QuoteType, StringComparison.Ordinal))
                    await onNews(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is StreamRefusedException or OperationCanceledException)
        {
            // An old token, or nobody listens any more.
        }
    }

    private static async Task<IReadOnlyList<AvailableToken>> ListTokensAsync(IPaymentSessionsClient session, CancellationToken cancellationToken) =>
        await session.ListAvailableTokensAsync(cancellationToken: cancellationToken).ConfigureAwait(false);

    private static PaymentAsset Describe(AvailableToken token) => new(
        IdOf(token), token.TokenSymbol ?? token.TokenName ?? IdOf(token), token.TokenName ?? token.TokenSymbol ?? "", NameOf(token.Network), WhyUnavailable(token));

    private static string? WhyUnavailable(AvailableToken token)
    {
        // No answer says what the memo would have to be, and a transfer without it is lost.
        if (token.RequiresMemo == true)
            return Texts.TokenNeedsMemo;
        if (token.AvailabilityStatus == AvailableToken.AvailabilityStatusValue.NoLiquidity)
            return token.UnavailableReason.Value ?? Texts.TokenWithoutLiquidity;
        return null;
    }

    private static string IdOf(AvailableToken token) => token.Id.ToString(CultureInfo.InvariantCulture);

    private static string NameOf(Network? network) => network?.Value switch
    {
        null or "" => "",
        "bsc" => "BNB Chain",
        "ton" => "TON",
        var name => char.ToUpperInvariant(name[0]) + name[1..],
    };

    private IPaymentSessionsClient Session(Payment payment) =>
        PayorSession.Of(payment)?.Client(transport)
        ?? throw new ApiException(PepayOperations.GetSessionDetails, $"Payment {payment.PaymentId} has no payor session; use its payment page instead.");
}
