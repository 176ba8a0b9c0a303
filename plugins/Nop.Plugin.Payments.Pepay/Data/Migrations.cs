using FluentMigrator;
using FluentMigrator.Infrastructure;
using Nop.Data.Extensions;
using Nop.Data.Migrations;

namespace Nop.Plugin.Payments.Pepay.Data;

/// <summary>The tables of inbox, refused webhooks, streams and leases; dropped when the plugin is uninstalled.</summary>
[NopMigration("2026-11-21 09:00:00", "Payments.Pepay: inbox, streams and leases", MigrationProcessType.Installation)]
public class CreateTables : AutoReversingMigration
{
    /// <inheritdoc/>
    public override void Up()
    {
        Create.TableFor<PepayEvent>();
        Create.TableFor<PepayDelivery>();
        Create.TableFor<PepayLease>();
        Create.TableFor<PepayStream>();
        Create.TableFor<PepayRefusal>();
        Create.TableFor<PepayTransfer>();
    }
}

/// <summary>Payments, their time lines and the ledger of effects on orders; kept at uninstallation when the shop wants it.</summary>
[NopMigration("2026-11-21 09:00:01", "Payments.Pepay: payments and ledger", MigrationProcessType.Installation)]
public class CreateLedger(LedgerRetention retention) : AutoReversingMigration
{
    private bool reversing;

    /// <inheritdoc/>
    public override void Up()
    {
        // Reversed, the list of what would be created is the list of what is dropped.
        if (!reversing && retention.TablesExist())
            return;
        Create.TableFor<PepayPayment>();
        Create.TableFor<PepayPaymentHistory>();
        Create.TableFor<PepayLedgerEntry>();
    }

    /// <inheritdoc/>
    public override void GetDownExpressions(IMigrationContext context)
    {
        if (retention.KeepsLedger())
            return;
        reversing = true;
        base.GetDownExpressions(context);
    }
}
