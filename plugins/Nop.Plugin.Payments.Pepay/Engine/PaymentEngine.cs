using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nop.Plugin.Payments.Pepay.Configuration;
using Nop.Plugin.Payments.Pepay.Data;
using Nop.Plugin.Payments.Pepay.Orders;
using Pepay.Api;
using Pepay.Runtime;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Streams;
using Pepay.Runtime.Sync;
using XPay.Api;

namespace Nop.Plugin.Payments.Pepay.Engine;

/// <summary>
/// The runtime with one set of accounts: its own container, so that it can be replaced while the shop runs when the settings change. Starting
/// it starts dispatching and sweeping.
/// </summary>
public sealed class PaymentEngine : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly List<IHostedService> hosted = [];

    private PaymentEngine(IReadOnlyList<AccountConfiguration> accounts, ServiceProvider services)
    {
        Accounts = accounts;
        this.services = services;
    }

    /// <summary>The accounts it was made with.</summary>
    public IReadOnlyList<AccountConfiguration> Accounts { get; }

    /// <summary>A service of the runtime.</summary>
    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>The account at a provider; null when it is not configured.</summary>
    public IPaymentProvider? Find(string provider, string account) => Get<PaymentProviders>().Find(provider, account);

    /// <summary>Makes and starts an engine. When that fails nothing keeps running.</summary>
    /// <param name="accounts">The accounts; at least one.</param>
    /// <param name="shop">The shop's own services.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An account's settings are wrong; the message says which.</exception>
    public static async Task<PaymentEngine> StartAsync(IReadOnlyList<AccountConfiguration> accounts, IServiceProvider shop, CancellationToken cancellationToken)
    {
        var engine = new PaymentEngine(accounts, Build(accounts, shop));
        try
        {
            foreach (var service in engine.services.GetServices<IHostedService>())
            {
                await service.StartAsync(cancellationToken).ConfigureAwait(false);
                engine.hosted.Add(service);
            }

            return engine;
        }
        catch
        {
            await engine.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Why an account cannot be a part of an engine, in a sentence for the merchant; null when it can.</summary>
    public static async Task<string?> FindProblemAsync(AccountConfiguration account, IServiceProvider shop)
    {
        ArgumentNullException.ThrowIfNull(account);
        if (!account.IsReadable)
            return $"{account}: a stored key cannot be decrypted, because the shop's encryption key has changed since. Enter the keys and the webhook secret again on the configuration page.";
        try
        {
            await using var trial = Build([account], shop);
            trial.GetRequiredService<PaymentProviders>();
            return null;
        }
        catch (Exception exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Lets running handlers finish, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var service in Enumerable.Reverse(hosted))
            await service.StopAsync(CancellationToken.None).ConfigureAwait(false);
        await services.DisposeAsync().ConfigureAwait(false);
    }

    private static ServiceProvider Build(IReadOnlyList<AccountConfiguration> accounts, IServiceProvider shop)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(new ShopLoggerProvider(shop.GetRequiredService<IServiceScopeFactory>())));
        services.AddSingleton(shop.GetRequiredService<TimeProvider>());
        services.AddSingleton<IInboxStore>(shop.GetRequiredService<NopInboxStore>());
        services.AddSingleton<IPaymentStore>(shop.GetRequiredService<NopPaymentStore>());
        services.AddSingleton<IStreamStore>(shop.GetRequiredService<NopStreamStore>());
        services.AddScoped<IPaymentChangeHandler>(_ => shop.GetRequiredService<OrderUpdater>());
        services.AddPepayRuntime();
        foreach (var account in accounts)
            Add(services, account);
        return services.BuildServiceProvider();
    }

    private static void Add(ServiceCollection services, AccountConfiguration account)
    {
        if (account.Provider == PepayDefaults.XPayProvider)
        {
            services.AddXPay(
                options =>
                {
                    Configure(options, account, options.AddWebhookSecret);
                    options.PublicKey = account.Key;
                    options.PrivateKey = account.PrivateKey;
                },
                account.Account);
        }
        else
        {
            services.AddPepay(
                options =>
                {
                    Configure(options, account, options.AddWebhookSecret);
                    options.MerchantApiKey = account.Key;
                },
                account.Account);
            if (account.FollowStream)
                services.AddPepayMerchantStream(account: account.Account);
        }
    }

    private static void Configure(ProviderOptions options, AccountConfiguration account, Action<string, string, DateTimeOffset?> addSecret)
    {
        options.Environment = account.LiveMoney ? PaymentEnvironment.Live : PaymentEnvironment.Test;
        if (account.ApiBaseUrl.Length > 0)
            options.BaseUrl = new Uri(account.ApiBaseUrl, UriKind.RelativeOrAbsolute);
        if (account.WebhookSecret.Length > 0)
            addSecret(account.WebhookSecret, "current", null);
        if (account.PreviousWebhookSecret.Length > 0)
            addSecret(account.PreviousWebhookSecret, "previous", new DateTimeOffset(account.PreviousValidUntil, TimeSpan.Zero));
    }
}
