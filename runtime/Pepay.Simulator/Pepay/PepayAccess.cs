namespace Pepay.Simulator.Pepay;

/// <summary>Who may call an operation of Pepay.</summary>
internal static class PepayAccess
{
    /// <summary>A key of scope merchant, or the dashboard.</summary>
    public const string Merchant = "merchant";

    /// <summary>A key of scope commerce, in either header.</summary>
    public const string Commerce = "commerce";

    /// <summary>A key of scope commerce, or the dashboard.</summary>
    public const string CommerceOrDashboard = "commerce-or-dashboard";

    /// <summary>Any key.</summary>
    public const string AnyKey = "any-key";

    /// <summary>Any key, or the dashboard.</summary>
    public const string AnyKeyOrDashboard = "any-key-or-dashboard";

    /// <summary>The dashboard alone.</summary>
    public const string Dashboard = "dashboard";

    /// <summary>A payor with the session's two headers.</summary>
    public const string Session = "session";

    public static bool TakesDashboard(string access) => access is Merchant or CommerceOrDashboard or AnyKeyOrDashboard or Dashboard;

    public static bool TakesScope(string access, string scope) => access switch
    {
        Merchant => scope == "merchant",
        Commerce or CommerceOrDashboard => scope == "commerce",
        AnyKey or AnyKeyOrDashboard => true,
        _ => false,
    };
}
