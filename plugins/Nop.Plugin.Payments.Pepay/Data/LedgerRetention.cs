using Nop.Plugin.Payments.Pepay.Configuration;
using Nop.Services.Configuration;

namespace Nop.Plugin.Payments.Pepay.Data;

/// <summary>Whether the ledger stays in the database when the plugin goes, and whether it stayed from an earlier installation.</summary>
public sealed class LedgerRetention(ShopDatabase database)
{
    private bool? remembered;

    /// <summary>Keeps the merchant's choice until the tables are dropped, since the settings go first.</summary>
    public void Remember(bool keep) => remembered = keep;

    /// <summary>Whether the ledger's table is to stay.</summary>
    public bool KeepsLedger() => remembered
        ?? database.RunAsync(session => session.Get<ISettingService>().LoadSettingAsync<PepaySettings>()).GetAwaiter().GetResult().KeepLedger;

    /// <summary>Whether the ledger's table is there.</summary>
    public bool TableExists()
    {
        try
        {
            database.RunAsync(session => session.FirstAsync<PepayLedgerEntry>(rows => rows)).GetAwaiter().GetResult();
            return true;
        }
        catch (Exception)
        {
            // The shop's data layer has no other way to ask that works on all three databases.
            return false;
        }
    }
}
