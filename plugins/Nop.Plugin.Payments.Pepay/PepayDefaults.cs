namespace Nop.Plugin.Payments.Pepay;

/// <summary>Names that the shop, its database and the providers know the plugin by.</summary>
public static class PepayDefaults
{
    /// <summary>The system name of the Pepay payment method.</summary>
    public const string PepaySystemName = "Payments.Pepay";

    /// <summary>The system name of the xPay payment method, a plugin of its own that depends on this one.</summary>
    public const string XPaySystemName = "Payments.XPay";

    /// <summary>The runtime's name of Pepay.</summary>
    public const string PepayProvider = "pepay";

    /// <summary>The runtime's name of xPay.</summary>
    public const string XPayProvider = "xpay";

    /// <summary>The prefix of every text resource.</summary>
    public const string ResourcePrefix = "Plugins.Payments.Pepay";

    /// <summary>The path under which webhooks arrive, followed by provider and account.</summary>
    public const string WebhookPath = "Plugins/Pepay/Webhook";

    /// <summary>The path to which a payer comes back, followed by the attempt's id.</summary>
    public const string ReturnPath = "Plugins/Pepay/Return";

    /// <summary>The path to which a payer comes back after giving up, followed by the attempt's id.</summary>
    public const string CancelPath = "Plugins/Pepay/Cancel";

    /// <summary>The path of the shop's own payment page, followed by the attempt's id.</summary>
    public const string PayPath = "Plugins/Pepay/Pay";

    /// <summary>Where the views are, in the shop's own notation.</summary>
    public const string Views = "~/Plugins/Payments.Pepay/Views/";

    /// <summary>What people call a provider.</summary>
    public static string DisplayName(string provider) => provider == XPayProvider ? "xPay" : "Pepay";

    /// <summary>The schedule task's type as the shop stores it.</summary>
    public static string SweepTaskType { get; } = $"{typeof(Orders.SweepTask).FullName}, {typeof(Orders.SweepTask).Assembly.GetName().Name}";
}
