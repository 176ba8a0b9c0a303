using Pepay.Runtime.Checkout;
using Pepay.Runtime.Payments;

namespace Nop.Plugin.Payments.Pepay.Data;

/// <summary>
/// What payers were told to send, so that a reload, on whatever node, shows the same address and asks the provider for no new one. Thread safe.
/// </summary>
public sealed class Transfers(ShopDatabase database)
{
    /// <summary>The last one for what is missing on this payment now; null when there is none or money has arrived since.</summary>
    public async Task<TransferQuote?> FindAsync(Payment payment)
    {
        ArgumentNullException.ThrowIfNull(payment);
        var row = await database.RunAsync(session => FirstAsync(session, payment.AttemptId)).ConfigureAwait(false);
        if (row is null || row.Received != payment.State.Received)
            return null;
        return new TransferQuote
        {
            Asset = new PaymentAsset(row.AssetId, row.Symbol, row.Symbol, row.Network, null),
            Address = row.Address,
            Amount = row.Amount,
            Uri = row.Uri,
            ValidUntil = row.ValidUntil is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null,
        };
    }

    /// <summary>Keeps one in place of the last.</summary>
    public Task KeepAsync(Payment payment, TransferQuote quote)
    {
        ArgumentNullException.ThrowIfNull(payment);
        ArgumentNullException.ThrowIfNull(quote);
        return database.AloneAsync(async session =>
        {
            var present = await FirstAsync(session, payment.AttemptId).ConfigureAwait(false);
            var row = present ?? new PepayTransfer { AttemptId = payment.AttemptId };
            row.Received = payment.State.Received;
            (row.AssetId, row.Symbol, row.Network) = (quote.Asset.Id, quote.Asset.Symbol, quote.Asset.Network);
            (row.Address, row.Amount, row.Uri) = (quote.Address ?? "", quote.Amount ?? "", quote.Uri ?? quote.Address ?? "");
            row.ValidUntil = quote.ValidUntil?.UtcTicks;
            await (present is null ? session.InsertAsync(row) : session.UpdateAsync(row)).ConfigureAwait(false);
            return true;
        });
    }

    private static Task<PepayTransfer?> FirstAsync(ShopSession session, string attemptId) =>
        session.FirstAsync<PepayTransfer>(rows => rows.Where(row => row.AttemptId == attemptId));
}
