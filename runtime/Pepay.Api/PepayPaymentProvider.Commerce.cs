using Pepay.Runtime.Checkout;
using Pepay.Runtime.Commerce;
using Pepay.Runtime.Http;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;

namespace Pepay.Api;

/// <summary>Pepay Commerce: goods of other shops, bought for a shopper.</summary>
public sealed partial class PepayPaymentProvider : ICommerce
{
    private const int MostProducts = 24;
    private const int AddressLength = 42;

    // The cart's four networks without Solana: the form of its addresses is not among those that a cart takes.
    private static readonly CommerceNetwork[] CartNetworks = [new("ethereum", "Ethereum"), new("base", "Base"), new("bsc", "BNB Chain")];

    /// <inheritdoc/>
    public bool HasCommerce => transport.Credentials.TryGet(CommerceScheme, out _);

    /// <inheritdoc/>
    public Money? MostPerOrder => PepayCommerce.Usd(2500m);

    /// <inheritdoc/>
    public IReadOnlyList<CommerceNetwork> WalletNetworks => CartNetworks;

    /// <inheritdoc/>
    public CommerceNetwork RefundNetwork => CartNetworks[^1];

    private ICommerceClient Commerce => OnlyWith(CommerceScheme).Commerce;

    /// <inheritdoc/>
    public bool IsWalletAddress(string address, string networkId)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Array.Exists(CartNetworks, network => network.Id == networkId)
            && address.Length == AddressLength && address.StartsWith("0x", StringComparison.Ordinal) && address.AsSpan(2).IndexOfAnyExcept(PepayCommerce.HexDigits) < 0;
    }

    /// <inheritdoc/>
    public async Task<bool> IsAvailableAsync(CancellationToken cancellationToken) =>
        (await Commerce.GetCommerceStatusAsync(cancellationToken).ConfigureAwait(false)).Data.Status == "available";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CommerceProduct>> SearchAsync(string words, CancellationToken cancellationToken)
    {
        var found = await Commerce.SearchProductsAsync(words, MostProducts, cancellationToken).ConfigureAwait(false);
        return [.. (found.Data.Products ?? []).Select(static card => new CommerceProduct(card.ProductId, card.Title ?? card.ProductId, PepayCommerce.Usd(card.Price)))];
    }

    /// <inheritdoc/>
    public async Task<CommerceOffers?> FindOffersAsync(string productId, CancellationToken cancellationToken)
    {
        try
        {
            var found = (await Commerce.GetProductOffersAsync(productId, cancellationToken: cancellationToken).ConfigureAwait(false)).Data;
            return new CommerceOffers(found.Retailer, [.. (found.Offers ?? []).Select(PepayCommerce.Read).OfType<CommerceOffer>()]);
        }
        catch (ApiException exception) when (exception.StatusCode == 404)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CommerceItem>> GetCartAsync(CommerceShopper shopper, CancellationToken cancellationToken)
    {
        var (customer, address, network) = PepayCommerce.CartOwner(shopper);
        var cart = (await Commerce.GetCartAsync(customer, address, network, cancellationToken).ConfigureAwait(false)).Data;
        return [.. (cart.Items ?? []).Select(PepayCommerce.Read).OfType<CommerceItem>()];
    }

    /// <inheritdoc/>
    public async Task SetCartItemAsync(CommerceShopper shopper, CommerceItem item, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        var (customer, address, network) = PepayCommerce.CartOwner(shopper);
        var commerce = Commerce;
        // A cart does not say which ids its items have; putting one in does.
        var put = await commerce.AddCartItemAsync(
            new AddCartItemRequest
            {
                ProductId = item.ProductId,
                Retailer = PepayCommerce.Retailer(item.Retailer),
                Title = item.Title,
                Price = item.Price.Amount,
                Quantity = Math.Max(1, item.Quantity),
                CustomerId = customer,
                WalletAddress = address,
                WalletNetwork = network,
            },
            cancellationToken).ConfigureAwait(false);
        if (item.Quantity <= 0 && put.Data.ItemId is { } id)
            await commerce.RemoveCartItemAsync(id, customer, address, network, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task ClearCartAsync(CommerceShopper shopper, CancellationToken cancellationToken)
    {
        var (customer, address, network) = PepayCommerce.CartOwner(shopper);
        return Commerce.ClearCartAsync(customer, address, network, cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>Under the customer id also for a shopper with a wallet: the steps that follow take no other name.</remarks>
    public async Task<CommerceEstimate> EstimateAsync(CommerceShopper shopper, IReadOnlyList<CommerceItem> items, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(shopper);
        ArgumentNullException.ThrowIfNull(items);
        var request = new CheckoutEstimateRequest
        {
            CustomerId = shopper.CustomerId,
            Items = [.. items.Select(static item => new CheckoutEstimateRequest.ItemsItem
            {
                ProductId = item.ProductId, Retailer = item.Retailer, Title = item.Title, Quantity = item.Quantity, Price = item.Price.Amount,
            })],
        };
        var answer = await Commerce.CheckoutEstimateAsync(request, cancellationToken).ConfigureAwait(false);
        return PepayCommerce.Read(answer.Data);
    }

    /// <inheritdoc/>
    public async Task<CommerceDestination> SetAddressAsync(CommerceShopper shopper, string estimateId, CommerceAddress address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(shopper);
        ArgumentNullException.ThrowIfNull(address);
        var request = new CheckoutAddressRequest { CustomerId = shopper.CustomerId, EstimateId = estimateId, Address = PepayCommerce.Write(address) };
        var answer = (await Commerce.CheckoutAddressAsync(request, cancellationToken).ConfigureAwait(false)).Data;
        if (answer.AddressId is not { Length: > 0 } id)
            throw new ApiException(PepayOperations.CheckoutAddress, "Pepay stored the address without an id, so that no order can be sent there. Try again.");
        return new CommerceDestination(id, answer.Standardized is { } standard ? PepayCommerce.Read(standard, address) : address, answer.Validated != false, PepayCommerce.Delivery(answer));
    }

    /// <inheritdoc/>
    public async Task<CommerceCheckout> PlaceAsync(
        CommerceShopper shopper, string estimateId, string addressId, string? refundAddress, string idempotencyKey, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(shopper);
        var request = new CheckoutInvoiceRequest
        {
            CustomerId = shopper.CustomerId, EstimateId = estimateId, AddressId = addressId, RefundDestinationWalletAddressBsc = refundAddress,
        };
        var placed = (await Commerce.CheckoutInvoiceAsync(request, idempotencyKey, cancellationToken).ConfigureAwait(false)).Data;
        var page = HostedPage.FromAnswer(PepayOperations.CheckoutInvoice, placed.InvoiceId, placed.InvoiceUrl, placed.ExpiresAt?.Value);
        return new CommerceCheckout(placed.OrderId, page.PaymentId, page.Url, page.ExpiresAt);
    }

    /// <inheritdoc/>
    public async Task<CommerceOrder?> FindOrderAsync(string orderId, CancellationToken cancellationToken)
    {
        // Anybody may type anything into an address of the shop; only what can be an order is asked for.
        if (!Guid.TryParseExact(orderId, "D", out _))
            return null;
        try
        {
            return PepayCommerce.Read((await Commerce.GetOrderAsync(orderId, cancellationToken).ConfigureAwait(false)).Data);
        }
        catch (ApiException exception) when (exception.StatusCode == 404)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CommerceOrderRow>> ListOrdersAsync(string? customerId, int limit, int offset, CancellationToken cancellationToken)
    {
        var page = await Commerce.ListOrdersAsync(customerId: customerId, limit: limit, offset: offset, cancellationToken: cancellationToken).ConfigureAwait(false);
        return [.. (page.Data.Orders ?? []).Select(PepayCommerce.Read)];
    }

    /// <inheritdoc/>
    public Task CancelOrderAsync(string orderId, string? refundAddress, string idempotencyKey, CancellationToken cancellationToken) =>
        Commerce.CancelOrderAsync(orderId, idempotencyKey, new CancelOrderRequest { RefundDestinationWalletAddressBsc = refundAddress }, cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<CommerceStep> StepsOf(CommerceOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return account.Environment == PaymentEnvironment.Test && order.Environment == PaymentEnvironment.Test ? PepayCommerce.Steps(order) : [];
    }

    /// <inheritdoc/>
    public Task SimulateAsync(string orderId, CommerceStep step, CancellationToken cancellationToken) =>
        OnlyWith(CommerceScheme).DevnetSimulator.SimulateOrderAsync(orderId, new SimulateRequest { TransitionTo = PepayCommerce.Write(step) }, cancellationToken);
}
