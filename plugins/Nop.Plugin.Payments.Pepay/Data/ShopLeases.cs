namespace Nop.Plugin.Payments.Pepay.Data;

/// <summary>
/// Leases in the shop's database: one holder for a name across all nodes of a farm, also across a crash of the holder. Thread safe.
/// </summary>
public sealed class ShopLeases(ShopDatabase database, TimeProvider time)
{
    /// <summary>How long a lease outlives a holder that died. Renewed every third of it.</summary>
    internal static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly TimeProvider clock = time;

    /// <summary>The name of the lock under which an order's payment state is changed.</summary>
    public static string ForOrder(string orderNumber) => $"order:{orderNumber}";

    /// <summary>Waits for the lease. Disposing it gives it back.</summary>
    /// <exception cref="TimeoutException">Somebody else has had it for longer than a lease lasts.</exception>
    public async Task<IAsyncDisposable> AcquireAsync(string name, CancellationToken cancellationToken)
    {
        var owner = $"{Environment.MachineName}:{Guid.NewGuid():N}";
        var until = clock.GetUtcNow() + Patience;
        for (var wait = TimeSpan.FromMilliseconds(5); ; wait = TimeSpan.FromMilliseconds(Math.Min(wait.TotalMilliseconds * 2, 100)))
        {
            if (await TryTakeAsync(name, owner).ConfigureAwait(false))
                return new Lease(this, name, owner);
            if (clock.GetUtcNow() > until)
                throw new TimeoutException($"The lock '{name}' was not free for {Patience.TotalSeconds:0} s. Whatever holds it hangs; this is tried again.");
            await Task.Delay(wait, CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<bool> TryTakeAsync(string name, string owner) => database.AloneAsync(async session =>
    {
        var hash = ShopDatabase.Hash(name);
        var now = clock.GetUtcNow();
        var row = await session.FirstAsync<PepayLease>(rows => rows.Where(lease => lease.NameHash == hash)).ConfigureAwait(false);
        if (row is null)
        {
            await session.InsertAsync(new PepayLease { NameHash = hash, Name = name, Owner = owner, ExpiresAt = (now + Duration).UtcTicks }).ConfigureAwait(false);
            return true;
        }

        if (row.Owner != owner && row.ExpiresAt > now.UtcTicks)
            return false;
        row.Owner = owner;
        row.ExpiresAt = (now + Duration).UtcTicks;
        await session.UpdateAsync(row).ConfigureAwait(false);
        return true;
    });

    private Task<int> GiveBackAsync(string name, string owner)
    {
        var hash = ShopDatabase.Hash(name);
        return database.RunAsync(session => session.Table<PepayLease>().DeleteAsync(lease => lease.NameHash == hash && lease.Owner == owner));
    }

    private sealed class Lease : IAsyncDisposable
    {
        private readonly ShopLeases leases;
        private readonly string name;
        private readonly string owner;
        private readonly CancellationTokenSource ended = new();
        private readonly Task renewal;

        public Lease(ShopLeases leases, string name, string owner)
        {
            this.leases = leases;
            this.name = name;
            this.owner = owner;
            renewal = RenewAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await renewal.ConfigureAwait(false);
            ended.Dispose();
            try
            {
                await leases.GiveBackAsync(name, owner).ConfigureAwait(false);
            }
            catch (Exception)
            {
                // The database is away: the lease runs out by itself.
            }
        }

        private async Task RenewAsync()
        {
            while (true)
            {
                await Task.Delay(Duration / 3, leases.clock, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (ended.IsCancellationRequested)
                    return;
                try
                {
                    await leases.TryTakeAsync(name, owner).ConfigureAwait(false);
                }
                catch (Exception)
                {
                    // The database is away for the moment; the next third of the lease tries again, and the ledger decides in the end.
                }
            }
        }
    }
}
