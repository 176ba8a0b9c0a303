using System.Linq.Expressions;
using System.Transactions;
using Nop.Core;
using Nop.Core.Caching;
using Nop.Data;

namespace Nop.Plugin.Payments.Pepay.Tests.Doubles;

/// <summary>The shop's repository: whole rows in and out, an update writes every column, nothing is locked.</summary>
internal sealed class FakeRepository<TEntity>(FakeDatabase database) : IRepository<TEntity>
    where TEntity : BaseEntity
{
    public async Task<IList<TEntity>> GetAllAsync(
        Func<IQueryable<TEntity>, IQueryable<TEntity>>? func = null, Func<ICacheKeyService, CacheKey>? getCacheKey = null, bool includeDeleted = true)
    {
        var rows = (await database.ReadAsync<TEntity>()).AsQueryable();
        return [.. (func is null ? rows : func(rows)).AsEnumerable().Select(FakeDatabase.Copy)];
    }

    public async Task<IPagedList<TEntity>> GetAllPagedAsync(
        Func<IQueryable<TEntity>, IQueryable<TEntity>>? func = null, int pageIndex = 0, int pageSize = int.MaxValue, bool getOnlyTotalCount = false, bool includeDeleted = true)
    {
        var rows = await GetAllAsync(func);
        return new Page(getOnlyTotalCount ? [] : rows.Skip(pageIndex * pageSize).Take(pageSize), rows.Count);
    }

    public Task InsertAsync(TEntity entity, bool publishEvent = true)
    {
        entity.Id = database.NextId();
        return database.WriteAsync<TEntity, bool>(rows => (rows.Add(entity.Id, FakeDatabase.Copy(entity)), true));
    }

    public Task UpdateAsync(TEntity entity, bool publishEvent = true)
    {
        database.Check(entity);
        return database.WriteAsync<TEntity, bool>(rows => (rows.ContainsKey(entity.Id) ? rows.SetItem(entity.Id, FakeDatabase.Copy(entity)) : rows, true));
    }

    public Task<int> DeleteAsync(Expression<Func<TEntity, bool>> predicate)
    {
        // Where there is no transaction the shop opens a serializable one, and the server may refuse it beside another.
        if (Transaction.Current is not { IsolationLevel: IsolationLevel.ReadCommitted })
            throw new InvalidOperationException("could not serialize access due to read/write dependencies among transactions");
        var matches = predicate.Compile();
        return database.WriteAsync<TEntity, int>(rows =>
        {
            var gone = rows.Values.Cast<TEntity>().Where(matches).Select(static row => row.Id).ToList();
            return (rows.RemoveRange(gone), gone.Count);
        });
    }

    private sealed class Page(IEnumerable<TEntity> rows, int total) : List<TEntity>(rows), IPagedList<TEntity>
    {
        public int TotalCount => total;
    }
}
