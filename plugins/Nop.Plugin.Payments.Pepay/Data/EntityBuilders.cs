using FluentMigrator.Builders.Create.Table;
using Nop.Data.Mapping.Builders;

namespace Nop.Plugin.Payments.Pepay.Data;

/// <summary>Columns of <see cref="PepayEvent"/> that are more than their type says.</summary>
public sealed class PepayEventBuilder : NopEntityBuilder<PepayEvent>
{
    /// <inheritdoc/>
    public override void MapEntity(CreateTableExpressionBuilder table) => Map(table);

    internal static void Map(ICreateTableWithColumnSyntax table) => table
        .WithColumn(nameof(PepayEvent.UniqueKey)).AsString(Columns.Hash).NotNullable().Unique()
        .WithColumn(nameof(PepayEvent.Provider)).AsString(Columns.Name).NotNullable()
        .WithColumn(nameof(PepayEvent.Account)).AsString(Columns.Name).NotNullable()
        .WithColumn(nameof(PepayEvent.OrderingHash)).AsString(Columns.Hash).Nullable()
        .WithColumn(nameof(PepayEvent.StateId)).AsInt32().NotNullable().Indexed();
}

/// <summary>Columns of <see cref="PepayDelivery"/> that are more than their type says.</summary>
public sealed class PepayDeliveryBuilder : NopEntityBuilder<PepayDelivery>
{
    /// <inheritdoc/>
    public override void MapEntity(CreateTableExpressionBuilder table) => Map(table);

    internal static void Map(ICreateTableWithColumnSyntax table) => table
        .WithColumn(nameof(PepayDelivery.Handler)).AsString(Columns.Name).NotNullable()
        .WithColumn(nameof(PepayDelivery.OrderingHash)).AsString(Columns.Hash).Nullable()
        .WithColumn(nameof(PepayDelivery.PepayEventId)).AsInt32().NotNullable().Indexed()
        .WithColumn(nameof(PepayDelivery.StateId)).AsInt32().NotNullable().Indexed();
}

/// <summary>Columns of <see cref="PepayPayment"/> that are more than their type says.</summary>
public sealed class PepayPaymentBuilder : NopEntityBuilder<PepayPayment>
{
    /// <inheritdoc/>
    public override void MapEntity(CreateTableExpressionBuilder table) => Map(table);

    internal static void Map(ICreateTableWithColumnSyntax table) => table
        .WithColumn(nameof(PepayPayment.AttemptId)).AsString(Columns.Hash).NotNullable().Unique()
        .WithColumn(nameof(PepayPayment.OrderNumber)).AsString(Columns.Hash).NotNullable().Indexed()
        .WithColumn(nameof(PepayPayment.CurrentKey)).AsString(Columns.Hash).NotNullable().Unique()
        .WithColumn(nameof(PepayPayment.PaymentHash)).AsString(Columns.Hash).Nullable().Indexed()
        .WithColumn(nameof(PepayPayment.NextCheckAt)).AsInt64().Nullable().Indexed()
        .WithColumn(nameof(PepayPayment.Amount)).AsDecimal(Columns.MoneySize, Columns.MoneyScale).NotNullable()
        .WithColumn(nameof(PepayPayment.Due)).AsDecimal(Columns.MoneySize, Columns.MoneyScale).NotNullable()
        .WithColumn(nameof(PepayPayment.Received)).AsDecimal(Columns.MoneySize, Columns.MoneyScale).NotNullable()
        .WithColumn(nameof(PepayPayment.Refunded)).AsDecimal(Columns.MoneySize, Columns.MoneyScale).NotNullable();
}

/// <summary>Columns of <see cref="PepayPaymentHistory"/> that are more than their type says.</summary>
public sealed class PepayPaymentHistoryBuilder : NopEntityBuilder<PepayPaymentHistory>
{
    /// <inheritdoc/>
    public override void MapEntity(CreateTableExpressionBuilder table) => Map(table);

    internal static void Map(ICreateTableWithColumnSyntax table) => table
        .WithColumn(nameof(PepayPaymentHistory.AttemptId)).AsString(Columns.Hash).NotNullable().Indexed();
}

/// <summary>Columns of <see cref="PepayLedgerEntry"/> that are more than their type says.</summary>
public sealed class PepayLedgerEntryBuilder : NopEntityBuilder<PepayLedgerEntry>
{
    /// <inheritdoc/>
    public override void MapEntity(CreateTableExpressionBuilder table) => Map(table);

    internal static void Map(ICreateTableWithColumnSyntax table) => table
        .WithColumn(nameof(PepayLedgerEntry.UniqueKey)).AsString(Columns.Hash).NotNullable().Unique()
        .WithColumn(nameof(PepayLedgerEntry.OrderNumber)).AsString(Columns.Hash).NotNullable().Indexed()
        .WithColumn(nameof(PepayLedgerEntry.Amount)).AsDecimal(Columns.MoneySize, Columns.MoneyScale).NotNullable();
}

/// <summary>Columns of <see cref="PepayLease"/> that are more than their type says.</summary>
public sealed class PepayLeaseBuilder : NopEntityBuilder<PepayLease>
{
    /// <inheritdoc/>
    public override void MapEntity(CreateTableExpressionBuilder table) => Map(table);

    internal static void Map(ICreateTableWithColumnSyntax table) => table
        .WithColumn(nameof(PepayLease.NameHash)).AsString(Columns.Hash).NotNullable().Unique();
}

/// <summary>Columns of <see cref="PepayStream"/> that are more than their type says.</summary>
public sealed class PepayStreamBuilder : NopEntityBuilder<PepayStream>
{
    /// <inheritdoc/>
    public override void MapEntity(CreateTableExpressionBuilder table) => Map(table);

    internal static void Map(ICreateTableWithColumnSyntax table) => table
        .WithColumn(nameof(PepayStream.UniqueKey)).AsString(Columns.Hash).NotNullable().Unique();
}

/// <summary>Columns of <see cref="PepayRefusal"/> that are more than their type says.</summary>
public sealed class PepayRefusalBuilder : NopEntityBuilder<PepayRefusal>
{
    /// <inheritdoc/>
    public override void MapEntity(CreateTableExpressionBuilder table) => Map(table);

    internal static void Map(ICreateTableWithColumnSyntax table) => table
        .WithColumn(nameof(PepayRefusal.UniqueKey)).AsString(Columns.Hash).NotNullable().Unique()
        .WithColumn(nameof(PepayRefusal.AccountHash)).AsString(Columns.Hash).NotNullable().Indexed();
}

/// <summary>Columns of <see cref="PepayTransfer"/> that are more than their type says.</summary>
public sealed class PepayTransferBuilder : NopEntityBuilder<PepayTransfer>
{
    /// <inheritdoc/>
    public override void MapEntity(CreateTableExpressionBuilder table) => Map(table);

    internal static void Map(ICreateTableWithColumnSyntax table) => table
        .WithColumn(nameof(PepayTransfer.AttemptId)).AsString(Columns.Hash).NotNullable().Unique()
        .WithColumn(nameof(PepayTransfer.Received)).AsDecimal(Columns.MoneySize, Columns.MoneyScale).NotNullable();
}

internal static class Columns
{
    /// <summary>SHA-256 in hexadecimal; short enough for an index in every database.</summary>
    public const int Hash = 64;

    public const int Name = 100;

    public const int MoneySize = 28;

    public const int MoneyScale = 8;
}
