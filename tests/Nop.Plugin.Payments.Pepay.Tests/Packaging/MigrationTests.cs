using Nop.Plugin.Payments.Pepay.Data;
using Nop.Plugin.Payments.Pepay.Tests.Doubles;

namespace Nop.Plugin.Payments.Pepay.Tests.Packaging;

/// <summary>What the shop makes in its database when the plugin is installed.</summary>
public sealed class MigrationTests
{
    [Fact]
    public void Entities_EachHasOneTableAndABuilder()
    {
        MigratedTables.Entities.Count.ShouldBeGreaterThan(5);
        MigratedTables.All.ShouldBe(MigratedTables.Entities, ignoreOrder: true);
        MigratedTables.Entities.ShouldAllBe(static entity => UniqueColumns.BuilderOf(entity) != null);
    }

    [Fact]
    public void Ledger_WhatAMerchantMayKeep_IsPaymentsTimeLinesAndLedger() =>
        MigratedTables.Of<CreateLedger>().ShouldBe([typeof(PepayPayment), typeof(PepayPaymentHistory), typeof(PepayLedgerEntry)], ignoreOrder: true);

    [Theory]
    [InlineData(typeof(PepayEvent), nameof(PepayEvent.StateId))]
    [InlineData(typeof(PepayDelivery), nameof(PepayDelivery.StateId))]
    [InlineData(typeof(PepayDelivery), nameof(PepayDelivery.PepayEventId))]
    [InlineData(typeof(PepayPayment), nameof(PepayPayment.NextCheckAt))]
    [InlineData(typeof(PepayPayment), nameof(PepayPayment.OrderNumber))]
    [InlineData(typeof(PepayPayment), nameof(PepayPayment.PaymentHash))]
    [InlineData(typeof(PepayPaymentHistory), nameof(PepayPaymentHistory.AttemptId))]
    [InlineData(typeof(PepayLedgerEntry), nameof(PepayLedgerEntry.OrderNumber))]
    public void Columns_ThatAreSearchedAllTheTime_HaveAnIndex(Type entity, string column) => UniqueColumns.IndexedOf(entity).ShouldContain(column);
}
