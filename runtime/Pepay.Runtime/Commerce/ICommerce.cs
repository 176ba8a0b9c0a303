using Pepay.Runtime.Payments;

namespace Pepay.Runtime.Commerce;

/// <summary>
/// A provider that buys goods of other shops for a shopper: search, cart, estimate, address, order, and what becomes of it. The shopper pays the
/// provider, and the provider buys and ships. All methods throw <see cref="Http.ApiException"/> when the provider refuses or does not answer.
/// </summary>
public interface ICommerce : IPaymentProvider
{
    /// <summary>Whether this account is set up for it; without that, nothing else here works.</summary>
    bool HasCommerce { get; }

    /// <summary>The most that the goods of one order may cost; null for no limit.</summary>
    Money? MostPerOrder { get; }

    /// <summary>The networks whose wallets may stand for a shopper.</summary>
    IReadOnlyList<CommerceNetwork> WalletNetworks { get; }

    /// <summary>The network that refunds go out on, for people.</summary>
    CommerceNetwork RefundNetwork { get; }

    /// <summary>Whether an address has the form of a wallet on this network. Says nothing about whose it is.</summary>
    bool IsWalletAddress(string address, string networkId);

    /// <summary>Whether goods can be bought now.</summary>
    Task<bool> IsAvailableAsync(CancellationToken cancellationToken);

    /// <summary>Finds products by words; empty for none.</summary>
    Task<IReadOnlyList<CommerceProduct>> SearchAsync(string words, CancellationToken cancellationToken);

    /// <summary>Who sells a product and for how much, the best first; null when there is no such product.</summary>
    Task<CommerceOffers?> FindOffersAsync(string productId, CancellationToken cancellationToken);

    /// <summary>What a shopper has collected; empty for nobody known.</summary>
    Task<IReadOnlyList<CommerceItem>> GetCartAsync(CommerceShopper shopper, CancellationToken cancellationToken);

    /// <summary>Puts a product into the cart, or sets its quantity there; zero takes it out.</summary>
    Task SetCartItemAsync(CommerceShopper shopper, CommerceItem item, CancellationToken cancellationToken);

    /// <summary>Empties the cart.</summary>
    Task ClearCartAsync(CommerceShopper shopper, CancellationToken cancellationToken);

    /// <summary>What these items would cost, and which of them cannot be bought. Reserves and charges nothing.</summary>
    Task<CommerceEstimate> EstimateAsync(CommerceShopper shopper, IReadOnlyList<CommerceItem> items, CancellationToken cancellationToken);

    /// <summary>Says where an estimate's goods are to go.</summary>
    /// <returns>The address as the provider understood it.</returns>
    Task<CommerceDestination> SetAddressAsync(CommerceShopper shopper, string estimateId, CommerceAddress address, CancellationToken cancellationToken);

    /// <summary>Makes the order and the payment for it. Repeating the call with the same key and arguments makes no second one.</summary>
    /// <param name="shopper">The shopper of the estimate.</param>
    /// <param name="estimateId">The estimate.</param>
    /// <param name="addressId">The destination.</param>
    /// <param name="refundAddress">Where a refund would go, on <see cref="RefundNetwork"/>; null to say so later.</param>
    /// <param name="idempotencyKey">Belongs to these arguments alone.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<CommerceCheckout> PlaceAsync(
        CommerceShopper shopper, string estimateId, string addressId, string? refundAddress, string idempotencyKey, CancellationToken cancellationToken);

    /// <summary>The order, or null.</summary>
    Task<CommerceOrder?> FindOrderAsync(string orderId, CancellationToken cancellationToken);

    /// <summary>Orders, newest first as the provider gives them.</summary>
    /// <param name="customerId">Those of one customer; null for all of the account.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="offset">How many to skip.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<IReadOnlyList<CommerceOrderRow>> ListOrdersAsync(string? customerId, int limit, int offset, CancellationToken cancellationToken);

    /// <summary>Asks for an order to be cancelled and its money to be given back. Repeating the call with the same key cancels nothing twice.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="refundAddress">Where the refund goes, on <see cref="RefundNetwork"/>; null for the one given when the order was placed.</param>
    /// <param name="idempotencyKey">Belongs to these arguments alone.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task CancelOrderAsync(string orderId, string? refundAddress, string idempotencyKey, CancellationToken cancellationToken);

    /// <summary>The steps that a test order can be moved by now; none where money is real.</summary>
    IReadOnlyList<CommerceStep> StepsOf(CommerceOrder order);

    /// <summary>Moves a test order by one step, as the world would move a real one.</summary>
    Task SimulateAsync(string orderId, CommerceStep step, CancellationToken cancellationToken);
}
