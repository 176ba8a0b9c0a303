using System.Text.Json.Nodes;
using Pepay.Api;
using Pepay.Cli.Output;
using Pepay.Cli.Providers;
using Pepay.Runtime.Commerce;
using Pepay.Runtime.Http;
using Pepay.Runtime.Payments;
using XPay.Api;

namespace Pepay.Cli.Simulation;

/// <summary>One step and what came of it.</summary>
/// <param name="Step">What was done.</param>
/// <param name="Id">To which payment.</param>
/// <param name="Status">How that stands now, in the provider's word.</param>
/// <param name="Events">The events that Pepay's list shows for it; xPay keeps no list.</param>
internal sealed record TriggerStep(string Step, string Id, string? Status, IReadOnlyList<TriggeredEvent> Events);

/// <summary>An event that a step has caused.</summary>
internal sealed record TriggeredEvent(string Id, string Type);

/// <summary>Plays a trigger, step by step, and tells of each.</summary>
internal sealed class TriggerRun(ProviderTarget target, decimal amount, string search, Action<TriggerStep> tell)
{
    private static readonly Uri Return = new("https://shop.example/return");

    private readonly HashSet<string> seen = [];
    private string id = "";
    private string invoiceId = "";

    public long MinorUnits => Amount.ToMinorUnits();

    private Money Amount => new(amount, "USD");

    private PepayPaymentProvider Pepay => target.Pepay ?? throw Missing("Pepay", "Pepay__MerchantApiKey");

    private XPayClient XPay => (target.XPay ?? throw Missing("xPay", "XPay__PublicKey and XPay__PrivateKey")).Client;

    private SimulatorControl Simulator => target.Simulator!;

    private PepayClient PepayClient => new(Pepay.Transport);

    public async Task CreateInvoiceAsync(CancellationToken cancellationToken)
    {
        var request = new InvoiceCreate { AmountUsd = amount, Description = "Made by pepay trigger" };
        id = invoiceId = (await PepayClient.Invoices.CreateInvoiceAsync(request, Key(), cancellationToken)).InvoiceId;
        await TellInvoiceAsync($"invoice of {Amount} made", cancellationToken);
    }

    public async Task MoveInvoiceAsync(string action, CancellationToken cancellationToken)
    {
        await Simulator.PostAsync($"/control/pepay/invoices/{id}/{action}", null, cancellationToken);
        await TellInvoiceAsync(action, cancellationToken);
    }

    public async Task PlaceOrderAsync(CancellationToken cancellationToken)
    {
        ICommerce commerce = Pepay;
        if (!commerce.HasCommerce)
            throw Missing("Pepay Commerce", "Pepay__CommerceApiKey");
        var product = (await commerce.SearchAsync(search, cancellationToken)).FirstOrDefault(static product => product.Price is not null)
            ?? throw new CommandException(ExitCodes.Failed, $"Pepay finds no product for '{search}': give other words with --search.");
        var shopper = new CommerceShopper($"pepay-trigger-{Guid.NewGuid():N}");
        var offers = await commerce.FindOffersAsync(product.Id, cancellationToken);
        var estimate = await commerce.EstimateAsync(shopper, [new CommerceItem(product.Id, offers?.Retailer, product.Title, product.Price!.Value, 1)], cancellationToken);
        if (estimate.Items.Count == 0)
            throw new CommandException(ExitCodes.Failed, $"'{product.Title}' cannot be bought ({estimate.Refused.FirstOrDefault()?.Reason}): give other words with --search.");
        var address = new CommerceAddress
        {
            FirstName = "Jane", LastName = "Doe", Street = "1 Market Street", City = "San Francisco", State = "CA", PostalCode = "94105", Country = "US",
            Phone = "+14155550100", Email = "jane@shop.example",
        };
        var destination = await commerce.SetAddressAsync(shopper, estimate.Id, address, cancellationToken);
        var placed = await commerce.PlaceAsync(shopper, estimate.Id, destination.Id, RefundWallet, Key(), cancellationToken);
        (id, invoiceId) = (placed.OrderId, placed.PaymentId);
        await TellOrderAsync($"order of '{product.Title}' made, {estimate.Total}", cancellationToken);
    }

    public async Task MoveOrderAsync(CommerceStep step, CancellationToken cancellationToken)
    {
        await Pepay.SimulateAsync(id, step, cancellationToken);
        await TellOrderAsync(Words(step), cancellationToken);
    }

    public async Task PingAsync(CancellationToken cancellationToken)
    {
        await Simulator.PostAsync("/control/pepay/ping", null, cancellationToken);
        var ping = (await PepayClient.Events.ListEventsAsync(limit: 1, cancellationToken: cancellationToken)).Data.Data[0];
        tell(new TriggerStep("ping", ping.Id, null, [new TriggeredEvent(ping.Id, ping.Type.Value)]));
    }

    public async Task CreateIntentAsync(bool open, CancellationToken cancellationToken)
    {
        var request = new CreateIntentRequest
        {
            Amount = MinorUnits, Currency = Amount.Currency, CallbackUrl = Return.AbsoluteUri, ReceiptId = $"trigger-{Guid.NewGuid():N}",
            Description = "Made by pepay trigger", CustomerDetails = new CustomerDetails { Name = "Jane Doe", Email = "jane@shop.example" },
        };
        var created = await XPay.Payments.CreateIntentAsync(request, Key(), cancellationToken);
        id = created.XIntentId;
        await TellIntentAsync($"intent of {Amount} made", cancellationToken);
        if (!open)
            return;
        await Simulator.OpenAsync(created.FwdUrl ?? throw new CommandException(ExitCodes.Failed, "xPay made the intent without a page to pay it on."), cancellationToken);
        await TellIntentAsync("page opened", cancellationToken);
    }

    public async Task MoveIntentAsync(string action, JsonObject? body, CancellationToken cancellationToken)
    {
        await Simulator.PostAsync($"/control/xpay/intents/{id}/{action}", body, cancellationToken);
        await TellIntentAsync(action, cancellationToken);
    }

    public async Task CreateSubscriptionAsync(CancellationToken cancellationToken)
    {
        var request = new CreateSubscriptionRequest
        {
            Amount = MinorUnits, Currency = Amount.Currency, CallbackUrl = Return.AbsoluteUri, Interval = Interval.Month, IntervalCount = 1, CycleCount = 12,
            Description = "Made by pepay trigger", CustomerDetails = new CustomerDetails { Name = "Jane Doe", Email = "jane@shop.example" },
        };
        id = (await XPay.Subscriptions.CreateSubscriptionAsync(request, cancellationToken)).SubscriptionId;
        await TellSubscriptionAsync($"monthly subscription of {Amount} made", cancellationToken);
    }

    public async Task MoveSubscriptionAsync(string action, CancellationToken cancellationToken)
    {
        await Simulator.PostAsync($"/control/xpay/subscriptions/{id}/{action}", null, cancellationToken);
        await TellSubscriptionAsync(action, cancellationToken);
    }

    public async Task SaveCardAsync(CancellationToken cancellationToken)
    {
        var customer = await XPay.Customers.CreateCustomerAsync(
            new CreateCustomerRequest { CustomerDetails = new CustomerDetails { Name = "Jane Doe", Email = "jane@shop.example" } }, Key(), cancellationToken);
        var setup = await XPay.SetupMethods.CreateSetupMethodAsync(
            new CreateSetupMethodRequest { Currency = Amount.Currency, CustomerId = customer.CustomerId, CallbackUrl = Return.AbsoluteUri }, cancellationToken);
        id = setup.SetupMethodId;
        tell(new TriggerStep("setup method made", id, null, []));
        await Simulator.PostAsync($"/control/xpay/setup-methods/{id}/succeed", null, cancellationToken);
        var now = await XPay.SetupMethods.GetSetupMethodAsync(id, cancellationToken);
        tell(new TriggerStep("succeed", id, now.Status?.Value, []));
    }

    // An address on BNB Chain that nobody has the key of: no devnet money is lost there.
    private static string RefundWallet => "0x000000000000000000000000000000000000dEaD";

    private static string Key() => Guid.NewGuid().ToString("D");

    private static string Words(CommerceStep step) => string.Concat(step.ToString().Select((letter, place) => place > 0 && char.IsUpper(letter) ? " " + char.ToLowerInvariant(letter) : char.ToLowerInvariant(letter).ToString()));

    private async Task TellInvoiceAsync(string step, CancellationToken cancellationToken)
    {
        var invoice = await PepayClient.Invoices.GetInvoiceAsync(id, cancellationToken: cancellationToken);
        tell(new TriggerStep(step, id, invoice.Status.Value, await NewEventsAsync(Pepay.Transport, cancellationToken)));
    }

    private async Task TellOrderAsync(string step, CancellationToken cancellationToken)
    {
        var order = await Pepay.FindOrderAsync(id, cancellationToken);
        tell(new TriggerStep(step, id, order?.ProviderStatus, await NewEventsAsync(Pepay.CommerceTransport, cancellationToken)));
    }

    private async Task TellIntentAsync(string step, CancellationToken cancellationToken)
    {
        var intent = await XPay.Payments.GetIntentAsync(id, cancellationToken: cancellationToken);
        tell(new TriggerStep(step, id, intent.Status.Value, []));
    }

    private async Task TellSubscriptionAsync(string step, CancellationToken cancellationToken)
    {
        var subscription = await XPay.Subscriptions.GetSubscriptionAsync(id, cancellationToken);
        tell(new TriggerStep(step, id, subscription.Status.Value, []));
    }

    private async Task<IReadOnlyList<TriggeredEvent>> NewEventsAsync(ApiTransport transport, CancellationToken cancellationToken)
    {
        var page = await new PepayClient(transport).Events.ListEventsAsync(limit: 50, invoiceId: invoiceId, cancellationToken: cancellationToken);
        return [.. page.Data.Data.Where(item => seen.Add(item.Id)).Reverse().Select(static item => new TriggeredEvent(item.Id, item.Type.Value))];
    }

    private static CommandException Missing(string provider, string keys) =>
        new(ExitCodes.Failed, $"No keys of {provider} are configured: set {keys}, or use a simulator ('pepay simulate', then --simulator with its address).");
}
