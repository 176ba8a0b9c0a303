using System.ComponentModel;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewComponents;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Nop.Core;
using Nop.Services.Localization;
using Nop.Web.Framework.Localization;

namespace Nop.Web.Framework
{
    public static class AreaNames
    {
        public const string ADMIN = "Admin";
    }
}

namespace Nop.Web.Framework.Controllers
{
    public abstract class BaseController : Controller;

    public abstract class BasePluginController : BaseController;

    public abstract class BasePaymentController : BasePluginController;
}

namespace Nop.Web.Framework.Components
{
    public abstract class NopViewComponent : ViewComponent
    {
        public new ViewViewComponentResult View<TModel>(string viewName, TModel model) => base.View(viewName, model);
    }
}

namespace Nop.Web.Framework.Models
{
    public record BaseNopModel;

    public record BaseNopEntityModel : BaseNopModel
    {
        public virtual int Id { get; set; }
    }
}

namespace Nop.Web.Framework.Mvc.ModelBinding
{
    [AttributeUsage(AttributeTargets.Property)]
    public sealed class NopResourceDisplayNameAttribute : DisplayNameAttribute
    {
        public NopResourceDisplayNameAttribute(string resourceKey) => ResourceKey = resourceKey;

        public string ResourceKey { get; set; }
    }
}

namespace Nop.Web.Framework.Mvc.Filters
{
    public sealed class AuthorizeAdminAttribute : TypeFilterAttribute
    {
        public AuthorizeAdminAttribute(bool ignore = false)
            : base(typeof(object)) => throw new NotImplementedException();
    }

    [AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
    public sealed class CheckPermissionAttribute : TypeFilterAttribute
    {
        public CheckPermissionAttribute(string permissionSystemName, CheckPermissionResultType resultType = CheckPermissionResultType.Default)
            : base(typeof(object)) => throw new NotImplementedException();

        public enum CheckPermissionResultType
        {
            Default = 0,
            Html = 1,
            Text = 2,
            Json = 3,
        }
    }
}

namespace Nop.Web.Framework.Mvc.Routing
{
    public interface IRouteProvider
    {
        int Priority { get; }

        void RegisterRoutes(IEndpointRouteBuilder endpointRouteBuilder);
    }
}

namespace Nop.Web.Framework.Localization
{
    public delegate LocalizedString Localizer(string text, params object[] args);

    public class LocalizedString : HtmlString
    {
        public LocalizedString(string localized)
            : base(localized) => Text = localized;

        public string Text { get; }
    }
}

namespace Nop.Web.Framework.Mvc.Razor
{
    public abstract class NopRazorPage<TModel> : RazorPage<TModel>
    {
        // As the shop has it, so that the views can be tried: neither the text nor the values are encoded.
        public Localizer T => (text, args) =>
        {
            var format = Context.RequestServices.GetRequiredService<ILocalizationService>().GetResourceAsync(text).GetAwaiter().GetResult();
            return new LocalizedString(args.Length == 0 ? format : string.Format(format, args));
        };
    }
}

namespace Nop.Web.Framework.Infrastructure
{
    public static class AdminWidgetZones
    {
        public static string OrderDetailsBlock => "admin_order_details_block";
    }
}

namespace Nop.Web.Framework.TagHelpers.Admin
{
    [HtmlTargetElement("nop-label", Attributes = "asp-for", TagStructure = TagStructure.WithoutEndTag)]
    public class NopLabelTagHelper : TagHelper
    {
        internal NopLabelTagHelper() => throw new NotImplementedException();

        [HtmlAttributeName("asp-for")]
        public ModelExpression For { get; set; }

        [HtmlAttributeNotBound]
        [ViewContext]
        public ViewContext ViewContext { get; set; }
    }

    [HtmlTargetElement("nop-editor", Attributes = "asp-for", TagStructure = TagStructure.WithoutEndTag)]
    public class NopEditorTagHelper : TagHelper
    {
        internal NopEditorTagHelper() => throw new NotImplementedException();

        [HtmlAttributeName("asp-for")]
        public ModelExpression For { get; set; }

        [HtmlAttributeName("asp-template")]
        public string Template { get; set; }

        [HtmlAttributeNotBound]
        [ViewContext]
        public ViewContext ViewContext { get; set; }
    }

    [HtmlTargetElement("nop-select", TagStructure = TagStructure.WithoutEndTag)]
    public class NopSelectTagHelper : TagHelper
    {
        internal NopSelectTagHelper() => throw new NotImplementedException();

        [HtmlAttributeName("asp-for")]
        public ModelExpression For { get; set; }

        [HtmlAttributeName("asp-items")]
        public IEnumerable<SelectListItem> Items { get; set; }

        [HtmlAttributeNotBound]
        [ViewContext]
        public ViewContext ViewContext { get; set; }
    }

    [HtmlTargetElement("nop-override-store-checkbox", Attributes = "asp-for", TagStructure = TagStructure.WithoutEndTag)]
    public class NopOverrideStoreCheckboxHelper : TagHelper
    {
        internal NopOverrideStoreCheckboxHelper() => throw new NotImplementedException();

        [HtmlAttributeName("asp-for")]
        public ModelExpression For { get; set; }

        [HtmlAttributeName("asp-input")]
        public ModelExpression Input { get; set; }

        [HtmlAttributeName("asp-store-scope")]
        public int StoreScope { get; set; }

        [HtmlAttributeNotBound]
        [ViewContext]
        public ViewContext ViewContext { get; set; }
    }
}

namespace Nop.Web.Framework.UI
{
    public interface INopHtmlHelper
    {
        void AddTitleParts(string part);
    }
}
