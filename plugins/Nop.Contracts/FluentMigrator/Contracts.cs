using FluentMigrator.Builders.Create;
using FluentMigrator.Builders.Create.Table;
using FluentMigrator.Infrastructure;

namespace FluentMigrator
{
    public abstract class MigrationBase : IMigration
    {
        protected MigrationBase() => throw new NotImplementedException();

        public ICreateExpressionRoot Create => throw new NotImplementedException();

        public abstract void Up();

        public abstract void Down();

        public virtual void GetDownExpressions(IMigrationContext context) => throw new NotImplementedException();
    }

    public abstract class AutoReversingMigration : MigrationBase
    {
        protected AutoReversingMigration() => throw new NotImplementedException();

        public sealed override void Down() => throw new NotImplementedException();

        public override void GetDownExpressions(IMigrationContext context) => throw new NotImplementedException();
    }
}

namespace FluentMigrator.Builders.Create.Table
{
    public class CreateTableExpressionBuilder : ICreateTableWithColumnOrSchemaOrDescriptionSyntax
    {
        internal CreateTableExpressionBuilder() => throw new NotImplementedException();

        public ICreateTableColumnAsTypeSyntax WithColumn(string name) => throw new NotImplementedException();
    }
}
