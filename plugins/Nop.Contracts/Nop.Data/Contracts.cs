using System.Linq.Expressions;
using FluentMigrator;
using FluentMigrator.Builders.Create;
using FluentMigrator.Builders.Create.Table;
using Nop.Core;
using Nop.Core.Caching;

namespace Nop.Data
{
    public interface IRepository<TEntity>
        where TEntity : BaseEntity
    {
        Task<IList<TEntity>> GetAllAsync(
            Func<IQueryable<TEntity>, IQueryable<TEntity>> func = null, Func<ICacheKeyService, CacheKey> getCacheKey = null, bool includeDeleted = true);

        Task<IPagedList<TEntity>> GetAllPagedAsync(
            Func<IQueryable<TEntity>, IQueryable<TEntity>> func = null,
            int pageIndex = 0, int pageSize = int.MaxValue, bool getOnlyTotalCount = false, bool includeDeleted = true);

        Task InsertAsync(TEntity entity, bool publishEvent = true);

        Task UpdateAsync(TEntity entity, bool publishEvent = true);

        Task<int> DeleteAsync(Expression<Func<TEntity, bool>> predicate);
    }
}

namespace Nop.Data.Mapping.Builders
{
    public interface IEntityBuilder
    {
        void MapEntity(CreateTableExpressionBuilder table);
    }

    public abstract class NopEntityBuilder<TEntity> : IEntityBuilder
        where TEntity : BaseEntity
    {
        public abstract void MapEntity(CreateTableExpressionBuilder table);
    }
}

namespace Nop.Data.Extensions
{
    public static class FluentMigratorExtensions
    {
        public static void TableFor<TEntity>(this ICreateExpressionRoot expressionRoot)
            where TEntity : BaseEntity => throw new NotImplementedException();
    }
}

namespace Nop.Data.Migrations
{
    public enum MigrationProcessType
    {
        NoMatter = 0,
        Installation = 1,
        Update = 2,
    }

    public class NopMigrationAttribute : MigrationAttribute
    {
        public NopMigrationAttribute(string dateTime, string description, MigrationProcessType targetMigrationProcess = MigrationProcessType.NoMatter)
            : base(0, description) => throw new NotImplementedException();
    }
}
