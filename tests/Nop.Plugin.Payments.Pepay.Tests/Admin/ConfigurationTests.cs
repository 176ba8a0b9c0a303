using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Nop.Plugin.Payments.Pepay.Admin;
using Nop.Plugin.Payments.Pepay.Admin.Models;
using Nop.Plugin.Payments.Pepay.Data;
using Nop.Plugin.Payments.Pepay.Tests.Doubles;
using Nop.Plugin.Payments.XPay;
using Nop.Web.Framework;
using Nop.Web.Framework.Mvc.Filters;
using Pepay.Runtime.Integration;
using Pepay.Simulator;

namespace Nop.Plugin.Payments.Pepay.Tests.Admin;

public sealed class ConfigurationTests
{
    [Fact]
    public async Task Page_NeverHasASecretInIt()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);

        var pepay = await ShowPepayAsync(shop);
        var xpay = await ShowXPayAsync(shop);

        pepay.HasKeys.ShouldBeTrue();
        pepay.HasWebhookSecret.ShouldBeTrue();
        var shown = JsonSerializer.Serialize<object>(pepay) + JsonSerializer.Serialize<object>(xpay);
        foreach (var secret in Secrets(simulator).Concat(shop.State.Settings.Values.OfType<string>().Where(static value => value.StartsWith("enc:", StringComparison.Ordinal))))
            shown.ShouldNotContain(secret);
    }

    [Fact]
    public async Task Save_SecretFieldsEmpty_KeepsWhatIsStored()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var before = Stored(shop);

        await SavePepayAsync(shop, static model => model.AdditionalFee = 2m);
        var unchanged = await ShowXPayAsync(shop);
        await shop.AdministerAsync<XPayController, IActionResult>(page => page.Configure(unchanged));

        Stored(shop).ShouldBe(before);
        shop.State.Settings[("pepaysettings.additionalfee", 0)].ShouldBe(2m);
        shop.Engines.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Save_NewWebhookSecret_IsStoredEncryptedAndTheFormerStaysAccepted()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        var former = shop.State.Settings[("pepaysettings.webhooksecret", 0)];

        await SavePepayAsync(shop, static model => model.WebhookSecret = "a-brand-new-secret");

        shop.State.Settings[("pepaysettings.previouswebhooksecret", 0)].ShouldBe(former);
        shop.State.Settings.Values.ShouldNotContain("a-brand-new-secret");
        await shop.BuyAsync(20m, PepayDefaults.PepayProvider);
        simulator.RotatePepaySecret("a-brand-new-secret");
        simulator.EndPepaySecretRotation();
        await shop.BuyAsync(20m, PepayDefaults.PepayProvider);
        simulator.Deliveries.ShouldAllBe(static delivery => delivery.Attempts.Last() == "200");
    }

    [Fact]
    public async Task Save_NewWebhookSecret_TheFormerIsRefusedAfterAWeek()
    {
        var clock = new ShiftedClock();
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions { TimeProvider = clock, WebhookRetryDelay = TimeSpan.FromMilliseconds(20) });
        await using var shop = await FakeShop.StartAsync(simulator, time: clock);
        await SavePepayAsync(shop, static model => model.WebhookSecret = "a-brand-new-secret");

        clock.Advance(TimeSpan.FromDays(6.9));
        await shop.BuyAsync(20m, PepayDefaults.PepayProvider);
        simulator.Deliveries.ShouldNotContain(static delivery => delivery.Attempts.Contains("401"));
        await shop.SettleAsync();

        clock.Advance(TimeSpan.FromDays(0.2));
        await shop.BuyAsync(20m, PepayDefaults.XPayProvider);
        simulator.PayInvoice((await shop.OpenAsync(20m)).PaymentId);
        await Eventually.TrueAsync(() => simulator.Deliveries.Any(static delivery => delivery.Attempts.Contains("401")));
    }

    [Fact]
    public async Task Save_KeysOfAStore_GiveItAnAccountAndAWebhookAddressOfItsOwn()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        shop.State.Scope = 2;

        await SavePepayAsync(shop, static model =>
        {
            model.MerchantApiKey = "the-second-stores-key";
            model.MerchantApiKey_OverrideForStore = true;
        });

        shop.Engines.Current!.Accounts.Where(static account => account.Provider == PepayDefaults.PepayProvider).Select(static account => account.Account)
            .ShouldBe(["default", "store-2"]);
        (await ShowPepayAsync(shop)).WebhookUrl.ShouldEndWith("/Plugins/Pepay/Webhook/pepay/store-2");
        shop.State.Scope = 1;
        (await ShowPepayAsync(shop)).WebhookUrl.ShouldEndWith("/Plugins/Pepay/Webhook/pepay");
    }

    [Fact]
    public async Task CheckKeys_RightRefusedOrNotAsked_AreThreeSentencesThatNameTheField()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);

        await shop.AdministerAsync<PepayController, IActionResult>(static page => page.CheckKeys());
        shop.State.Notifications.Last().ShouldBe("Merchant API key: Pepay accepts it, with scope merchant.");
        await shop.AdministerAsync<XPayController, IActionResult>(static page => page.CheckKeys());
        shop.State.Notifications.Last().ShouldBe("Key pair: xPay accepts it.");
        simulator.Violations.ShouldBeEmpty();
        await SavePepayAsync(shop, static model => model.MerchantApiKey = "not-a-key-of-pepay");
        await shop.AdministerAsync<PepayController, IActionResult>(static page => page.CheckKeys());
        shop.State.Notifications.Last().ShouldStartWith("Merchant API key: Pepay refuses it");
        await SavePepayAsync(shop, static model => model.ApiBaseUrl = "http://127.0.0.1:1/pepay");
        await shop.AdministerAsync<PepayController, IActionResult>(static page => page.CheckKeys());

        shop.State.Notifications.Last().ShouldStartWith("Merchant API key: Pepay could not be reached at http://127.0.0.1:1/pepay");
        shop.State.Notifications.ShouldNotContain(static text => text.Contains("not-a-key-of-pepay"));
    }

    [Fact]
    public async Task Settings_ThatCannotStart_AreOnTheChecklistWhilePaymentsGoOnWithTheFormer()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);

        await SavePepayAsync(shop, static model => model.ApiBaseUrl = "nonsense");
        var keys = (await ShowPepayAsync(shop)).Checklist.Single(static check => check.Name == "Keys");
        await shop.AdministerAsync<PepayController, IActionResult>(static page => page.CheckKeys());

        keys.State.ShouldBe(IntegrationState.Wrong);
        keys.Text.ShouldStartWith("Pepay payments could not start: ");
        keys.Text.ShouldEndWith("payments go on with the settings before.");
        shop.State.Notifications.Last().ShouldBe($"Keys: {keys.Text}");
        await shop.BuyAsync(20m, PepayDefaults.PepayProvider);

        await SavePepayAsync(shop, model => model.ApiBaseUrl = simulator.PepayUrl);
        (await ShowPepayAsync(shop)).Checklist.ShouldNotContain(static check => check.Name == "Keys");
    }

    [Fact]
    public async Task RegisterWebhook_NoSecretYet_MakesOneAndPaymentsWork()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator, configure: static state => state.Settings[("xpaysettings.webhooksecret", 0)] = "");
        simulator.SetWebhookTargets(null, null);

        await shop.AdministerAsync<XPayController, IActionResult>(static page => page.RegisterWebhook());

        shop.State.Notifications.Last().ShouldContain("is registered");
        ((string)shop.State.Settings[("xpaysettings.webhooksecret", 0)]!).ShouldStartWith("enc:");
        await shop.BuyAsync(20m, PepayDefaults.XPayProvider);
        simulator.Deliveries.ShouldNotBeEmpty();
        simulator.Violations.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true, "https://second.example/Plugins/Pepay/Webhook/xpay ")]
    [InlineData(false, "https://second.example/Plugins/Pepay/Webhook/xpay/store-2 ")]
    public async Task RegisterWebhook_OneStoreIsChosen_RegistersTheAddressThatThisStoreHasAfterwards(bool isSecretStored, string address)
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator, configure: state =>
        {
            if (!isSecretStored)
                state.Settings[("xpaysettings.webhooksecret", 0)] = "";
        });
        shop.State.Scope = 2;

        await shop.AdministerAsync<XPayController, IActionResult>(static page => page.RegisterWebhook());

        shop.State.Notifications.Last().ShouldContain($"{address}is registered");
        shop.State.Settings.Keys.Any(static key => key.Store == 2).ShouldBe(!isSecretStored);
        (await ShowXPayAsync(shop)).WebhookUrl.ShouldBe(address.Trim());
    }

    [Fact]
    public async Task RegisterWebhook_ProviderIsAway_SaysSo()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        simulator.Faults = new SimulatorFaults { AnswerNext = new AnswerFault { Count = 1, Status = 400 } };

        await shop.AdministerAsync<XPayController, IActionResult>(static page => page.RegisterWebhook());

        shop.State.Notifications.Last().ShouldContain("could not be registered");
    }

    [Theory]
    [InlineData(PepayDefaults.PepayProvider)]
    [InlineData(PepayDefaults.XPayProvider)]
    public async Task SendTestEvent_ReachesTheShop_AndIsShown(string provider)
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);

        await SendTestEventAsync(shop, provider);
        await shop.SettleAsync();

        shop.State.Notifications.Last().ShouldContain("is in the inbox");
        var line = (await InboxAsync(shop, null)).Events.ShouldHaveSingleItem();
        (line.Provider, line.State, line.Error).ShouldBe((provider, "Done", null));
    }

    [Fact]
    public async Task SendTestEvent_NoSecretIsStored_SaysWhatIsMissing()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator, configure: static state => state.Settings[("pepaysettings.webhooksecret", 0)] = "");

        await SendTestEventAsync(shop, PepayDefaults.PepayProvider);

        shop.State.Notifications.Last().ShouldContain("No webhook secret of Pepay is stored");
    }

    [Fact]
    public async Task Checklist_SaysWhatIsMissingAndThenThatItIsThere()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator, configure: static state => state.Settings[("pepaysettings.webhooksecret", 0)] = "");
        Missing(await ShowPepayAsync(shop)).ShouldSatisfyAllConditions(
            missing => missing.ShouldContain(static text => text.Contains("No webhook secret")),
            missing => missing.ShouldContain(static text => text.Contains("is missing or disabled")));

        await SavePepayAsync(shop, model => model.WebhookSecret = simulator.Options.PepayWebhookSecret);
        await shop.InstallAsync([.. shop.State.Settings]);
        shop.State.Tasks.ForEach(static task => task.LastSuccessUtc = DateTime.UtcNow);
        await shop.BuyAsync(20m, PepayDefaults.PepayProvider);

        Missing(await ShowPepayAsync(shop)).ShouldBeEmpty();
        (await ShowPepayAsync(shop)).Checklist.Single(static check => check.Name == "Webhooks").State.ShouldBe(IntegrationState.Done);
    }

    [Fact]
    public async Task Checklist_ScheduleTask_IsBlamedOnTheAddressOnlyAfterItsTurnsWereMissed()
    {
        var clock = new ShiftedClock();
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator, time: clock);
        await shop.InstallAsync([.. shop.State.Settings]);
        var task = shop.State.Tasks.Single();
        (await TaskAsync(shop)).ShouldSatisfyAllConditions(
            static check => check.State.ShouldBe(IntegrationState.Open), static check => check.Text.ShouldContain("runs every 60 seconds"));

        clock.Advance(TimeSpan.FromMinutes(11));
        (await TaskAsync(shop)).ShouldSatisfyAllConditions(
            static check => check.State.ShouldBe(IntegrationState.Wrong), static check => check.Text.ShouldContain("check the store's URL"));

        task.LastStartUtc = clock.GetUtcNow().UtcDateTime;
        (await TaskAsync(shop)).Text.ShouldContain("did not succeed");
        task.LastSuccessUtc = clock.GetUtcNow().UtcDateTime;
        (await TaskAsync(shop)).State.ShouldBe(IntegrationState.Done);
    }

    [Fact]
    public async Task Inbox_ListsAndReplays_WithoutDoingTwiceWhatWasDone()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        await shop.BuyAsync(20m, PepayDefaults.PepayProvider);
        await shop.SettleAsync();
        var paid = (await InboxAsync(shop, "Done")).Events[0];

        await shop.AdministerAsync<PepayController, IActionResult>(page => page.Replay(paid.Id));
        await shop.SettleAsync();

        shop.State.Notifications.Last().ShouldStartWith("1 event(s)");
        shop.Events.Count("paid").ShouldBe(1);
        (await InboxAsync(shop, "Dead")).Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task Inbox_DismissesWhatNobodyWants()
    {
        await using var simulator = await SimulatorServer.StartAsync(new SimulatorOptions());
        await using var shop = await FakeShop.StartAsync(simulator);
        await shop.Services.GetRequiredService<NopInboxStore>().AcceptAsync([InboxEvents.Event("evt_1") with { Problem = "no type" }], default);
        var dead = (await InboxAsync(shop, "Dead")).Events.ShouldHaveSingleItem();

        await shop.AdministerAsync<PepayController, IActionResult>(page => page.Dismiss(dead.Id));

        shop.State.Notifications.Last().ShouldBe("The event is dismissed.");
        (await InboxAsync(shop, "Dead")).ShouldSatisfyAllConditions(static page => page.Events.ShouldBeEmpty(), static page => page.Dead.ShouldBe(0));
    }

    [Theory]
    [InlineData(typeof(PepayController))]
    [InlineData(typeof(XPayController))]
    public void Controllers_EveryAction_AsksForThePermissionAndChangesOnlyByAPostWithAToken(Type controller)
    {
        var attributes = controller.GetCustomAttributesData().Concat(controller.BaseType!.GetCustomAttributesData())
            .ToLookup(static data => data.AttributeType).ToDictionary(static same => same.Key, static same => same.First());
        attributes.ShouldContainKey(typeof(AuthorizeAdminAttribute));
        attributes.ShouldContainKey(typeof(AutoValidateAntiforgeryTokenAttribute));
        attributes[typeof(AreaAttribute)].ConstructorArguments[0].Value.ShouldBe(AreaNames.ADMIN);
        var actions = controller.GetMethods(BindingFlags.Public | BindingFlags.Instance)
            .Where(static method => method.ReturnType == typeof(Task<IActionResult>)).ToList();
        actions.Count.ShouldBeGreaterThanOrEqualTo(5);
        foreach (var action in actions)
        {
            var marks = action.GetCustomAttributesData();
            marks.Single(static data => data.AttributeType == typeof(CheckPermissionAttribute)).ConstructorArguments[0].Value
                .ShouldBe(Nop.Services.Security.StandardPermission.Configuration.MANAGE_PAYMENT_METHODS, action.Name);
            marks.Any(static data => data.AttributeType == typeof(HttpPostAttribute)).ShouldBe(ChangesSomething(action), action.Name);
        }
    }

    private static bool ChangesSomething(MethodInfo action) =>
        action.Name != nameof(PepayController.Inbox) && !(action.Name == nameof(PepayController.Configure) && action.GetParameters().Length == 0);

    private static IEnumerable<string> Missing(HostedConfigurationModel page) => page.Checklist.Where(static item => item.State == IntegrationState.Wrong).Select(static item => item.Text);

    private static async Task<IntegrationCheck> TaskAsync(FakeShop shop) => (await ShowPepayAsync(shop)).Checklist.Single(static check => check.Name == "Schedule task");

    private static string[] Secrets(SimulatorServer simulator) =>
    [
        simulator.Options.PepayMerchantKey, simulator.Options.PepayWebhookSecret, simulator.Options.XPayPublicKey,
        simulator.Options.XPayPrivateKey, simulator.Options.XPayWebhookSecret,
    ];

    private static IReadOnlyList<object?> Stored(FakeShop shop) =>
        [.. shop.State.Settings.Where(static setting => setting.Value is string { Length: > 0 }).OrderBy(static setting => setting.Key).Select(static setting => setting.Value)];

    private static Task SendTestEventAsync(FakeShop shop, string provider) => provider == PepayDefaults.XPayProvider
        ? shop.AdministerAsync<XPayController, IActionResult>(static page => page.SendTestEvent())
        : shop.AdministerAsync<PepayController, IActionResult>(static page => page.SendTestEvent());

    private static async Task<InboxModel> InboxAsync(FakeShop shop, string? state) =>
        (InboxModel)((ViewResult)await shop.AdministerAsync<PepayController, IActionResult>(page => page.Inbox(state))).Model!;

    private static async Task<PepayConfigurationModel> ShowPepayAsync(FakeShop shop) =>
        (PepayConfigurationModel)((ViewResult)await shop.AdministerAsync<PepayController, IActionResult>(static page => page.Configure())).Model!;

    private static async Task<XPayConfigurationModel> ShowXPayAsync(FakeShop shop) =>
        (XPayConfigurationModel)((ViewResult)await shop.AdministerAsync<XPayController, IActionResult>(static page => page.Configure())).Model!;

    private static async Task SavePepayAsync(FakeShop shop, Action<PepayConfigurationModel> enter)
    {
        var model = await ShowPepayAsync(shop);
        enter(model);
        await shop.AdministerAsync<PepayController, IActionResult>(page => page.Configure(model));
    }
}
