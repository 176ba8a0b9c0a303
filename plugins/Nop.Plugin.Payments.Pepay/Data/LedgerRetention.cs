using Nop.Plugin.Payments.Pepay.Configuration;
using Nop.Services.Configuration;

namespace Nop.Plugin.Payments.Pepay.Data;

/// <summary>Whether payments and ledger stay in the database when the plugin goes, and whether they stayed from an earlier installation.</summary>
public sealed class LedgerRetention(ShopDatabase database)
{
    private bool? remembered;

    /// <summary>Keeps the merchant's choice until the tables are dropped, since the settings go first.</summary>
    public void Remember(bool keep) => remembered = keep;

    /// <summary>Whether the tables are to stay.</summary>
    public bool KeepsLedger() => remembered
        ?? database.RunAsync(session => session.Get<ISettingService>().LoadSettingAsync<PepaySettings>()).GetAwaiter().GetResult().KeepLedger;

    /// <summary>Whether the tables are there.</summary>
    public bool TablesExist()
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
