using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.Hosting;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.DependencyInjection;
using Nop.Plugin.Payments.Pepay.Tests.Doubles;
using Nop.Web.Framework.UI;

[assembly: RazorCompiledItem(typeof(PublicLayout), "mvc.1.0.view", "/Views/Shared/_ColumnsOne.cshtml")]
[assembly: RazorCompiledItem(typeof(AdminLayout), "mvc.1.0.view", "/Views/Shared/_ConfigurePlugin.cshtml")]

namespace Nop.Plugin.Payments.Pepay.Tests.Doubles;

/// <summary>A layout that shows which it is, and the page. It asks for no section, as the shop's do.</summary>
public abstract class LayoutDouble(string name) : RazorPage<object>
{
    public override Task ExecuteAsync()
    {
        // The shop's layouts write the title after the page has run, too, and encode it.
        var page = RenderBody();
        WriteLiteral("<!DOCTYPE html><html><head><title>");
        Write(ViewContext.HttpContext.RequestServices.GetRequiredService<PageTitle>().Text);
        WriteLiteral($"</title></head><body class=\"{name}\">");
        Write(page);
        WriteLiteral("</body></html>");
        return Task.CompletedTask;
    }
}

public sealed class PublicLayout() : LayoutDouble("public");

public sealed class AdminLayout() : LayoutDouble("admin");

/// <summary>The title that a page gives itself.</summary>
internal sealed class PageTitle : INopHtmlHelper
{
    public string Text { get; private set; } = "";

    public void AddTitleParts(string part) => Text = part;
}

/// <summary>The administration's choice of a store.</summary>
[ViewComponent(Name = "StoreScopeConfiguration")]
public sealed class StoreScopeDouble : ViewComponent
{
    public IViewComponentResult Invoke() => Content("");
}

/// <summary>Makes the shop's tag helpers, which the contracts have without a constructor: their elements stay as they are written.</summary>
internal sealed class ShopTagHelpers : ITagHelperActivator
{
    public TTagHelper Create<TTagHelper>(ViewContext context)
        where TTagHelper : ITagHelper => typeof(TTagHelper).Namespace!.StartsWith("Nop.", StringComparison.Ordinal)
            ? (TTagHelper)RuntimeHelpers.GetUninitializedObject(typeof(TTagHelper))
            : ActivatorUtilities.CreateInstance<TTagHelper>(context.HttpContext.RequestServices);
}
