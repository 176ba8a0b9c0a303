using Microsoft.AspNetCore.Mvc;
using Nop.Plugin.Payments.Pepay.Admin;
using Nop.Plugin.Payments.Pepay.Admin.Models;
using Nop.Services.Security;
using Nop.Web.Framework;
using Nop.Web.Framework.Controllers;
using Nop.Web.Framework.Mvc.Filters;

namespace Nop.Plugin.Payments.XPay;

/// <summary>The addresses of the xPay method's configuration page, which is in the plugin that this one depends on (see <see cref="XPayPaymentMethod"/>).</summary>
[AuthorizeAdmin]
[Area(AreaNames.ADMIN)]
[AutoValidateAntiforgeryToken]
public sealed class XPayController(XPayConfigurationPage page) : BasePaymentController
{
    /// <summary>Shows the settings of the chosen store.</summary>
    [CheckPermission(StandardPermission.Configuration.MANAGE_PAYMENT_METHODS)]
    public Task<IActionResult> Configure() => Page().Configure();

    /// <summary>Saves the settings.</summary>
    [HttpPost]
    [CheckPermission(StandardPermission.Configuration.MANAGE_PAYMENT_METHODS)]
    public Task<IActionResult> Configure(XPayConfigurationModel model) => Page().Configure(model);

    /// <summary>Asks the provider with the stored keys.</summary>
    [HttpPost]
    [CheckPermission(StandardPermission.Configuration.MANAGE_PAYMENT_METHODS)]
    public Task<IActionResult> CheckKeys() => Page().CheckKeys();

    /// <summary>Registers the webhook address at the provider.</summary>
    [HttpPost]
    [CheckPermission(StandardPermission.Configuration.MANAGE_PAYMENT_METHODS)]
    public Task<IActionResult> RegisterWebhook() => Page().RegisterWebhook();

    /// <summary>Sends a signed test event to the shop's own webhook address.</summary>
    [HttpPost]
    [CheckPermission(StandardPermission.Configuration.MANAGE_PAYMENT_METHODS)]
    public Task<IActionResult> SendTestEvent() => Page().SendTestEvent();

    private XPayConfigurationPage Page()
    {
        page.ControllerContext = ControllerContext;
        return page;
    }
}
