using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Transactions;
using Nop.Core;

namespace Nop.Plugin.Payments.Pepay.Tests.Doubles;

/// <summary>
/// A database as the shop's data layer sees one: rows are copies, reads see what is committed, an ambient transaction is joined, unique columns
/// hold, and a writer keeps others out until its transaction ends, as the row that the plugin locks does. Shared by the nodes of a farm.
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

    public async Task<List<T>> ReadAsync<T>()
        where T : BaseEntity
    {
        await Task.Yield();
        Check(typeof(T));
        var source = Transaction.Current is { } transaction && changes.TryGetValue(transaction, out var change) ? change.Tables : Volatile.Read(ref committed);
        return [.. Table(source, typeof(T)).Values.Select(static row => Copy((T)row))];
    }

    public async Task<TResult> WriteAsync<T, TResult>(Func<ImmutableSortedDictionary<int, BaseEntity>, (ImmutableSortedDictionary<int, BaseEntity> After, TResult Result)> write)
        where T : BaseEntity
    {
        await Task.Yield();
        Check(typeof(T));
        if (Transaction.Current is { } transaction)
        {
            if (!changes.TryGetValue(transaction, out var change))
            {
                if (!await writer.WaitAsync(TimeSpan.FromMinutes(5)).ConfigureAwait(false))
                    throw new TimeoutException("Another transaction does not end.");
                change = new Change(this, transaction, committed);
                changes[transaction] = change;
                transaction.EnlistVolatile(change, EnlistmentOptions.None);
            }

            change.Tables = Apply<T, TResult>(change.Tables, write, out var inside);
            return inside;
        }

        await writer.WaitAsync().ConfigureAwait(false);
        try
        {
            committed = Apply<T, TResult>(committed, write, out var result);
            return result;
        }
        finally
        {
            writer.Release();
        }
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
        UniqueColumns.Check(typeof(T), after.Values);
        return tables.SetItem(typeof(T), after);
    }

    private static ImmutableSortedDictionary<int, BaseEntity> Table(ImmutableDictionary<Type, ImmutableSortedDictionary<int, BaseEntity>> tables, Type type) =>
        tables.GetValueOrDefault(type, ImmutableSortedDictionary<int, BaseEntity>.Empty);

    private void Check(Type type)
    {
        if (IsAway)
            throw new InvalidOperationException("The database server is away.");
        if (Missing.ContainsKey(type))
            throw new InvalidOperationException($"Table {type.Name} does not exist.");
    }

    private sealed class Change(FakeDatabase database, Transaction transaction, ImmutableDictionary<Type, ImmutableSortedDictionary<int, BaseEntity>> tables) : IEnlistmentNotification
    {
        public ImmutableDictionary<Type, ImmutableSortedDictionary<int, BaseEntity>> Tables { get; set; } = tables;

        public void Prepare(PreparingEnlistment preparingEnlistment) => preparingEnlistment.Prepared();

        public void Commit(Enlistment enlistment)
        {
            database.committed = Tables;
            End(enlistment);
        }

        public void Rollback(Enlistment enlistment) => End(enlistment);

        public void InDoubt(Enlistment enlistment) => End(enlistment);

        private void End(Enlistment enlistment)
        {
            database.changes.TryRemove(transaction, out _);
            database.writer.Release();
            enlistment.Done();
        }
    }
}
