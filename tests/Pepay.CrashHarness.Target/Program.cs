using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Pepay.CrashHarness.Target;
using Pepay.CrashHarness.Target.Crash;
using Pepay.CrashHarness.Target.Database;
using Pepay.CrashHarness.Target.Guards;
using Pepay.CrashHarness.Target.Shop;
using Pepay.Api;
using Pepay.Runtime;
using Pepay.Runtime.AspNetCore;
using Pepay.Runtime.Dispatch;
using Pepay.Runtime.Http;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.PostgreSql;
using Pepay.Runtime.Sqlite;
using XPay.Api;

var options = TargetOptions.Parse(args[0]);
var points = new CrashPoints(options);
var missing = new MissingGuard(options.Without);

var builder = WebApplication.CreateSlimBuilder();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Logging.ClearProviders();
builder.Services.AddSingleton(options).AddSingleton(points).AddSingleton(missing);
builder.Services.AddPepayRuntime();
AddStore(builder.Services);
builder.Services.AddSingleton(HarnessProvider.Account);
builder.Services.AddXPay(xpay =>
{
    xpay.BaseUrl = options.XPayUrl;
    xpay.PublicKey = "sim-xpay-public-key";
    xpay.PrivateKey = "sim-xpay-private-key";
    xpay.AddWebhookSecret("sim-xpay-webhook-secret");

    // The simulator takes what comes; a life of a few seconds does not wait for a rate.
    xpay.RequestLimit = new ApiRateLimit(1_000_000, TimeSpan.FromSeconds(1));
});
builder.Services.AddPepay(pepay =>
{
    pepay.BaseUrl = options.PepayUrl;
    pepay.MerchantApiKey = "sim-pepay-merchant-key";
    pepay.AddWebhookSecret("sim-pepay-webhook-secret");
});
builder.Services.AddPepayMerchantStream(stream =>
{
    stream.RetryDelay = TimeSpan.FromMilliseconds(20);
    stream.AuditInterval = TimeSpan.FromMilliseconds(30);
});
builder.Services.AddKeyedSingleton(typeof(ApiTransport), (_, _) => new HttpClient(new PointHandler(new SocketsHttpHandler(), options.XPayUrl, points)));
Forwarding.Add(builder.Services, options, points, missing);
Handlers.Add(builder.Services, options, points);
builder.Services.Configure<DispatchOptions>(dispatch =>
{
    dispatch.Lease = TimeSpan.FromSeconds(1);
    dispatch.PollInterval = TimeSpan.FromMilliseconds(50);
    dispatch.RetryDelay = TimeSpan.FromMilliseconds(20);

    // On a busy machine a transaction must have time for a second event.
    dispatch.MaxTransactionTime = TimeSpan.FromMilliseconds(500);

    // Every kill costs an attempt, and the harness kills more often than a shop dies. Dead letters are to come all the same, and soon.
    dispatch.MaxAttempts = 30;
    dispatch.MaxRetryDelay = dispatch.RetryDelay;
});

var app = builder.Build();
app.UseWhen(http => http.Request.Path.StartsWithSegments("/webhooks"), webhooks => webhooks.Use(async (http, next) =>
{
    http.Response.OnStarting(() =>
    {
        points.Before("answer");
        return Task.CompletedTask;
    });
    http.Response.OnCompleted(() =>
    {
        points.After("answer");
        return EarlyAnswerStore.WriteAnsweredAsync();
    });
    await next(http);
}));
app.MapPepayWebhooks();
app.MapPost("/pay/{order}", Checkout.PayAsync);
app.MapGet("/return/{order}", Checkout.ReturnAsync);
app.MapPost("/replay", Replay.ReplayAsync);
await app.StartAsync();
Console.WriteLine($"listening on {app.Urls.Single()}");

// The harness ends the program by closing its input, when it does not kill it.
_ = Task.Run(() =>
{
    Console.In.ReadToEnd();
    app.Lifetime.StopApplication();
});
await app.WaitForShutdownAsync();

void AddStore(IServiceCollection services)
{
    switch (options.Store)
    {
        case TargetOptions.Sqlite:
            services.AddPepaySqlite(new CrashDataSource(SqliteFactory.Instance.CreateDataSource(options.ConnectionString), points, missing));
            break;
        case TargetOptions.PostgreSql:
            services.AddPepayPostgreSql(new CrashDataSource(NpgsqlDataSource.Create(options.ConnectionString), points, missing));
            break;
        default:
            throw new ArgumentException($"There is no store '{options.Store}'.");
    }

    if (missing.HasCommitBeforeAnswer)
        return;
    var store = services.Last(service => service.ServiceType == typeof(IInboxStore));
    services.Remove(store);
    services.AddSingleton(scope => EarlyAnswerStore.Around((IInboxStore)ActivatorUtilities.CreateInstance(scope, store.ImplementationType!)));
}
