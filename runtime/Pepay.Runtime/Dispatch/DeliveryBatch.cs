using System.Data.Common;
using Pepay.Runtime.Inbox;

namespace Pepay.Runtime.Dispatch;

/// <summary>
/// Deliveries of one handler that are run one after the other and marked in one commit. Those that write in the inbox database share a transaction,
/// each after the first behind a savepoint of its own.
/// </summary>
internal sealed class DeliveryBatch(IInboxStore store, TimeProvider time) : IDisposable
{
    private const string Savepoint = "pepay_delivery";

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly List<HeldDelivery> written = [];
    private readonly List<HeldDelivery> plain = [];
    private readonly long startedAt = time.GetTimestamp();

    private IDeliveryTransaction? transaction;
    private long joinedAt;
    private bool hasJoined;
    private bool isBehindSavepoint;

    /// <summary>How many deliveries were run in it.</summary>
    public int Count { get; private set; }

    public TimeSpan Age => time.GetElapsedTime(startedAt);

    /// <summary>How long the delivery that ended last was in the transaction.</summary>
    public TimeSpan LastJoined { get; private set; }

    /// <summary>Whether the delivery that runs shares the transaction with others.</summary>
    public bool IsShared => isBehindSavepoint;

    /// <summary>Marked, durably.</summary>
    public List<HeldDelivery> Done { get; } = [];

    /// <summary>Somebody else has them; nothing of them was committed.</summary>
    public List<HeldDelivery> Lost { get; } = [];

    /// <summary>Rolled back together with others; to be run again, each alone.</summary>
    public List<HeldDelivery> Again { get; } = [];

    /// <summary>Handled, but not marked, with the reason.</summary>
    public List<(HeldDelivery Held, Exception Error)> Unmarked { get; } = [];

    public void Start()
    {
        Count++;
        hasJoined = isBehindSavepoint = false;
        LastJoined = TimeSpan.Zero;
    }

    /// <summary>The transaction for the delivery that runs.</summary>
    /// <exception cref="LeaseLostException">Somebody else has it.</exception>
    public async ValueTask<DbTransaction> JoinAsync(HeldDelivery held, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!hasJoined)
            {
                if (transaction is not null)
                    await SaveAsync(cancellationToken).ConfigureAwait(false);
                transaction ??= await store.BeginAsync(held.Delivery, cancellationToken).ConfigureAwait(false);
                hasJoined = true;
                joinedAt = time.GetTimestamp();
            }

            return transaction!.Transaction;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>
    /// Waits for the handler. Deliveries before it are not kept waiting for one that takes long before it first asks for the transaction: they are
    /// committed meanwhile.
    /// </summary>
    public async Task WaitAsync(Task handler, TimeSpan patience)
    {
        if (transaction is not null && !hasJoined && !handler.IsCompleted)
        {
            await Task.WhenAny(handler, Task.Delay(patience, time)).ConfigureAwait(false);
            await gate.WaitAsync().ConfigureAwait(false);
            try
            {
                if (!hasJoined && !handler.IsCompleted)
                    await CommitWrittenAsync().ConfigureAwait(false);
            }
            finally
            {
                gate.Release();
            }
        }

        await handler.ConfigureAwait(false);
    }

    /// <summary>The delivery that ran is handled.</summary>
    public void Handled(HeldDelivery held)
    {
        (hasJoined ? written : plain).Add(held);
        NoteJoined();
    }

    /// <summary>Takes back what the delivery that ran has written.</summary>
    public async Task UndoAsync()
    {
        NoteJoined();
        if (!hasJoined || transaction is null)
            return;
        if (!isBehindSavepoint)
        {
            await EndAsync().ConfigureAwait(false);
            return;
        }

        try
        {
            await transaction.Transaction.RollbackAsync(Savepoint, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The connection is gone, and everything in the transaction with it.
            await BreakAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Marks what was handled, in the transaction when there is one, and commits.</summary>
    public async Task CommitAsync()
    {
        await CommitWrittenAsync().ConfigureAwait(false);
        if (plain.Count == 0)
            return;
        try
        {
            var mine = await store.CompleteAsync([.. plain.Select(held => held.Delivery)], CancellationToken.None).ConfigureAwait(false);
            for (var i = 0; i < mine.Count; i++)
                (mine[i] ? Done : Lost).Add(plain[i]);
        }
        catch (Exception exception)
        {
            Unmarked.AddRange(plain.Select(held => (held, exception)));
        }

        plain.Clear();
    }

    public void Dispose() => gate.Dispose();

    private async Task CommitWrittenAsync()
    {
        if (transaction is null)
            return;
        try
        {
            // A crash before the commit repeats all of it; what was done outside the inbox database then carries the same effect keys.
            if (await transaction.CompleteAsync([.. written.Select(held => held.Delivery)], CancellationToken.None).ConfigureAwait(false))
                Done.AddRange(written);
            else
                (written.Count == 1 ? Lost : Again).AddRange(written);
        }
        catch (Exception exception) when (written.Count == 1)
        {
            Unmarked.Add((written[0], exception));
        }
        catch (Exception)
        {
            // If the commit did happen, the fencing tokens say so to each of them.
            Again.AddRange(written);
        }

        await EndAsync().ConfigureAwait(false);
    }

    private async Task SaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await transaction!.Transaction.SaveAsync(Savepoint, cancellationToken).ConfigureAwait(false);
            isBehindSavepoint = true;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // A handler before has broken the transaction and not said so.
            await BreakAsync().ConfigureAwait(false);
        }
    }

    private Task BreakAsync()
    {
        Again.AddRange(written);
        return EndAsync();
    }

    private async Task EndAsync()
    {
        written.Clear();
        if (transaction is { } ended)
        {
            transaction = null;
            try
            {
                await ended.DisposeAsync().ConfigureAwait(false);
            }
            catch (DbException)
            {
                // Rolled back by the server, with the connection.
            }
        }
    }

    private void NoteJoined() => LastJoined = hasJoined ? time.GetElapsedTime(joinedAt) : TimeSpan.Zero;
}
