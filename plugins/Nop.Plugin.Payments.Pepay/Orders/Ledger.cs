using Nop.Plugin.Payments.Pepay.Data;

namespace Nop.Plugin.Payments.Pepay.Orders;

/// <summary>How far an entry of the ledger has come.</summary>
public enum LedgerState
{
    /// <summary>Written before the effect; a crash leaves it like this, and the effect's own check decides.</summary>
    Begun = 0,

    /// <summary>A refund that the provider carried out; the shop's own button books it right after.</summary>
    HandedOver = 10,

    /// <summary>The effect is in the order.</summary>
    Done = 20,
}

/// <summary>What was done to orders, once per (order, payment, transition, amount). Thread safe, and safe across nodes.</summary>
public sealed class Ledger(ShopDatabase database, TimeProvider time)
{
    /// <summary>The transitions.</summary>
    internal static class Transitions
    {
        public const string Paid = "paid";
        public const string Refunded = "refunded";
        public const string Cancelled = "cancelled";
        public const string Noted = "noted";
    }

    /// <summary>Writes an entry unless it is there.</summary>
    /// <returns>The entry as it is stored now.</returns>
    public async Task<PepayLedgerEntry> BeginAsync(string orderNumber, string? paymentId, string transition, decimal amount, string? idempotencyKey = null)
    {
        var key = ShopDatabase.Hash(orderNumber, paymentId ?? "", transition, amount.ToString("0.########", System.Globalization.CultureInfo.InvariantCulture));
        return await database.AloneAsync(async session =>
        {
            if (await session.FirstAsync<PepayLedgerEntry>(rows => rows.Where(row => row.UniqueKey == key)).ConfigureAwait(false) is { } present)
                return present;
            var entry = new PepayLedgerEntry
            {
                UniqueKey = key,
                OrderNumber = orderNumber,
                PaymentId = paymentId,
                Transition = transition,
                Amount = amount,
                IdempotencyKey = idempotencyKey,
                At = time.GetUtcNow().UtcTicks,
            };
            await session.InsertAsync(entry).ConfigureAwait(false);
            return entry;
        }).ConfigureAwait(false);
    }

    /// <summary>Moves an entry on.</summary>
    public Task MoveAsync(PepayLedgerEntry entry, LedgerState state) => database.RunAsync(async session =>
    {
        entry.StateId = (int)state;
        entry.At = time.GetUtcNow().UtcTicks;
        await session.UpdateAsync(entry).ConfigureAwait(false);
        return true;
    });

    /// <summary>Takes back an entry whose effect was refused for certain.</summary>
    public Task RemoveAsync(PepayLedgerEntry entry)
    {
        var id = entry.Id;
        return database.InTransactionAsync(session => session.Table<PepayLedgerEntry>().DeleteAsync(row => row.Id == id));
    }

    /// <summary>The entries of an order, oldest first.</summary>
    public Task<IList<PepayLedgerEntry>> ListAsync(string orderNumber) => database.RunAsync(session =>
        session.ListAsync<PepayLedgerEntry>(rows => rows.Where(row => row.OrderNumber == orderNumber).OrderBy(row => row.Id)));

    /// <summary>Refunds that the shop has not booked a while after the provider carried them out, or whose outcome is not known.</summary>
    public Task<IList<PepayLedgerEntry>> ListUnfinishedRefundsAsync(TimeSpan olderThan, int limit)
    {
        const int Done = (int)LedgerState.Done;
        var before = (time.GetUtcNow() - olderThan).UtcTicks;
        return database.RunAsync(session => session.ListAsync<PepayLedgerEntry>(rows => rows
            .Where(row => row.Transition == Transitions.Refunded && row.StateId != Done && row.At < before).OrderBy(row => row.Id).Take(limit)));
    }
}
