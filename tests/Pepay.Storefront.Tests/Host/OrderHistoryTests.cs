using Microsoft.AspNetCore.Http;
using Pepay.Storefront.Host.Configuration;
using Pepay.Storefront.Host.Orders;

namespace Pepay.Storefront.Tests.Host;

public sealed class OrderHistoryTests
{
    [Fact]
    public async Task History_OrdersOfThisBrowser_AreListedNewestFirst()
    {
        await using var database = await ShopDatabase.OnSqliteAsync();
        var first = await database.PlaceAsync("checkout-1");
        var second = await database.PlaceAsync("checkout-2");
        await database.PlaceAsync("of another browser");
        var context = new DefaultHttpContext();

        foreach (var order in (Order[])[first, second, first])
        {
            OrderHistoryCookie.Add(context, order);
            context.Request.Headers.Cookie = context.Response.Headers.SetCookie.Last()!.Split(';')[0];
        }

        var listed = await database.Store.ListByAccessKeysAsync(OrderHistoryCookie.Read(context.Request), CancellationToken.None);
        listed.Select(static order => order.Number).ShouldBe([second.Number, first.Number]);
    }

    [Fact]
    public async Task History_AForgedCookie_OpensNothing()
    {
        await using var database = await ShopDatabase.OnSqliteAsync(ShopMode.Live);
        await database.PlaceAsync();
        var context = new DefaultHttpContext();
        context.Request.Headers.Cookie = "orders=HF-1001.1.%27%20OR%201=1." + new string('a', 3000);

        (await database.Store.ListByAccessKeysAsync(OrderHistoryCookie.Read(context.Request), CancellationToken.None)).ShouldBeEmpty();
    }
}
