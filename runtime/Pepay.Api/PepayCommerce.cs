using System.Buffers;
using Pepay.Runtime.Commerce;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;

namespace Pepay.Api;

/// <summary>Between the words of Pepay Commerce and those of the runtime.</summary>
internal static class PepayCommerce
{
    public static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    public static Money Usd(decimal amount) => new(amount, "USD");

    public static Money? Usd(decimal? amount) => amount is { } known ? Usd(known) : null;

    /// <summary>Who a cart belongs to: the wallet where there is one, else the customer. Never both.</summary>
    public static (string? Customer, string? Address, string? Network) CartOwner(CommerceShopper shopper)
    {
        ArgumentNullException.ThrowIfNull(shopper);
        return shopper.Wallet is { } wallet ? (null, wallet.Address, wallet.NetworkId) : (shopper.CustomerId, null, null);
    }

    public static AddCartItemRequest.RetailerValue Retailer(string? name) =>
        new AddCartItemRequest.RetailerValue(name ?? "") is { IsKnown: true } known ? known : AddCartItemRequest.RetailerValue.Other;

    public static CommerceOffer? Read(Offer offer) => offer.Price is not { } price ? null : new CommerceOffer(
        offer.SellerName ?? offer.SellerId ?? "", Usd(price), Usd(offer.Shipping), Usd(offer.TotalCost), offer.Condition, (int?)offer.HandlingDays?.Max, offer.Available != false);

    public static CommerceItem? Read(Cart.ItemsItem item) => item is not { ProductId: { Length: > 0 } id, Price: { } price }
        ? null
        : new CommerceItem(id, item.Retailer, item.Title ?? id, Usd(price), (int)(item.Quantity ?? 1));

    public static CommerceEstimate Read(CheckoutEstimate estimate)
    {
        CommerceItem[] items =
        [
            .. (estimate.ValidItems ?? []).Where(static item => item is { ProductId.Length: > 0, Price: not null })
                .Select(static item => new CommerceItem(item.ProductId!, item.Retailer, item.Title ?? item.ProductId!, Usd(item.Price!.Value), (int)(item.Quantity ?? 1))),
        ];
        var pricing = estimate.Pricing;
        var subtotal = pricing?.Subtotal ?? items.Sum(static item => item.Total.Amount);
        var (shipping, tax, fees) = (pricing?.Shipping ?? 0m, pricing?.Tax ?? 0m, pricing?.Fees?.Total ?? estimate.FeeBreakdown?.TotalFees ?? 0m);
        return new CommerceEstimate
        {
            Id = estimate.EstimateId,
            Items = items,
            Refused = [.. (estimate.InvalidItems ?? []).Select(static item => new CommerceRefusal(item.ProductId ?? "", item.Error))],
            Subtotal = Usd(subtotal),
            Shipping = Usd(shipping),
            Tax = Usd(tax),
            Fees = Usd(fees),
            Total = Usd(pricing?.Total ?? subtotal + shipping + tax + fees),
            ExpiresAt = estimate.ExpiresAt?.Value,
        };
    }

    public static ShippingAddress Write(CommerceAddress address) => new()
    {
        FirstName = Given(address.FirstName),
        LastName = Given(address.LastName),
        StreetAddress = Given(address.Street),
        AddressLine2 = Given(address.Line2),
        City = Given(address.City),
        State = Given(address.State),
        ZipCode = Given(address.PostalCode),
        Country = Given(address.Country),
        Phone = Given(address.Phone),
        Email = Given(address.Email),
    };

    /// <summary>What Pepay left out of its spelling stays as it was given.</summary>
    public static CommerceAddress Read(ShippingAddress standard, CommerceAddress given) => new()
    {
        FirstName = standard.FirstName ?? given.FirstName,
        LastName = standard.LastName ?? given.LastName,
        Street = standard.StreetAddress ?? given.Street,
        Line2 = standard.AddressLine2 ?? given.Line2,
        City = standard.City ?? given.City,
        State = standard.State ?? given.State,
        PostalCode = standard.ZipCode ?? given.PostalCode,
        Country = standard.Country ?? given.Country,
        Phone = standard.Phone ?? given.Phone,
        Email = standard.Email ?? given.Email,
    };

    // One way of shipping is all that an order can have: no call takes a choice.
    public static string? Delivery(CheckoutAddressResponse.DataInfo answer) =>
        answer.ShippingOptions is [{ } only, ..] ? string.Join(", ", new[] { only.Name, only.EstimatedDays is { } days ? $"{days} days" : null }.Where(static part => part is not null)) : null;

    public static CommerceOrderRow Read(OrderRow row) => new(
        row.OrderId, State(row.Status), Usd(row.Total), (int?)row.ItemCount, row.CreatedAt?.Value, ReadEnvironment(row.NetworkEnvironment));

    public static CommerceOrder Read(Order order) => new()
    {
        Id = order.OrderId,
        PaymentId = order.InvoiceId,
        CustomerId = order.CustomerId.Value,
        Environment = ReadEnvironment(order.NetworkEnvironment),
        State = State(order.Status),
        ProviderStatus = order.Substatus.Value is { Length: > 0 } substatus ? $"{order.Status.Value}, {substatus}" : order.Status.Value,
        CanCancel = order.Actions?.CanCancel == true,
        IsPaid = order.Payment?.Status == "paid",
        IsCancelling = order.CancellationStatus is { Length: > 0 } cancellation && !IsNone(cancellation),
        Total = Usd(order.TotalAmountUsd),
        Fee = Usd(order.CommerceFeeUsd),
        Items =
        [
            .. (order.LineItems ?? []).Select(line => new CommerceItem(
                line.ProductId ?? "", order.Retailer, line.Title ?? line.ProductId ?? "", Usd(line.Price ?? 0m), (int)(line.Quantity ?? 1))),
        ],
        History = [.. (order.Timeline ?? []).Select(static moment => new CommerceMoment(moment.Timestamp?.Value, moment.Message ?? moment.Status ?? "")).OrderBy(static moment => moment.At)],
        Shipments = [.. (order.Fulfillment?.Shipments ?? []).Select(Read)],
        Refund = order.Refund.Value is { Status: { } status } refund && !IsNone(status)
            ? new CommerceRefund(status, Usd(refund.AmountUsd.Value), refund.DestinationWalletAddressBsc.Value, refund.TxHash.Value)
            : null,
        CreatedAt = order.CreatedAt?.Value,
        UpdatedAt = order.UpdatedAt?.Value,
    };

    /// <summary>The documented steps of the devnet simulator.</summary>
    public static IReadOnlyList<CommerceStep> Steps(CommerceOrder order)
    {
        CommerceStep[] onward = order.State switch
        {
            CommerceOrderState.AwaitingPayment => [CommerceStep.PaymentConfirmed],
            CommerceOrderState.Processing => [CommerceStep.PaymentSettled, CommerceStep.Placed, CommerceStep.Failed],
            CommerceOrderState.Placed => [CommerceStep.Shipped, CommerceStep.Cancelled],
            CommerceOrderState.Shipped => [CommerceStep.Delivered],
            _ => [],
        };
        // It goes to the destination that the order has, and to the wallet that paid when that is on the same chain.
        return order.IsPaid && order.Refund is not { TransactionHash: not null } ? [.. onward, CommerceStep.Refunded] : onward;
    }

    public static SimulateRequest.TransitionToValue Write(CommerceStep step) => step switch
    {
        CommerceStep.PaymentConfirmed => SimulateRequest.TransitionToValue.PaymentConfirmed,
        CommerceStep.PaymentSettled => SimulateRequest.TransitionToValue.PaymentSettled,
        CommerceStep.Placed => SimulateRequest.TransitionToValue.Placed,
        CommerceStep.Shipped => SimulateRequest.TransitionToValue.Shipped,
        CommerceStep.Delivered => SimulateRequest.TransitionToValue.DeliveryConfirmed,
        CommerceStep.Failed => SimulateRequest.TransitionToValue.Failed,
        CommerceStep.Cancelled => SimulateRequest.TransitionToValue.Cancelled,
        CommerceStep.Refunded => SimulateRequest.TransitionToValue.Refunded,
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "There is no such step."),
    };

    private static CommerceShipment Read(Order.FulfillmentInfo.ShipmentsItem shipment) => new(
        shipment.Carrier, shipment.TrackingNumber ?? shipment.RetailerTrackingNumber, Link(shipment.CarrierTrackingUrl) ?? Link(shipment.RetailerTrackingUrl), shipment.DeliveryStatus);

    private static CommerceOrderState State(OrderStatus status) => status.Value switch
    {
        "pending_payment" => CommerceOrderState.AwaitingPayment,
        "processing" => CommerceOrderState.Processing,
        "placed" => CommerceOrderState.Placed,
        "shipped" => CommerceOrderState.Shipped,
        "delivered" => CommerceOrderState.Delivered,
        // Invoices spell it the other way.
        "cancelled" or "canceled" => CommerceOrderState.Cancelled,
        "failed" => CommerceOrderState.Failed,
        _ => CommerceOrderState.Unknown,
    };

    private static PaymentEnvironment ReadEnvironment(Environment? environment) => environment == Environment.Mainnet ? PaymentEnvironment.Live : PaymentEnvironment.Test;

    private static bool IsNone(string status) => status.Equals("none", StringComparison.OrdinalIgnoreCase);

    private static string? Given(string text) => text.Length == 0 ? null : text;

    // A link that is shown to a shopper: anything but the web would be a way in.
    private static Uri? Link(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var link) && link.Scheme is "https" or "http" ? link : null;
}
