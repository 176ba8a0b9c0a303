using Pepay.Runtime.Payments;

namespace Pepay.Runtime.Checkout;

/// <summary>
/// A provider whose payments can also be taken on the shop's own page: the payer chooses a token and network, gets an address and an
/// amount, and sends it from a wallet. The payment is the one that <see cref="IHostedCheckout"/> made, so a payer may change over to the provider's page.
/// </summary>
public interface IEmbeddedCheckout : IHostedCheckout
{
    /// <summary>
    /// What the account takes, for a choice before there is a payment. What a certain payment can be paid with may be less
    /// (<see cref="ListAssetsAsync"/>), so a choice made here is a wish.
    /// </summary>
    /// <exception cref="Http.ApiException">The provider refused or could not be reached.</exception>
    Task<IReadOnlyList<PaymentAsset>> ListAcceptedAssetsAsync(CancellationToken cancellationToken);

    /// <summary>Whether this payment can be shown on the shop's page: what the payer's calls need is at hand.</summary>
    bool CanEmbed(Payment payment);

    /// <summary>
    /// What the payment can be paid with, the best first; those that cannot be used now say why. After a first transfer only the token and
    /// network of that one are left.
    /// </summary>
    /// <exception cref="Http.ApiException">The provider refused (the payment expired, say) or could not be reached.</exception>
    Task<IReadOnlyList<PaymentAsset>> ListAssetsAsync(Payment payment, CancellationToken cancellationToken);

    /// <summary>
    /// Asks for an address and an amount. Each call may give a new address, so it follows a decision of the payer and never a mere reload;
    /// what is sent to an earlier address of the same payment is the provider's to find.
    /// </summary>
    /// <param name="payment">The payment.</param>
    /// <param name="assetId">One of <see cref="ListAssetsAsync"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="Http.ApiException">The provider refused or could not be reached.</exception>
    Task<TransferQuote> QuoteTransferAsync(Payment payment, string assetId, CancellationToken cancellationToken);

    /// <summary>Where the provider sends the payer's receipt; null for nowhere yet.</summary>
    /// <exception cref="Http.ApiException">The provider refused or could not be reached.</exception>
    Task<string?> GetReceiptEmailAsync(Payment payment, CancellationToken cancellationToken);

    /// <summary>Has the provider send the payer's receipt to this address.</summary>
    /// <exception cref="Http.ApiException">The provider refused the address, or takes none any more, or could not be reached.</exception>
    Task SetReceiptEmailAsync(Payment payment, string email, CancellationToken cancellationToken);

    /// <summary>What the merchant asks the payer; empty for nothing.</summary>
    /// <exception cref="Http.ApiException">The provider refused or could not be reached.</exception>
    Task<IReadOnlyList<PayerQuestion>> ListQuestionsAsync(Payment payment, CancellationToken cancellationToken);

    /// <summary>Hands the payer's answers in, by question id.</summary>
    /// <exception cref="Http.ApiException">The provider refused an answer or could not be reached.</exception>
    Task AnswerQuestionsAsync(Payment payment, IReadOnlyDictionary<string, string> answers, CancellationToken cancellationToken);
}
