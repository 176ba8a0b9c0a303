namespace Nop.Plugin.Payments.Pepay.Data;

/// <summary>
/// Leases in the shop's database: one holder for a name across all nodes of a farm, also across a crash of the holder. No node's clock is compared
/// with another's: a lease is taken over by whoever saw it unchanged, on a clock of its own, for as long as a holder may leave it. Thread safe.
/// </summary>
public sealed class ShopLeases(ShopDatabase database, TimeProvider clock)
{
    /// <summary>How long a lease outlives a holder that died. Renewed every third of it.</summary>
    internal static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>The name of the lock under which an order's payment state is changed.</summary>
    public static string ForOrder(string orderNumber) => $"order:{orderNumber}";

    /// <summary>Waits for the lease. Disposing it gives it back.</summary>
    /// <exception cref="TimeoutException">Somebody else has had it for longer than a lease lasts.</exception>
    public async Task<ShopLease> AcquireAsync(string name, CancellationToken cancellationToken)
    {
        var owner = $"{Environment.MachineName}:{Guid.NewGuid():N}";
        long? begun = null;
        (string Owner, long Stamp, long Since)? seen = null;
        for (var wait = TimeSpan.FromMilliseconds(5); ; wait = TimeSpan.FromMilliseconds(Math.Min(wait.TotalMilliseconds * 2, 100)))
        {
            var dead = seen is { } last && clock.GetElapsedTime(last.Since) > Duration ? (last.Owner, last.Stamp) : ((string, long)?)null;
            if (await TryTakeAsync(name, owner, dead).ConfigureAwait(false) is not { } holder)
                return new ShopLease(this, clock, name, owner);
            var now = clock.GetTimestamp();
            begun ??= now;
            if (seen is null || (seen.Value.Owner, seen.Value.Stamp) != holder)
                seen = (holder.Owner, holder.Stamp, now);

            // One that is known to be dead by now is taken over with the next look.
            if (clock.GetElapsedTime(begun.Value) > Patience && clock.GetElapsedTime(seen.Value.Since) <= Duration)
                throw new TimeoutException($"The lock '{name}' was not free for {Patience.TotalSeconds:0} s. Whatever holds it hangs; this is tried again.");
            await Task.Delay(wait, CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Shows the others that the holder lives.</summary>
    /// <returns>False when somebody else has the lease.</returns>
    internal Task<bool> RenewAsync(string name, string owner) => database.AloneAsync(async session =>
    {
        if (await FindAsync(session, name).ConfigureAwait(false) is not { } row || row.Owner != owner)
            return false;
        row.ExpiresAt++;
        await session.UpdateAsync(row).ConfigureAwait(false);
        return true;
    });

    internal Task<int> GiveBackAsync(string name, string owner)
    {
        var hash = ShopDatabase.Hash(name);
        return database.InTransactionAsync(session => session.Table<PepayLease>().DeleteAsync(lease => lease.NameHash == hash && lease.Owner == owner));
    }

    /// <summary>Takes the lease when nobody has it, or its holder is known to be dead.</summary>
    /// <returns>Who has it; null when it was taken.</returns>
    private Task<(string Owner, long Stamp)?> TryTakeAsync(string name, string owner, (string Owner, long Stamp)? dead) =>
        database.AloneAsync<(string Owner, long Stamp)?>(async session =>
        {
            var row = await FindAsync(session, name).ConfigureAwait(false);
            if (row is null)
            {
                await session.InsertAsync(new PepayLease { NameHash = ShopDatabase.Hash(name), Name = name, Owner = owner }).ConfigureAwait(false);
                return null;
            }

            if ((row.Owner, row.ExpiresAt) != dead)
                return (row.Owner, row.ExpiresAt);
            row.Owner = owner;
            await session.UpdateAsync(row).ConfigureAwait(false);
            return null;
        });

    private static Task<PepayLease?> FindAsync(ShopSession session, string name)
    {
        var hash = ShopDatabase.Hash(name);
        return session.FirstAsync<PepayLease>(rows => rows.Where(lease => lease.NameHash == hash));
    }
}

/// <summary>A lease that is held and renewed until it is disposed.</summary>
public sealed class ShopLease : IAsyncDisposable
{
    private const int Tries = 3;

    private readonly ShopLeases leases;
    private readonly TimeProvider clock;
    private readonly string name;
    private readonly string owner;
    private readonly CancellationTokenSource ended = new();
    private readonly CancellationTokenSource lost;
    private readonly Task renewal;

    internal ShopLease(ShopLeases leases, TimeProvider clock, string name, string owner)
    {
        this.leases = leases;
        this.clock = clock;
        this.name = name;
        this.owner = owner;
        lost = new CancellationTokenSource(ShopLeases.Duration, clock);
        renewal = RenewAsync();
    }

    /// <summary>Cancelled when somebody else has the lease, or may have it: what is done under it must not go on.</summary>
    public CancellationToken Lost => lost.Token;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync().ConfigureAwait(false);
        await renewal.ConfigureAwait(false);
        ended.Dispose();
        lost.Dispose();
        for (var tries = 1; tries <= Tries; tries++)
        {
            try
            {
                await leases.GiveBackAsync(name, owner).ConfigureAwait(false);
                return;
            }
            catch (Exception)
            {
                // A deadlock is over by the next try. When the database is away, the others take the lease over when they have seen it unchanged for long enough.
            }
        }
    }

    // Nobody may take the lease over before it has stood unchanged for its duration; what outlasts that, a call that hangs included, loses it.
    private async Task RenewAsync()
    {
        while (!lost.IsCancellationRequested)
        {
            await Task.Delay(ShopLeases.Duration / 3, clock, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ended.IsCancellationRequested)
                return;
            try
            {
                var asked = clock.GetTimestamp();
                if (!await leases.RenewAsync(name, owner).ConfigureAwait(false))
                {
                    await lost.CancelAsync().ConfigureAwait(false);
                    return;
                }

                var left = ShopLeases.Duration - clock.GetElapsedTime(asked);
                lost.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            }
            catch (Exception)
            {
                // The database is away for the moment; the next third of the lease tries again.
            }
        }
    }
}
