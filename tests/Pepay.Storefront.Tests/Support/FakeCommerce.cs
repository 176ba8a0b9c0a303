using Pepay.Runtime.Commerce;
using Pepay.Runtime.Http;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;

namespace Pepay.Storefront.Tests.Support;

/// <summary>A provider that also sells goods of other shops: one that can be bought, one that is sold out.</summary>
internal sealed class FakeCommerce : FakeCheckout, ICommerce
{
    public const string Cable = "cable-1";
    public const string SoldOut = "console-1";
    public const string Refund = "0xrefund";
    public const string OrderId = "6f1c2a34-0000-4000-8000-000000000001";
    private const string Title = "<script>alert('title')</script> cable";

    private readonly Dictionary<string, List<CommerceItem>> carts = [];

    public bool HasCommerce { get; init; } = true;

    public bool IsAvailable { get; set; } = true;

    /// <summary>The calls that are refused from now on, by their names.</summary>
    public HashSet<string> Refused { get; } = [];

    /// <summary>The calls that are carried out, but whose answers get lost.</summary>
    public HashSet<string> Lost { get; } = [];

    public List<(CommerceShopper Shopper, string Estimate, string? Refund, string Key)> Placed { get; } = [];

    public List<(string? Refund, string Key)> Cancelled { get; } = [];

    public List<CommerceStep> Simulated { get; } = [];

    public int Estimates { get; private set; }

    public CommerceAddress? Address { get; private set; }

    /// <summary>The one order; null before there is one.</summary>
    public CommerceOrder? Order { get; set; }

    public PaymentSnapshot? Payment { get; set; }

    public Money? MostPerOrder => Usd(500m);

    public IReadOnlyList<CommerceNetwork> WalletNetworks { get; } = [new("north", "North Chain"), new("south", "South Chain")];

    public CommerceNetwork RefundNetwork => WalletNetworks[1];

    public bool IsWalletAddress(string address, string networkId) => address.StartsWith("0x", StringComparison.Ordinal) && WalletNetworks.Any(network => network.Id == networkId);

    public Task<bool> IsAvailableAsync(CancellationToken cancellationToken) => Answer(nameof(IsAvailableAsync), () => IsAvailable);

    public Task<IReadOnlyList<CommerceProduct>> SearchAsync(string words, CancellationToken cancellationToken) => Answer<IReadOnlyList<CommerceProduct>>(
        nameof(SearchAsync), () => words == "nothing" ? [] : [new(Cable, Title, Usd(10m)), new(SoldOut, "Console", null)]);

    public Task<CommerceOffers?> FindOffersAsync(string productId, CancellationToken cancellationToken) => Answer<CommerceOffers?>(nameof(FindOffersAsync), () => productId switch
    {
        Cable => new CommerceOffers("acme-retail", [new("Seller one", Usd(12m), null, null, "New", 2, false), new("Seller two", Usd(10m), Usd(0m), Usd(10m), "New", 3, true)]),
        SoldOut => new CommerceOffers("acme-retail", []),
        _ => null,
    });

    public Task<IReadOnlyList<CommerceItem>> GetCartAsync(CommerceShopper shopper, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<CommerceItem>>(nameof(GetCartAsync), () => [.. CartOf(shopper)]);

    public Task SetCartItemAsync(CommerceShopper shopper, CommerceItem item, CancellationToken cancellationToken) => Answer(nameof(SetCartItemAsync), () =>
    {
        CartOf(shopper).RemoveAll(each => each.ProductId == item.ProductId);
        if (item.Quantity > 0)
            CartOf(shopper).Add(item);
        return true;
    });

    public Task ClearCartAsync(CommerceShopper shopper, CancellationToken cancellationToken) => Answer(nameof(ClearCartAsync), () => CartOf(shopper).RemoveAll(static _ => true));

    public Task<CommerceEstimate> EstimateAsync(CommerceShopper shopper, IReadOnlyList<CommerceItem> items, CancellationToken cancellationToken) =>
        Answer(nameof(EstimateAsync), () => new CommerceEstimate
        {
            Id = $"estimate-{++Estimates}",
            Items = [.. items.Where(static item => item.ProductId != SoldOut)],
            Refused = [.. items.Where(static item => item.ProductId == SoldOut).Select(static item => new CommerceRefusal(item.ProductId, "Nobody has it."))],
            Subtotal = Usd(items.Sum(static item => item.Total.Amount)),
            Shipping = Usd(1m),
            Tax = Usd(0m),
            Fees = Usd(3m),
            Total = Usd(items.Sum(static item => item.Total.Amount) + 4m),
            ExpiresAt = new DateTimeOffset(2026, 1, 1, 0, 15, 0, TimeSpan.Zero).AddHours(Estimates - 1),
        });

    public Task<CommerceDestination> SetAddressAsync(CommerceShopper shopper, string estimateId, CommerceAddress address, CancellationToken cancellationToken) =>
        Answer(nameof(SetAddressAsync), () => new CommerceDestination("address-of-" + estimateId, Address = address, address.City != "Nowhere", "Standard"));

    public Task<CommerceCheckout> PlaceAsync(
        CommerceShopper shopper, string estimateId, string addressId, string? refundAddress, string idempotencyKey, CancellationToken cancellationToken) =>
        Answer(nameof(PlaceAsync), () =>
        {
            addressId.ShouldBe("address-of-" + estimateId);
            Placed.Add((shopper, estimateId, refundAddress, idempotencyKey));
            Order ??= new CommerceOrder
            {
                Id = OrderId,
                PaymentId = "pay-1",
                CustomerId = shopper.CustomerId,
                Environment = PaymentEnvironment.Test,
                State = CommerceOrderState.AwaitingPayment,
                ProviderStatus = "waiting",
                CanCancel = true,
                Total = Usd(14m),
                Items = [new(Cable, null, Title, Usd(10m), 1)],
                History = [new(null, "<script>alert('history')</script>")],
                UpdatedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
            };
            return new CommerceCheckout(OrderId, "pay-1", new Uri("https://pay.acme.example/foreign"), new DateTimeOffset(2026, 1, 1, 0, 30, 0, TimeSpan.Zero));
        });

    public Task<CommerceOrder?> FindOrderAsync(string orderId, CancellationToken cancellationToken) =>
        Answer(nameof(FindOrderAsync), () => orderId == OrderId ? Order : null);

    public Task<IReadOnlyList<CommerceOrderRow>> ListOrdersAsync(string? customerId, int limit, int offset, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<CommerceOrderRow>>(nameof(ListOrdersAsync), () => Order is { } order && (customerId is null || customerId == order.CustomerId)
            ? [new(order.Id, order.State, order.Total, 1, order.UpdatedAt, order.Environment)]
            : []);

    public Task CancelOrderAsync(string orderId, string? refundAddress, string idempotencyKey, CancellationToken cancellationToken) => Answer(nameof(CancelOrderAsync), () =>
    {
        Cancelled.Add((refundAddress, idempotencyKey));
        Order = Order! with { State = CommerceOrderState.Cancelled, CanCancel = false, IsCancelling = true, UpdatedAt = Order.UpdatedAt!.Value.AddMinutes(1) };
        return true;
    });

    public IReadOnlyList<CommerceStep> StepsOf(CommerceOrder order) => [CommerceStep.PaymentConfirmed];

    public Task SimulateAsync(string orderId, CommerceStep step, CancellationToken cancellationToken) => Answer(nameof(SimulateAsync), () =>
    {
        Simulated.Add(step);
        return true;
    });

    Task<PaymentSnapshot?> IPaymentProvider.FindPaymentAsync(string paymentId, CancellationToken cancellationToken) =>
        paymentId == "pay-1" ? Task.FromResult(Payment) : FindPaymentAsync(paymentId, cancellationToken);

    private List<CommerceItem> CartOf(CommerceShopper shopper)
    {
        var owner = shopper.Wallet?.Address ?? shopper.CustomerId;
        return carts.TryGetValue(owner, out var cart) ? cart : carts[owner] = [];
    }

    private Task<T> Answer<T>(string call, Func<T> answer)
    {
        if (Refused.Contains(call))
            return Task.FromException<T>(Failure(call, 400));
        var result = answer();
        return Lost.Contains(call) ? Task.FromException<T>(Failure(call, 502)) : Task.FromResult(result);
    }

    private static ApiException Failure(string call, int status) =>
        new(new ApiResponse { Operation = new ApiOperation { Id = call, Method = HttpMethod.Post, Path = "/" + call }, StatusCode = status });

    private static Money Usd(decimal amount) => new(amount, "USD");
}
