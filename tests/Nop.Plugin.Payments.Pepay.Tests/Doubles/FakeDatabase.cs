using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Data.Common;
using System.Transactions;
using Nop.Core;

namespace Nop.Plugin.Payments.Pepay.Tests.Doubles;

/// <summary>
/// A database as the shop's data layer sees one: rows are copies, reads see what is committed, an ambient transaction is joined, unique columns
/// hold, and a writer keeps others out until its transaction ends, as the row that the plugin locks does. A transaction sees the data as they were
/// at its first statement, and what it wrote itself: so does MySQL, the strictest of the shop's servers. Shared by the nodes of a farm.
/// </summary>
internal sealed class FakeDatabase
{
    private readonly SemaphoreSlim writer = new(1, 1);
    private readonly ConcurrentDictionary<Transaction, Change> changes = new();
    private ImmutableDictionary<Type, ImmutableSortedDictionary<int, BaseEntity>> committed =
        ImmutableDictionary<Type, ImmutableSortedDictionary<int, BaseEntity>>.Empty;

    private int lastId;

    /// <summary>While set, every call fails, as it does when the server is away.</summary>
    public bool IsAway { get; set; }

    /// <summary>While set, every call hangs until it ends.</summary>
    public Task? Hangs { get; set; }

    /// <summary>Rows whose update fails, as it does when the process dies right before it.</summary>
    public Func<BaseEntity, bool>? FailsOn { get; set; }

    /// <summary>Tables that do not exist: a plugin that is not installed.</summary>
    public ConcurrentDictionary<Type, bool> Missing { get; } = new();

    /// <summary>The table's rows as they are committed, for assertions.</summary>
    public IReadOnlyList<T> Rows<T>()
        where T : BaseEntity => [.. Table(Volatile.Read(ref committed), typeof(T)).Values.Cast<T>()];

    public void Drop(Type table)
    {
        committed = committed.Remove(table);
        Missing[table] = true;
    }

    /// <summary>The rows themselves: who gives them away copies them.</summary>
    public async Task<IEnumerable<T>> ReadAsync<T>()
        where T : BaseEntity
    {
        await ReachAsync(typeof(T));
        var source = Transaction.Current is { } transaction ? Join(transaction).Seen : Volatile.Read(ref committed);
        return Table(source, typeof(T)).Values.Cast<T>();
    }

    /// <param name="write">Gives the rows afterwards; runs more than once.</param>
    public async Task<TResult> WriteAsync<T, TResult>(Func<ImmutableSortedDictionary<int, BaseEntity>, (ImmutableSortedDictionary<int, BaseEntity> After, TResult Result)> write)
        where T : BaseEntity
    {
        await ReachAsync(typeof(T));
        if (Transaction.Current is { } transaction)
        {
            var isFirst = !changes.ContainsKey(transaction);
            var change = isFirst ? null : Join(transaction);
            if (change?.Tables is null)
            {
                if (!await writer.WaitAsync(TimeSpan.FromMinutes(5)).ConfigureAwait(false))
                    throw new TimeoutException("Another transaction does not end.");
                change ??= Join(transaction);
                change.Tables = committed;
            }

            change.Tables = Apply<T, TResult>(change.Tables, write, out var inside);
            UniqueColumns.Check(typeof(T), Table(change.Tables, typeof(T)).Values);
            change.Seen = Apply<T, TResult>(change.Seen, write, out _);
            return inside;
        }

        await writer.WaitAsync().ConfigureAwait(false);
        try
        {
            var after = Apply<T, TResult>(committed, write, out var result);
            UniqueColumns.Check(typeof(T), Table(after, typeof(T)).Values);
            committed = after;
            return result;
        }
        finally
        {
            writer.Release();
        }
    }

    public void Check(BaseEntity updated)
    {
        if (FailsOn?.Invoke(updated) == true)
            throw new ServerIsAway();
    }

    public int NextId() => Interlocked.Increment(ref lastId);

    public static T Copy<T>(T row)
        where T : BaseEntity
    {
        var copy = (T)Activator.CreateInstance(row.GetType())!;
        foreach (var property in row.GetType().GetProperties().Where(static property => property.CanWrite))
            property.SetValue(copy, property.GetValue(row));
        return copy;
    }

    private static ImmutableDictionary<Type, ImmutableSortedDictionary<int, BaseEntity>> Apply<T, TResult>(
        ImmutableDictionary<Type, ImmutableSortedDictionary<int, BaseEntity>> tables,
        Func<ImmutableSortedDictionary<int, BaseEntity>, (ImmutableSortedDictionary<int, BaseEntity> After, TResult Result)> write,
        out TResult result)
    {
        (var after, result) = write(Table(tables, typeof(T)));
        return tables.SetItem(typeof(T), after);
    }

    private static ImmutableSortedDictionary<int, BaseEntity> Table(ImmutableDictionary<Type, ImmutableSortedDictionary<int, BaseEntity>> tables, Type type) =>
        tables.GetValueOrDefault(type, ImmutableSortedDictionary<int, BaseEntity>.Empty);

    private async Task ReachAsync(Type type)
    {
        await Task.Yield();
        if (Hangs is { } hanging)
            await hanging;
        if (IsAway)
            throw new ServerIsAway();
        if (Missing.ContainsKey(type) || (MigratedTables.Entities.Contains(type) && !MigratedTables.All.Contains(type)))
            throw new InvalidOperationException($"Table {type.Name} does not exist.");
    }

    private Change Join(Transaction transaction)
    {
        if (!changes.TryGetValue(transaction, out var change))
        {
            changes[transaction] = change = new Change(this, transaction, Volatile.Read(ref committed));
            transaction.EnlistVolatile(change, EnlistmentOptions.None);
        }

        return change;
    }

    private sealed class ServerIsAway() : DbException("The database server is away.");

    private sealed class Change(FakeDatabase database, Transaction transaction, ImmutableDictionary<Type, ImmutableSortedDictionary<int, BaseEntity>> seen) : IEnlistmentNotification
    {
        /// <summary>What the transaction's queries see.</summary>
        public ImmutableDictionary<Type, ImmutableSortedDictionary<int, BaseEntity>> Seen { get; set; } = seen;

        /// <summary>What will be committed; null until it has written.</summary>
        public ImmutableDictionary<Type, ImmutableSortedDictionary<int, BaseEntity>>? Tables { get; set; }

        public void Prepare(PreparingEnlistment preparingEnlistment) => preparingEnlistment.Prepared();

        public void Commit(Enlistment enlistment)
        {
            if (Tables is not null)
                database.committed = Tables;
            End(enlistment);
        }

        public void Rollback(Enlistment enlistment) => End(enlistment);

        public void InDoubt(Enlistment enlistment) => End(enlistment);

        private void End(Enlistment enlistment)
        {
            database.changes.TryRemove(transaction, out _);
            if (Tables is not null)
                database.writer.Release();
            enlistment.Done();
        }
    }
}
