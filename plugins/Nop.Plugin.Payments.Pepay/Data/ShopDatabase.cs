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

namespace Nop.Plugin.Payments.Pepay.Data;

/// <summary>
/// The shop's database through the shop's own repositories, whichever of its three servers is behind them. What must not run twice at the same
/// time runs in a transaction that first writes one certain row: every node waits there for the others. Thread safe.
/// </summary>
public sealed class ShopDatabase(IServiceScopeFactory scopes)
{
    private static readonly string MutexHash = Hash("mutex");

    /// <summary>Identities are compared by this: exact whatever the database's collation, and short enough for an index.</summary>
    public static string Hash(params string[] parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts.Select(part => $"{part.Length}:{part}")))));

    /// <summary>Makes the row that nodes wait at, once.</summary>
    /// <exception cref="InvalidOperationException">The plugin's tables are not there, or the database cannot be reached.</exception>
    public async Task InitializeAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        var session = new ShopSession(scope.ServiceProvider);
        if (await FindMutexAsync(session).ConfigureAwait(false) is not null)
            return;
        try
        {
            await session.Table<PepayLease>().InsertAsync(new PepayLease { NameHash = MutexHash, Name = "mutex" }, publishEvent: false).ConfigureAwait(false);
        }
        catch (Exception) when (FindMutexAsync(session).GetAwaiter().GetResult() is not null)
        {
            // Another node was first.
        }
    }

    /// <summary>Reads or writes without a transaction.</summary>
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

    /// <summary>Runs in one transaction, and alone: no other node or thread is in this method at the same time. Keep it short; call nothing but the database.</summary>
    public Task<T> AloneAsync<T>(Func<ShopSession, Task<T>> work) => InTransactionAsync(async session =>
    {
        var mutex = await FindMutexAsync(session).ConfigureAwait(false)
            ?? throw new InvalidOperationException("The plugin's tables are not ready: the row of table PepayLease that nodes wait at is missing. Restart the shop; if that does not help, install the plugin again.");

        // The content does not matter: the write holds the row until the transaction ends.
        await session.Table<PepayLease>().UpdateAsync(mutex, publishEvent: false).ConfigureAwait(false);
        return await work(session).ConfigureAwait(false);
    });

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
    /// Lets the shop make links, which its mails are full of, where no request is being served: it takes them from the request, and sends mails with
    /// empty ones without. Holds until the calling method returns.
    /// </summary>
    /// <param name="store">The store that the links lead to.</param>
    public void AllowLinks(Store? store)
    {
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
