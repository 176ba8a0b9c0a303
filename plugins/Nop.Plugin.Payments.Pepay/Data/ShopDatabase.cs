using System.Security.Cryptography;
using System.Text;
using System.Transactions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Nop.Core;
using Nop.Core.Domain.Stores;
using Nop.Data;
using Nop.Services.Stores;

namespace Nop.Plugin.Payments.Pepay.Data;

/// <summary>
/// The shop's database through the shop's own repositories, whichever of its three servers is behind them. What must not run twice at the same
/// time runs in a transaction that first writes one certain row: every node waits there for the others. Thread safe.
/// </summary>
public sealed class ShopDatabase(IServiceScopeFactory scopes)
{
    private static readonly string MutexHash = Hash("mutex");

    private PepayLease? mutex;

    /// <summary>Identities are compared by this: exact whatever the database's collation, and short enough for an index.</summary>
    public static string Hash(params string[] parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts.Select(part => $"{part.Length}:{part}")))));

    /// <summary>Makes the row that nodes wait at, once.</summary>
    /// <exception cref="InvalidOperationException">The plugin's tables are not there, or the database cannot be reached.</exception>
    public async Task InitializeAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        var session = new ShopSession(scope.ServiceProvider);
        if (await FindMutexAsync(session).ConfigureAwait(false) is null)
        {
            try
            {
                await session.InsertAsync(new PepayLease { NameHash = MutexHash, Name = "mutex" }).ConfigureAwait(false);
            }
            catch (Exception) when (FindMutexAsync(session).GetAwaiter().GetResult() is not null)
            {
                // Another node was first.
            }
        }

        Volatile.Write(ref mutex, await FindMutexAsync(session).ConfigureAwait(false));
    }

    /// <summary>
    /// Reads or writes without a transaction. Not for deleting by a condition: there the shop opens a serializable one of its own, which fails beside another.
    /// </summary>
    public async Task<T> RunAsync<T>(Func<ShopSession, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await work(new ShopSession(scope.ServiceProvider)).ConfigureAwait(false);
    }

    /// <summary>Runs in one transaction. When <paramref name="work"/> throws, nothing is stored.</summary>
    public async Task<T> InTransactionAsync<T>(Func<ShopSession, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var transaction = new TransactionScope(
            TransactionScopeOption.RequiresNew,
            new TransactionOptions { IsolationLevel = IsolationLevel.ReadCommitted, Timeout = TimeSpan.FromSeconds(30) },
            TransactionScopeAsyncFlowOption.Enabled);
        var result = await work(new ShopSession(scope.ServiceProvider)).ConfigureAwait(false);
        transaction.Complete();
        return result;
    }

    /// <summary>Reads or writes as the store would that an order belongs to: with its settings and its addresses, though its site is not what is being asked.</summary>
    public async Task<T> RunForStoreAsync<T>(int storeId, Func<ShopSession, Task<T>> work)
    {
        // Read apart: what the work needs is made after its store is known.
        var store = await RunAsync(session => session.Get<IStoreService>().GetStoreByIdAsync(storeId)).ConfigureAwait(false);
        await using var scope = scopes.CreateAsyncScope();
        var session = new ShopSession(scope.ServiceProvider);
        session.ActFor(store);
        return await work(session).ConfigureAwait(false);
    }

    /// <summary>Runs in one transaction, and alone: no other node or thread is in this method at the same time. Keep it short; call nothing but the database.</summary>
    public async Task<T> AloneAsync<T>(Func<ShopSession, Task<T>> work)
    {
        // Known before the transaction: MySQL shows a transaction the data as they were at its first read, and that must come after the waiting.
        var row = Volatile.Read(ref mutex) ?? await RunAsync(FindMutexAsync).ConfigureAwait(false) ?? throw NotReady();
        return await InTransactionAsync(async session =>
        {
            // The content does not matter: the write holds the row until the transaction ends.
            await session.UpdateAsync(row).ConfigureAwait(false);
            var held = await FindMutexAsync(session).ConfigureAwait(false);
            Volatile.Write(ref mutex, held);

            // Another row than the one that was written: the tables were made anew, and nothing is held.
            return held?.Id == row.Id ? await work(session).ConfigureAwait(false) : throw NotReady();
        }).ConfigureAwait(false);
    }

    private static InvalidOperationException NotReady() =>
        new("The plugin's tables are not ready: the row of table PepayLease that nodes wait at is missing, or the tables were made anew. This is tried again; if that does not help, restart the shop, and if that does not, install the plugin again.");

    private static Task<PepayLease?> FindMutexAsync(ShopSession session) => session.FirstAsync<PepayLease>(rows => rows.Where(row => row.NameHash == MutexHash));
}

/// <summary>One scope of the shop's services, for one piece of work.</summary>
/// <param name="services">The scope.</param>
public sealed class ShopSession(IServiceProvider services)
{
    /// <summary>A service of the shop.</summary>
    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>The shop's repository of an entity.</summary>
    public IRepository<T> Table<T>()
        where T : BaseEntity => services.GetRequiredService<IRepository<T>>();

    /// <summary>
    /// Makes this scope act for a store where no request is being served: the shop takes the store, and with it settings, from the request, and the
    /// links that its mails are full of, too. Call it before anything else is taken from the scope; links are made until the calling method returns.
    /// </summary>
    public void ActFor(Store? store)
    {
        Get<ActingStore>().Store = store;
        if (services.GetService<IActionContextAccessor>() is not { ActionContext: null } accessor)
            return;
        var http = new DefaultHttpContext { RequestServices = services };
        if (Uri.TryCreate(store?.Url, UriKind.Absolute, out var root))
            http.Request.PathBase = root.AbsolutePath.TrimEnd('/');

        // With an endpoint the framework makes links from the shop's routes; which one does not matter.
        http.SetEndpoint(new Endpoint(null, null, "Payments"));
        accessor.ActionContext = new ActionContext(http, new RouteData(), new ActionDescriptor());
    }

    /// <summary>The rows of a query; never from a cache.</summary>
    public Task<IList<T>> ListAsync<T>(Func<IQueryable<T>, IQueryable<T>> query)
        where T : BaseEntity => Table<T>().GetAllAsync(query);

    /// <summary>The first row of a query, or null.</summary>
    public async Task<T?> FirstAsync<T>(Func<IQueryable<T>, IQueryable<T>> query)
        where T : BaseEntity => (await ListAsync<T>(rows => query(rows).Take(1)).ConfigureAwait(false)).FirstOrDefault();

    /// <summary>How many rows a query has.</summary>
    public async Task<int> CountAsync<T>(Func<IQueryable<T>, IQueryable<T>> query)
        where T : BaseEntity =>
        (await Table<T>().GetAllPagedAsync(query, pageIndex: 0, pageSize: 1, getOnlyTotalCount: true).ConfigureAwait(false)).TotalCount;

    /// <summary>Adds a row; its id is set afterwards.</summary>
    public Task InsertAsync<T>(T row)
        where T : BaseEntity => Table<T>().InsertAsync(row, publishEvent: false);

    /// <summary>Writes every column of a row.</summary>
    public Task UpdateAsync<T>(T row)
        where T : BaseEntity => Table<T>().UpdateAsync(row, publishEvent: false);
}
