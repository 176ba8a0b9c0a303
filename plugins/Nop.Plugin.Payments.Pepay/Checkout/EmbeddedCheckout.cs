using System.Xml;
using System.Xml.Linq;
using Nop.Core.Domain.Logging;
using Nop.Core.Domain.Orders;
using Nop.Plugin.Payments.Pepay.Configuration;
using Nop.Plugin.Payments.Pepay.Data;
using Nop.Plugin.Payments.Pepay.Engine;
using Nop.Plugin.Payments.Pepay.Localization;
using Pepay.Runtime.Checkout;
using Pepay.Runtime.Http;
using Pepay.Runtime.Payments;

namespace Nop.Plugin.Payments.Pepay.Checkout;

/// <summary>
/// Paying on a page of the shop, where the merchant wants it. What the customer chose before there was an order is a wish, kept with the order in
/// words; the address is asked for once there is a payment, and shown until the customer asks for another.
/// </summary>
public sealed class EmbeddedCheckout(PaymentEngines engines, AccountCatalog catalog, Transfers transfers, TextResources texts, ShopLog log, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>What a customer of the store may choose before the order; empty when the store does not embed, or the provider is silent.</summary>
    public async Task<IReadOnlyList<PaymentAsset>> ListChoicesAsync(int storeId)
    {
        if (await FindAsync(storeId).ConfigureAwait(false) is not { } provider)
            return [];
        using var limit = new CancellationTokenSource(Patience, time);
        try
        {
            return await provider.ListAcceptedAssetsAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ApiException or OperationCanceledException)
        {
            // The customer chooses after the order; nothing is lost.
            await log.WriteAsync(LogLevel.Warning, $"The checkout could not ask Pepay for its tokens: {exception.Message}").ConfigureAwait(false);
            return [];
        }
    }

    /// <summary>Whether the store shows payments on a page of its own.</summary>
    public async Task<bool> IsOnAsync(int storeId) => await FindAsync(storeId).ConfigureAwait(false) is not null;

    /// <summary>The path of the page on which the customer pays; null where the provider's own page is used.</summary>
    public async Task<string?> OpenAsync(Order order, Payment payment, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (await FindAsync(order.StoreId).ConfigureAwait(false) is not { } provider || Find(payment) != provider)
            return null;
        if (await transfers.FindAsync(payment).ConfigureAwait(false) is null && ReadWish(order) is { Count: > 0 } wish)
            await FollowAsync(provider, payment, wish, cancellationToken).ConfigureAwait(false);
        return $"{PepayDefaults.PayPath}/{payment.AttemptId}";
    }

    /// <summary>The provider of a payment that can be shown; null when it takes no money any more or has to be paid elsewhere.</summary>
    public IEmbeddedCheckout? Find(Payment payment)
    {
        ArgumentNullException.ThrowIfNull(payment);
        return payment.State.Label is PaymentLabel.Pending or PaymentLabel.Underpaid && !(payment.ExpiresAt <= time.GetUtcNow())
            && engines.Current?.Find(payment.Provider, payment.Account) is IEmbeddedCheckout provider && provider.CanEmbed(payment)
                ? provider
                : null;
    }

    /// <summary>What the payment can be paid with; null when the provider does not say.</summary>
    public Task<IReadOnlyList<PaymentAsset>?> ListAsync(IEmbeddedCheckout provider, Payment payment, CancellationToken cancellationToken) =>
        TryAsync<IReadOnlyList<PaymentAsset>>(payment, () => provider.ListAssetsAsync(payment, cancellationToken));

    /// <summary>Asks for an address and keeps it.</summary>
    /// <returns>Why there is none, in a sentence for the customer; null when there is one.</returns>
    public async Task<string?> QuoteAsync(IEmbeddedCheckout provider, Payment payment, string assetId, CancellationToken cancellationToken)
    {
        var quote = await TryAsync(payment, () => provider.QuoteTransferAsync(payment, assetId, cancellationToken)).ConfigureAwait(false);
        if (quote is not { Problem: null })
            return quote?.Problem ?? await texts.SayAsync("Pay.Silent").ConfigureAwait(false);
        await transfers.KeepAsync(payment, quote).ConfigureAwait(false);
        return null;
    }

    /// <summary>A token and its network in the words that a customer reads, and that an order keeps.</summary>
    public static string Describe(PaymentAsset asset)
    {
        ArgumentNullException.ThrowIfNull(asset);
        return $"{asset.Symbol} ({asset.Network})";
    }

    private async Task FollowAsync(IEmbeddedCheckout provider, Payment payment, HashSet<string> wish, CancellationToken cancellationToken)
    {
        var assets = await ListAsync(provider, payment, cancellationToken).ConfigureAwait(false) ?? [];
        if (assets.FirstOrDefault(asset => asset.WhyUnavailable is null && wish.Contains(Describe(asset))) is { } asset)
            await QuoteAsync(provider, payment, asset.Id, cancellationToken).ConfigureAwait(false);
    }

    private async Task<IEmbeddedCheckout?> FindAsync(int storeId) =>
        engines.Current is { } engine && await catalog.LoadAsync(PepayDefaults.PepayProvider, storeId).ConfigureAwait(false) is PepaySettings { EmbeddedCheckout: true }
            ? engine.Find(PepayDefaults.PepayProvider, await catalog.FindAccountAsync(PepayDefaults.PepayProvider, storeId).ConfigureAwait(false)) as IEmbeddedCheckout
            : null;

    // The order's own values, by whatever name they have in whatever language.
    private static HashSet<string> ReadWish(Order order)
    {
        if (string.IsNullOrWhiteSpace(order.CustomValuesXml))
            return [];
        try
        {
            return [.. XDocument.Parse(order.CustomValuesXml).Descendants("value").Select(static value => value.Value)];
        }
        catch (XmlException)
        {
            return [];
        }
    }

    private async Task<T?> TryAsync<T>(Payment payment, Func<Task<T>> ask)
        where T : class
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (ApiException exception)
        {
            await log.WriteAsync(LogLevel.Warning, $"The page of payment {payment.PaymentId} could not be filled: {exception.Message} The customer was offered another try and Pepay's own page.").ConfigureAwait(false);
            return null;
        }
    }
}
