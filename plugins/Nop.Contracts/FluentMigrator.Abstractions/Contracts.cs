using FluentMigrator.Infrastructure;

namespace FluentMigrator
{
    public interface IMigration;

    public enum TransactionBehavior
    {
        Default = 0,
        None = 1,
    }

    [AttributeUsage(AttributeTargets.Class, Inherited = false)]
    public class MigrationAttribute : Attribute
    {
        public MigrationAttribute(long version, string description) => throw new NotImplementedException();

        public MigrationAttribute(long version, TransactionBehavior transactionBehavior = TransactionBehavior.Default, string description = null) =>
            throw new NotImplementedException();
    }
}

namespace FluentMigrator.Infrastructure
{
    public interface IMigrationContext;

    public interface IFluentSyntax;
}

namespace FluentMigrator.Builders
{
    public interface IColumnTypeSyntax<TNext> : IFluentSyntax
        where TNext : IFluentSyntax
    {
        TNext AsInt32();

        TNext AsInt64();

        TNext AsString(int size);

        TNext AsDecimal(int size, int precision);
    }

    public interface IColumnOptionSyntax<TNext, TNextFk> : IFluentSyntax
        where TNext : IFluentSyntax
        where TNextFk : IFluentSyntax
    {
        TNext Indexed();

        TNext Nullable();

        TNext NotNullable();

        TNext Unique();
    }
}

namespace FluentMigrator.Builders.Create
{
    public interface ICreateExpressionRoot : IFluentSyntax;
}

namespace FluentMigrator.Builders.Create.Table
{
    public interface ICreateTableWithColumnSyntax : IFluentSyntax
    {
        ICreateTableColumnAsTypeSyntax WithColumn(string name);
    }

    public interface ICreateTableWithColumnOrSchemaOrDescriptionSyntax : ICreateTableWithColumnSyntax;

    public interface ICreateTableColumnAsTypeSyntax : IColumnTypeSyntax<ICreateTableColumnOptionOrWithColumnSyntax>;

    public interface ICreateTableColumnOptionOrWithColumnSyntax :
        IColumnOptionSyntax<ICreateTableColumnOptionOrWithColumnSyntax, ICreateTableColumnOptionOrForeignKeyCascadeOrWithColumnSyntax>,
        ICreateTableWithColumnSyntax;

    public interface ICreateTableColumnOptionOrForeignKeyCascadeOrWithColumnSyntax : ICreateTableColumnOptionOrWithColumnSyntax;
}
