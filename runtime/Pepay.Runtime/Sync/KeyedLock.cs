namespace Pepay.Runtime.Sync;

/// <summary>
/// One holder per key within this process. It only saves work: what keeps two processes apart is the version of the stored payment.
/// </summary>
internal sealed class KeyedLock
{
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);

    public async Task<IDisposable> AcquireAsync(string key, CancellationToken cancellationToken)
    {
        Entry? entry;
        lock (entries)
        {
            if (!entries.TryGetValue(key, out entry))
                entries.Add(key, entry = new Entry(this, key));
            entry.Users++;
        }

        try
        {
            await entry.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            return entry;
        }
        catch
        {
            entry.Leave();
            throw;
        }
    }

    private sealed class Entry(KeyedLock owner, string key) : IDisposable
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public int Users { get; set; }

        public void Dispose()
        {
            Gate.Release();
            Leave();
        }

        public void Leave()
        {
            lock (owner.entries)
            {
                if (--Users == 0)
                    owner.entries.Remove(key);
            }
        }
    }
}
