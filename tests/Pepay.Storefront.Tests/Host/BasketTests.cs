using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Pepay.Runtime.Payments;
using Pepay.Storefront.Host.Basket;
using Pepay.Storefront.Host.Catalogue;
using Pepay.Storefront.Host.Configuration;

namespace Pepay.Storefront.Tests.Host;

public sealed class BasketTests
{
    private static readonly Product Mug = ProductCatalogue.Find("tarn-mug")!;

    [Theory]
    [InlineData(1, "24.00", "6.00", "30.00")]
    [InlineData(4, "96.00", "6.00", "102.00")]
    [InlineData(5, "120.00", "0.00", "120.00")]
    public void Totals_ShippingIsFreeFromAHundred(int mugs, string subtotal, string shipping, string total)
    {
        var basket = ShopBasket.Empty.With(Mug, mugs);

        new[] { basket.Subtotal, basket.Shipping, basket.Total }.Select(static money => money.ToString())
            .ShouldBe([$"{subtotal} USD", $"{shipping} USD", $"{total} USD"]);
    }

    [Fact]
    public void Totals_NothingInIt_IsNothing() => ShopBasket.Empty.Total.ShouldBe(new Money(0m, "USD"));

    [Theory]
    [InlineData("tarn-mug.2", 2)]
    [InlineData("tarn-mug.2_ember-candle.1", 3)]
    [InlineData("tarn-mug.500", 9)]
    [InlineData("tarn-mug.-3", 0)]
    [InlineData("tarn-mug.0", 0)]
    [InlineData("no-such-thing.2", 0)]
    [InlineData("tarn-mug", 0)]
    [InlineData(".1_._tarn-mug.x", 0)]
    [InlineData("tarn-mug.99999999999999999999", 0)]
    public void Cookie_WhateverItSays_IsAValidBasket(string cookie, int count)
    {
        var services = new ServiceCollection().AddSingleton(new ShopSettings { Mode = ShopMode.Simulator, DataDirectory = "" }).BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services };
        context.Request.Headers.Cookie = "basket=" + cookie;

        BasketCookie.Read(context.Request).Count.ShouldBe(count);
    }
}
