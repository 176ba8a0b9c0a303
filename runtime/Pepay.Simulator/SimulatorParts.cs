using Microsoft.Extensions.Logging.Abstractions;
using Pepay.Simulator.Control;
using Pepay.Simulator.Delivery;
using Pepay.Simulator.Http;
using Pepay.Simulator.Pages;
using Pepay.Simulator.Pepay;
using Pepay.Simulator.Pepay.Commerce;
using Pepay.Simulator.Pepay.Streams;
using Pepay.Simulator.State;
using Pepay.Simulator.Validation;
using Pepay.Simulator.XPay;

namespace Pepay.Simulator;

/// <summary>Puts the simulator's parts together, and ends them in the right order.</summary>
internal sealed class SimulatorParts : IAsyncDisposable
{
    private readonly WebhookSender sender;
    private readonly PepayFront pepayFront;
    private readonly ApiGateway pepayGateway;
    private readonly ApiGateway xpayGateway;
    private readonly Extras extras;
    private readonly CurrentCall call = new();
    private readonly PepayAuthentication authentication;

    public SimulatorParts(SimulatorOptions options)
    {
        var loggers = options.LoggerFactory ?? NullLoggerFactory.Instance;
        Context = new SimulatorContext(options, new StateStore(options.StateFile));
        Violations = new ViolationLog(loggers.CreateLogger<ViolationLog>());
        Faults = new FaultPlan { Current = options.Faults ?? new SimulatorFaults() };
        extras = new Extras(options.Extras);
        Signer = new WebhookSigner(Context);
        sender = new WebhookSender(Signer, Context.Time);
        Deliveries = new DeliveryQueue(Context, sender, Faults);
        Deadlines = new Deadlines(Context.Store, Context.Time);
        Streams = new StreamHub(Faults);
        authentication = new PepayAuthentication(Context);
        PepayEvents = new PepayEventLog(Context, Deliveries, Streams, SpecValidator.For("pepay"), Violations, extras, call);
        Invoices = new InvoiceDesk(Context, PepayEvents, Deadlines);
        Orders = new OrderDesk(Context, PepayEvents, Invoices);
        XPayEvents = new XPayEventLog(Context, Deliveries, SpecValidator.For("xpay"), Violations, extras);
        Intents = new IntentDesk(Context, XPayEvents);
        Subscriptions = new SubscriptionDesk(Context, XPayEvents);
        SetupMethods = new SetupMethodDesk(Context, Intents, XPayEvents);
        pepayFront = new PepayFront(Context, authentication, extras, call);
        pepayGateway = NewGateway(pepayFront);
        xpayGateway = NewGateway(new XPayFront(Context, extras));
        Operator = new Operator(this);
        Seed = new StateSeed(Context, Invoices);
        Seed.Plant();
    }

    public SimulatorContext Context { get; }

    public ViolationLog Violations { get; }

    public FaultPlan Faults { get; }

    public WebhookSigner Signer { get; }

    public DeliveryQueue Deliveries { get; }

    public Deadlines Deadlines { get; }

    public StreamHub Streams { get; }

    public PepayEventLog PepayEvents { get; }

    public XPayEventLog XPayEvents { get; }

    public InvoiceDesk Invoices { get; }

    public OrderDesk Orders { get; }

    public IntentDesk Intents { get; }

    public SubscriptionDesk Subscriptions { get; }

    public SetupMethodDesk SetupMethods { get; }

    public Operator Operator { get; }

    public StateSeed Seed { get; }

    public void Map(IEndpointRouteBuilder endpoints)
    {
        MapPepay(endpoints);
        MapXPay(endpoints);
        Assets.Map(endpoints);
        new IndexPage(this).Map(endpoints);
        new ControlEndpoints(this).Map(endpoints);
    }

    private void MapPepay(IEndpointRouteBuilder endpoints)
    {
        var addresses = new PaymentAddresses();
        var carts = new CartEndpoints(Context);
        var tokens = new StreamTokens(Context);
        var streams = new StreamEndpoints(Context, Streams, tokens, authentication, pepayFront);
        pepayGateway.Map(endpoints,
        [
            .. new InvoiceEndpoints(Context, Invoices).Routes,
            .. new EventEndpoints(Context).Routes,
            .. new PayorEndpoints(Context, Invoices, addresses, tokens).Routes,
            .. new MerchantEndpoints(Context).Routes,
            .. new ApiKeyEndpoints(Context).Routes,
            .. streams.Routes,
            .. new ProductEndpoints(Context).Routes,
            .. carts.Routes,
            .. new CheckoutEndpoints(Context, carts, Invoices, Orders).Routes,
            .. new OrderEndpoints(Context, Orders, Invoices).Routes,
        ]);
        endpoints.Map("/pepay/{**rest}", pepayGateway.RefuseUnknownAsync);
        streams.Map(endpoints);
        new PepayPageEndpoints(Context, Invoices, authentication, addresses).Map(endpoints);
    }

    private void MapXPay(IEndpointRouteBuilder endpoints)
    {
        xpayGateway.Map(endpoints,
        [
            .. new IntentEndpoints(Context, Intents).Routes,
            .. new CustomerEndpoints(Context, Intents).Routes,
            .. new LinkEndpoints(Context, Intents).Routes,
            .. new SubscriptionEndpoints(Context, Subscriptions, Intents).Routes,
            .. new WebhookConfigEndpoints(Context).Routes,
        ]);
        endpoints.Map("/xpay/{**rest}", xpayGateway.RefuseUnknownAsync);
        new XPayPageEndpoints(Context, Intents).Map(endpoints);
        new XPayOtherPages(Context, Subscriptions, SetupMethods).Map(endpoints);
    }

    public async ValueTask DisposeAsync()
    {
        Deadlines.Dispose();
        await Deliveries.DisposeAsync();
        sender.Dispose();
        Signer.Dispose();
        await Context.Store.DisposeAsync();
    }

    private ApiGateway NewGateway(IProviderFront front) =>
        new(front, SpecValidator.For(front.Name), Violations, Faults, Context.Store, Context.Time);
}
