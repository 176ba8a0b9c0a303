using Microsoft.AspNetCore.Mvc;
using Nop.Plugin.Payments.Pepay;
using Nop.Web.Framework.Components;

namespace Nop.Plugin.Payments.XPay;

/// <summary>What a customer reads before paying with xPay.</summary>
[ViewComponent(Name = "XPayPaymentInfo")]
public sealed class XPayPaymentInfoViewComponent : NopViewComponent
{
    /// <summary>Renders the sentence.</summary>
    public IViewComponentResult Invoke() => View(PepayDefaults.Views + "PaymentInfo.cshtml", PepayDefaults.XPayProvider);
}
