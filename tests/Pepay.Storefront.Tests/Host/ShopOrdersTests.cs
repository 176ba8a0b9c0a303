using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Storefront.Host.Configuration;
using Pepay.Storefront.Host.Orders;

namespace Pepay.Storefront.Tests.Host;

/// <summary>What the shop's orders do, on whichever database they are kept.</summary>
public abstract class ShopOrdersTests
{
    private static readonly Dictionary<string, PaymentState> States = new()
    {
        ["pending"] = new() { Due = 54 },
        ["underpaid"] = new() { Due = 54, Received = 10 },
        ["expired"] = new() { Due = 54, Closing = ClosingReason.Expired },
        ["expired after a part"] = new() { Due = 54, Received = 10, Closing = ClosingReason.Expired },
        ["paid"] = new() { Due = 54, Received = 54 },
        ["overpaid"] = new() { Due = 54, Received = 60 },
        ["partly refunded"] = new() { Due = 54, Received = 54, Refunded = 4 },
        ["refunded"] = new() { Due = 54, Received = 54, Refunded = 54 },
        ["disputed"] = new() { Due = 54, Received = 54, Dispute = DisputeState.Open },
        ["underpaid and refunded"] = new() { Due = 54, Received = 10, Refunded = 10 },
    };

    internal abstract Task<ShopDatabase> OpenAsync(ShopMode mode = ShopMode.Simulator);

    [Fact]
    public async Task Table_FromBeforeOrdersHadARate_GetsIt()
    {
        await using var database = await OpenAsync();
        await using (var connection = await database.Source.OpenConnectionAsync())
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "ALTER TABLE shop_orders RENAME COLUMN usd_rate TO something_else";
            await command.ExecuteNonQueryAsync();
        }

        await database.Store.InitializeAsync(CancellationToken.None);

        (await database.PlaceAsync()).Rates.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("pending", OrderState.Placed)]
    [InlineData("expired", OrderState.Placed)]
    [InlineData("underpaid", OrderState.PartlyPaid)]
    [InlineData("underpaid, paid", OrderState.Paid)]
    [InlineData("overpaid", OrderState.Paid)]
    [InlineData("disputed", OrderState.Paid)]
    [InlineData("paid, underpaid", OrderState.Paid)]
    [InlineData("paid, pending", OrderState.Paid)]
    [InlineData("paid, expired after a part", OrderState.Paid)]
    [InlineData("refunded, paid", OrderState.Refunded)]
    [InlineData("partly refunded, paid", OrderState.PartlyRefunded)]
    [InlineData("partly refunded, refunded, partly refunded", OrderState.Refunded)]
    [InlineData("underpaid and refunded", OrderState.Placed)]
    public async Task Apply_ChangesInAnyOrder_NeverMoveTheOrderBack(string changes, OrderState expected)
    {
        await using var database = await OpenAsync();
        var order = await database.PlaceAsync();

        foreach (var change in changes.Split(", "))
            await database.ApplyAsync(order, States[change]);

        (await database.StateOfAsync(order)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("refunded", "paid", OrderState.Paid)]
    [InlineData("partly refunded", "paid", OrderState.Paid)]
    [InlineData("refunded", "refunded", OrderState.Refunded)]
    [InlineData("refunded", "expired", OrderState.Refunded)]
    public async Task Apply_OrderPaidTwiceAndOneGivenBack_StaysPaid(string change, string other, OrderState expected)
    {
        await using var database = await OpenAsync();
        var order = await database.PlaceAsync();
        await database.ApplyAsync(order, States["paid"]);

        await database.ApplyAsync(order, States[change], other: States[other]);

        (await database.StateOfAsync(order)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("Live", PaymentEnvironment.Test, OrderState.Placed)]
    [InlineData("Live", PaymentEnvironment.Live, OrderState.Paid)]
    [InlineData("Test", PaymentEnvironment.Live, OrderState.Placed)]
    public async Task Apply_MoneyOfTheOtherKind_MovesNothing(string mode, PaymentEnvironment money, OrderState expected)
    {
        await using var database = await OpenAsync(Enum.Parse<ShopMode>(mode));
        var order = await database.PlaceAsync();

        await database.ApplyAsync(order, States["paid"], money);

        (await database.StateOfAsync(order)).ShouldBe(expected);
    }

    [Fact]
    public async Task Apply_TransactionIsRolledBack_LeavesTheOrderAsItWas()
    {
        await using var database = await OpenAsync();
        var order = await database.PlaceAsync();

        await database.ApplyAsync(order, States["paid"], commit: false);

        (await database.StateOfAsync(order)).ShouldBe(OrderState.Placed);
    }

    [Fact]
    public async Task Place_SameFormTwice_IsOneOrder()
    {
        await using var database = await OpenAsync();

        var first = await database.PlaceAsync("form-1");
        var again = await database.PlaceAsync("form-1");
        var other = await database.PlaceAsync("form-2");

        again.Number.ShouldBe(first.Number);
        again.AccessKey.ShouldBe(first.AccessKey);
        other.Number.ShouldNotBe(first.Number);
        other.AccessKey.ShouldNotBe(first.AccessKey);
    }

    [Fact]
    public async Task Place_ManyAtOnce_GiveEachItsNumber()
    {
        await using var database = await OpenAsync();

        var orders = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => database.PlaceAsync($"form-{i}"))));

        orders.Select(static order => order.Number).ShouldBeUnique();
    }

    [Fact]
    public async Task Find_KeepsThePricesOfTheDay()
    {
        await using var database = await OpenAsync();
        var placed = await database.PlaceAsync();

        var order = await database.Orders.FindAsync(placed.Number, CancellationToken.None);

        order!.Total.ShouldBe(ShopDatabase.Basket.Total);
        order.PagePath.ShouldBe("/orders/" + placed.AccessKey);
        placed.Lines.ShouldHaveSingleItem().PriceInCents.ShouldBe(2400);
    }

    [Fact]
    public async Task List_ByKeys_IsNewestFirstAndNobodyElses()
    {
        await using var database = await OpenAsync();
        var (first, _, third) = (await database.PlaceAsync("form-1"), await database.PlaceAsync("form-2"), await database.PlaceAsync("form-3"));

        var listed = await database.Store.ListByAccessKeysAsync([first.AccessKey, third.AccessKey, "guessed"], CancellationToken.None);

        listed.Select(static order => order.Number).ShouldBe([third.Number, first.Number]);
        (await database.Store.ListByAccessKeysAsync([], CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task MayPay_NeedsTheKeyOfThatVeryOrder()
    {
        await using var database = await OpenAsync();
        var (mine, other) = (await database.PlaceAsync("form-1"), await database.PlaceAsync("form-2"));
        var order = await database.Orders.FindAsync(mine.Number, CancellationToken.None);

        (await MayPayAsync(mine.AccessKey)).ShouldBeTrue();
        (await MayPayAsync(other.AccessKey)).ShouldBeFalse();
        (await MayPayAsync("")).ShouldBeFalse();

        Task<bool> MayPayAsync(string key)
        {
            var context = new DefaultHttpContext();
            context.Request.Form = new FormCollection(new Dictionary<string, StringValues> { [ShopOrders.KeyField] = key });
            return database.Orders.MayPayAsync(order!, context, CancellationToken.None);
        }
    }
}

public sealed class SqliteShopOrdersTests : ShopOrdersTests
{
    internal override Task<ShopDatabase> OpenAsync(ShopMode mode = ShopMode.Simulator) => ShopDatabase.OnSqliteAsync(mode);
}

public sealed class PostgreSqlShopOrdersTests : ShopOrdersTests
{
    internal override Task<ShopDatabase> OpenAsync(ShopMode mode = ShopMode.Simulator) => ShopDatabase.OnPostgreSqlAsync(mode);
}
