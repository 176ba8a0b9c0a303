using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.Routing;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Nop.Plugin.Payments.Pepay.Tests.Doubles;

/// <summary>Renders a view of the plugin as the framework does, where the page's controller cannot be asked over HTTP.</summary>
internal static class Rendering
{
    public static async Task<IHtmlDocument> RenderAsync(this FakeShop shop, string view, object model)
    {
        await using var scope = shop.Services.CreateAsyncScope();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        var action = new ActionContext(http, new RouteData(), new ActionDescriptor());
        http.Items[typeof(IUrlHelper)] = new AdminUrls(action);
        var found = scope.ServiceProvider.GetRequiredService<IRazorViewEngine>().GetView(null, view, isMainPage: true);
        found.EnsureSuccessful(null);
        await using var html = new StringWriter();
        var data = new ViewDataDictionary(new EmptyModelMetadataProvider(), new ModelStateDictionary()) { Model = model };
        var state = new TempDataDictionary(http, scope.ServiceProvider.GetRequiredService<ITempDataProvider>());
        await found.View!.RenderAsync(new ViewContext(action, found.View, data, state, html, new HtmlHelperOptions()));
        return new HtmlParser().ParseDocument(html.ToString());
    }

    private sealed class AdminUrls(ActionContext context) : IUrlHelper
    {
        public ActionContext ActionContext => context;

        public string Action(UrlActionContext actionContext) =>
            $"/Admin/{actionContext.Controller ?? "This"}/{actionContext.Action}{QueryString.Create(new RouteValueDictionary(actionContext.Values).Select(static value => KeyValuePair.Create(value.Key, value.Value?.ToString())))}";

        public string? Content(string? contentPath) => contentPath?.TrimStart('~');

        public bool IsLocalUrl(string? url) => url?.StartsWith('/') == true;

        public string Link(string? routeName, object? values) => throw new NotSupportedException();

        public string RouteUrl(UrlRouteContext routeContext) => throw new NotSupportedException();
    }
}
