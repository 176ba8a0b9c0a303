using Pepay.EndToEnd.Support;
using Pepay.Simulator;

namespace Pepay.EndToEnd;

/// <summary>Nothing tells the shop of a payment: no webhook, no stream, no payer who comes back, and nobody in the merchant area.</summary>
public sealed class SweepTests
{
    [Fact]
    public async Task NobodyTellsOfThePayments_TheSweepSettlesThemByItself()
    {
        using var data = new DataFolder();
        using var http = FastShopper.CreateClient();
        await using var providers = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await ShopProgram.StartAsync(data.Path, settings: TestModeSettings.For(providers));
        await using var tables = ShopTables.OfSqlite(data.Path);

        foreach (var method in (string[])[Shopper.Pepay, Shopper.XPay])
        {
            var shopper = new FastShopper(http, [shop.Url], new LoadFigures());
            await shopper.PayAsync(await shopper.OrderAsync(method));
        }

        await Eventually.TrueAsync(async () => await tables.CountAsync("shop_orders WHERE state = 2") == 2);
        (await tables.CountAsync("pepay_payment_history WHERE source = 'sweep' AND text LIKE 'From pending to paid%'")).ShouldBe(2);
        (await tables.CountAsync("inbox_event")).ShouldBe(0);
        providers.OpenStreams.ShouldBe(0);
        providers.Violations.ShouldBeEmpty();
    }
}
