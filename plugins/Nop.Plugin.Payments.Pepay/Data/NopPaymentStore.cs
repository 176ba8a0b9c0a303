using System.Data.Common;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;

namespace Nop.Plugin.Payments.Pepay.Data;

/// <summary>
/// Payments in the shop's own database. A change is made under the order's lease, because the shop's order services cannot join a transaction of
/// ours: the effect runs first, the change is stored after it, and a crash in between repeats both.
/// </summary>
public sealed class NopPaymentStore(ShopDatabase database, ShopLeases leases) : IPaymentStore
{
    /// <inheritdoc/>
    public Task InitializeAsync(CancellationToken cancellationToken) => database.InitializeAsync();

    /// <inheritdoc/>
    public Task<bool> TryAddAsync(Payment payment, PaymentHistoryEntry entry, CancellationToken cancellationToken) => database.AloneAsync(async session =>
    {
        var row = ToRow(payment, new PepayPayment());
        if (await session.CountAsync<PepayPayment>(rows => rows.Where(other => other.CurrentKey == row.CurrentKey)).ConfigureAwait(false) > 0)
            return false;
        await session.InsertAsync(row).ConfigureAwait(false);
        await AddHistoryAsync(session, payment.AttemptId, [entry]).ConfigureAwait(false);
        return true;
    });

    /// <inheritdoc/>
    public async Task<bool> TryUpdateAsync(
        Payment payment,
        IReadOnlyList<PaymentHistoryEntry> entries,
        Func<DbTransaction?, CancellationToken, Task>? effect,
        CancellationToken cancellationToken)
    {
        await using var lease = await leases.AcquireAsync(ShopLeases.ForOrder(payment.OrderNumber), cancellationToken).ConfigureAwait(false);
        if (await FindAsync(payment.AttemptId, cancellationToken).ConfigureAwait(false) is not { } stored || stored.Version != payment.Version)
            return false;
        if (effect is not null)
            await RunAsync(effect, lease, payment, cancellationToken).ConfigureAwait(false);

        // A crash here leaves the effect without its change: the next hint comes to the same change, and the ledger knows the effect.
        return await database.AloneAsync(async session =>
        {
            var row = await session.FirstAsync<PepayPayment>(rows => rows.Where(other => other.AttemptId == payment.AttemptId)).ConfigureAwait(false);
            if (row is null || row.Version != payment.Version)
                return false;
            ToRow(payment, row).Version = payment.Version + 1;
            await session.UpdateAsync(row).ConfigureAwait(false);
            await AddHistoryAsync(session, payment.AttemptId, entries).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<Payment?> FindAsync(string attemptId, CancellationToken cancellationToken) =>
        FirstAsync(rows => rows.Where(row => row.AttemptId == attemptId));

    /// <inheritdoc/>
    public Task<Payment?> FindByPaymentIdAsync(string provider, string account, string paymentId, CancellationToken cancellationToken)
    {
        var hash = ShopDatabase.Hash(provider, account, paymentId);
        return FirstAsync(rows => rows.Where(row => row.PaymentHash == hash));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Payment>> ListByOrderAsync(string orderNumber, CancellationToken cancellationToken) =>
        ListAsync(rows => rows.Where(row => row.OrderNumber == orderNumber).OrderByDescending(row => row.Id));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Payment>> ListAsync(int limit, string? before, CancellationToken cancellationToken)
    {
        if (before is null)
            return await ListAsync(rows => rows.OrderByDescending(row => row.Id).Take(limit)).ConfigureAwait(false);
        var at = await database.RunAsync(session => session.FirstAsync<PepayPayment>(rows => rows.Where(row => row.AttemptId == before))).ConfigureAwait(false);
        var id = at?.Id ?? 0;
        return await ListAsync(rows => rows.Where(row => row.Id < id).OrderByDescending(row => row.Id).Take(limit)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Payment>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        var ticks = now.UtcTicks;
        return ListAsync(rows => rows.Where(row => row.NextCheckAt != null && row.NextCheckAt <= ticks).OrderBy(row => row.NextCheckAt).Take(limit));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<PaymentHistoryEntry>> ListHistoryAsync(string attemptId, CancellationToken cancellationToken) =>
        database.RunAsync<IReadOnlyList<PaymentHistoryEntry>>(async session =>
        {
            var rows = await session.ListAsync<PepayPaymentHistory>(all => all.Where(row => row.AttemptId == attemptId).OrderBy(row => row.Id)).ConfigureAwait(false);
            return [.. rows.Select(static row => new PaymentHistoryEntry(Time(row.At), row.Source, row.Text))];
        });

    private static async Task RunAsync(Func<DbTransaction?, CancellationToken, Task> effect, ShopLease lease, Payment payment, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Lost);
        try
        {
            await effect(null, either.Token).ConfigureAwait(false);
            either.Token.ThrowIfCancellationRequested();
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested && either.IsCancellationRequested)
        {
            throw new TimeoutException($"The lock of order {payment.OrderNumber} was lost while the order was being changed. It is tried again, and what was done is not done twice.", exception);
        }
    }

    private Task<Payment?> FirstAsync(Func<IQueryable<PepayPayment>, IQueryable<PepayPayment>> query) => database.RunAsync(async session =>
        await session.FirstAsync(query).ConfigureAwait(false) is { } row ? ToPayment(row) : null);

    private Task<IReadOnlyList<Payment>> ListAsync(Func<IQueryable<PepayPayment>, IQueryable<PepayPayment>> query) =>
        database.RunAsync<IReadOnlyList<Payment>>(async session => [.. (await session.ListAsync(query).ConfigureAwait(false)).Select(ToPayment)]);

    private static async Task AddHistoryAsync(ShopSession session, string attemptId, IReadOnlyList<PaymentHistoryEntry> entries)
    {
        foreach (var entry in entries)
        {
            await session.InsertAsync(new PepayPaymentHistory { AttemptId = attemptId, At = entry.At.UtcTicks, Source = entry.Source, Text = entry.Text })
                .ConfigureAwait(false);
        }
    }

    private static PepayPayment ToRow(Payment payment, PepayPayment row)
    {
        row.AttemptId = payment.AttemptId;
        row.OrderNumber = payment.OrderNumber;
        row.CurrentKey = payment.IsCurrent ? ShopDatabase.Hash(payment.OrderNumber, payment.Provider, payment.Account) : payment.AttemptId;
        row.Provider = payment.Provider;
        row.Account = payment.Account;
        row.EnvironmentId = (int)payment.Environment;
        row.Amount = payment.Amount.Amount;
        row.Currency = payment.Amount.Currency;
        row.CustomerId = payment.CustomerId;
        row.IdempotencyKey = payment.IdempotencyKey;
        row.IsCurrent = payment.IsCurrent;
        row.PaymentId = payment.PaymentId;
        row.PaymentHash = payment.PaymentId is { } id ? ShopDatabase.Hash(payment.Provider, payment.Account, id) : null;
        row.PaymentUrl = payment.PaymentUrl?.AbsoluteUri;
        row.ExpiresAt = payment.ExpiresAt?.UtcTicks;
        row.Due = payment.State.Due;
        row.Received = payment.State.Received;
        row.Refunded = payment.State.Refunded;
        row.DisputeId = (int)payment.State.Dispute;
        row.ClosingId = (int)payment.State.Closing;
        row.SettlementId = (int)payment.Settlement;
        row.ProviderStatus = payment.ProviderStatus;
        row.Finding = payment.Finding;
        row.CreatedAt = payment.CreatedAt.UtcTicks;
        row.UpdatedAt = payment.UpdatedAt.UtcTicks;
        row.NextCheckAt = payment.NextCheckAt?.UtcTicks;
        row.Version = payment.Version;
        return row;
    }

    private static Payment ToPayment(PepayPayment row) => new()
    {
        AttemptId = row.AttemptId,
        OrderNumber = row.OrderNumber,
        Provider = row.Provider,
        Account = row.Account,
        Environment = (PaymentEnvironment)row.EnvironmentId,
        Amount = new Money(row.Amount, row.Currency),
        CustomerId = row.CustomerId,
        IdempotencyKey = row.IdempotencyKey,
        IsCurrent = row.IsCurrent,
        PaymentId = row.PaymentId,
        PaymentUrl = row.PaymentUrl is { } url ? new Uri(url) : null,
        ExpiresAt = row.ExpiresAt is { } expires ? Time(expires) : null,
        State = new PaymentState
        {
            Due = row.Due,
            Received = row.Received,
            Refunded = row.Refunded,
            Dispute = (DisputeState)row.DisputeId,
            Closing = (ClosingReason)row.ClosingId,
        },
        Settlement = (SettlementState)row.SettlementId,
        ProviderStatus = row.ProviderStatus,
        Finding = row.Finding,
        CreatedAt = Time(row.CreatedAt),
        UpdatedAt = Time(row.UpdatedAt),
        NextCheckAt = row.NextCheckAt is { } next ? Time(next) : null,
        Version = row.Version,
    };

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);
}
