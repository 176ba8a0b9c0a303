using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Nop.Core.Domain.Payments;
using Nop.Plugin.Payments.Pepay.Admin;
using Nop.Plugin.Payments.Pepay.Admin.Models;
using Nop.Plugin.Payments.Pepay.Tests.Doubles;
using Pepay.Runtime.Integration;
using Pepay.Simulator;

namespace Nop.Plugin.Payments.Pepay.Tests.Flows;

/// <summary>Accounts whose settings are wrong, and accounts of several stores.</summary>
public sealed class AccountTests
{
    [Fact]
    public async Task KeysThatCannotBeDecrypted_HideTheMethodAlone_AndAreEnteredAgainOnItsPage()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator, configure: static state => state.EncryptionKey = "second");
        (await IsHiddenAsync(shop, PepayDefaults.PepayProvider)).ShouldBeTrue();
        (await IsHiddenAsync(shop, PepayDefaults.XPayProvider)).ShouldBeTrue();
        shop.State.Log.ShouldContain(static line => line.Contains("a stored key cannot be decrypted"));

        var page = await ShowAsync(shop);
        page.WebhookUrl.ShouldEndWith("/Plugins/Pepay/Webhook/pepay");
        page.Checklist.ShouldContain(static check => check.State == IntegrationState.Wrong && check.Text.Contains("Enter the keys and the webhook secret again"));
        (page.MerchantApiKey, page.WebhookSecret) = (simulator.Options.PepayMerchantKey, simulator.Options.PepayWebhookSecret);
        await shop.AdministerAsync<PepayController, IActionResult>(controller => controller.Configure(page));

        (await IsHiddenAsync(shop, PepayDefaults.PepayProvider)).ShouldBeFalse();
        (await IsHiddenAsync(shop, PepayDefaults.XPayProvider)).ShouldBeTrue();
        await shop.BuyAsync(20m, PepayDefaults.PepayProvider);
        await shop.SettleAsync();
        simulator.Deliveries.ShouldAllBe(static delivery => delivery.Attempts.Last() == "200");
    }

    [Fact]
    public async Task SettingsCannotBeRead_TheMethodIsHidden_AndPaymentsGoOn()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var (order, payment) = await shop.OpenAsync(20m);

        // An end that nobody asked for must not end the shop's own host with it.
        foreach (var fault in new Exception[] { new InvalidOperationException("Settings are away."), new OperationCanceledException("A connection was closed.") })
        {
            shop.State.SettingsFault = fault;
            (await IsHiddenAsync(shop, PepayDefaults.PepayProvider)).ShouldBeTrue();
            await shop.Engines.ReloadAsync(default);
            shop.Engines.Problem!.ShouldEndWith(fault.Message);
        }

        shop.State.SettingsFault = null;
        await shop.Engines.ReloadAsync(default);
        shop.Engines.Problem.ShouldBeNull();
        simulator.PayInvoice(payment);
        await Eventually.TrueAsync(async () => (await shop.ReadAsync(order)).PaymentStatus == PaymentStatus.Paid);
    }

    [Fact]
    public async Task OneWrongAccount_StopsNoOther_AndIsOnItsOwnChecklist()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator, configure: static state => state.Settings[("xpaysettings.apibaseurl", 2)] = "nonsense");
        shop.Engines.Current!.Accounts.Select(static account => $"{account.Provider}/{account.Account}").ShouldBe(["pepay/default", "xpay/default"]);

        await shop.BuyAsync(20m, PepayDefaults.XPayProvider);
        await shop.BuyAsync(20m, PepayDefaults.PepayProvider);

        (await ShowAsync(shop)).Checklist.ShouldNotContain(static check => check.Text.Contains("nonsense") || check.Name == "Keys");
        await using var scope = shop.Services.CreateAsyncScope();
        (await scope.ServiceProvider.GetRequiredService<IntegrationChecklist>().CheckKeysAsync(PepayDefaults.XPayProvider, 2))
            .ShouldHaveSingleItem().Text.ShouldContain("xPay account 'store-2': BaseUrl is 'nonsense', but an address");
        (await scope.ServiceProvider.GetRequiredService<IntegrationChecklist>().CheckKeysAsync(PepayDefaults.XPayProvider, 1)).ShouldAllBe(static check => check.State == IntegrationState.Done);
    }

    [Fact]
    public async Task TwoStoresWithTheSameKeysOfTheirOwn_ShareTheFirstOnesAccount()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        var key = simulator.AddPepayKey("merchant", SimulatorEnvironment.Devnet);
        await using var shop = await FakeShop.StartAsync(simulator, configure: state =>
        {
            // Sorted by the merchant, which names no account anew.
            state.Stores.Reverse();
            state.Settings[("pepaysettings.merchantapikey", 1)] = state.Settings[("pepaysettings.merchantapikey", 2)] = key;
        });

        foreach (var store in new[] { 1, 2 })
        {
            var order = await shop.PlaceOrderAsync(20m, store: store);
            (await shop.RedirectAsync(order)).ShouldStartWith(simulator.BaseUrl);
            (await shop.PaymentsAsync(order))[0].Account.ShouldBe("store-1");
        }
    }

    private static async Task<bool> IsHiddenAsync(FakeShop shop, string provider)
    {
        await using var scope = shop.Services.CreateAsyncScope();
        return await shop.Method(provider, scope.ServiceProvider).HidePaymentMethodAsync([]);
    }

    private static async Task<PepayConfigurationModel> ShowAsync(FakeShop shop) =>
        (PepayConfigurationModel)((ViewResult)await shop.AdministerAsync<PepayController, IActionResult>(static page => page.Configure())).Model!;
}
