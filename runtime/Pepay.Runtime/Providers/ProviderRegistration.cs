using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pepay.Runtime.Http;
using Pepay.Runtime.Payments;

namespace Pepay.Runtime.Providers;

/// <summary>What the registrations of all provider adapters have in common.</summary>
public static class ProviderRegistration
{
    /// <summary>
    /// Registers one account: its options, <see cref="ProviderAccount"/> and <see cref="IPaymentProvider"/>. The options are validated when
    /// the program starts; webhook secrets follow a reload of the program's configuration, everything else needs a restart.
    /// </summary>
    /// <param name="services">The service collection.</param>
    /// <param name="provider">The provider's description.</param>
    /// <param name="account">The account's name.</param>
    /// <param name="configure">Sets the options.</param>
    /// <param name="errors">What is wrong with the options; empty when nothing is.</param>
    /// <param name="credentials">The account's credentials, by security scheme.</param>
    /// <param name="create">Makes the adapter over the account's transport.</param>
    public static IServiceCollection AddProviderAccount<TOptions>(
        this IServiceCollection services,
        ProviderDescriptor provider,
        string account,
        Action<TOptions> configure,
        Func<TOptions, IEnumerable<string>> errors,
        Func<TOptions, ApiCredentials> credentials,
        Func<ProviderAccount, ApiTransport, IPaymentProvider> create)
        where TOptions : ProviderOptions, new()
    {
        var name = $"{provider.Name}/{account}";
        services.AddOptions();
        services.Configure(name, configure);
        services.AddSingleton<IValidateOptions<TOptions>>(new Validator<TOptions>(name, errors));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddKeyedSingleton(typeof(ApiTransport), static (_, _) => ApiHttpClient.Create());
        services.AddKeyedSingleton(name, (scope, _) => new ReloadedOptions<TOptions>(
            name, scope.GetRequiredService<IOptionsFactory<TOptions>>(), scope.GetService<IConfiguration>(),
            scope.GetRequiredService<ILogger<ReloadedOptions<TOptions>>>()));
        services.AddKeyedSingleton(name, (scope, _) => MakeAccount<TOptions>(scope, provider, account, name));
        services.AddSingleton(scope => scope.GetRequiredKeyedService<ProviderAccount>(name));
        services.AddSingleton(scope =>
        {
            var options = scope.GetRequiredKeyedService<ReloadedOptions<TOptions>>(name).Current;
            var transport = new ApiTransport(
                scope.GetRequiredKeyedService<HttpClient>(typeof(ApiTransport)), options.BaseUrl, provider, credentials(options),
                new ApiTransportOptions { Limit = options.RequestLimit }, scope.GetRequiredService<TimeProvider>(), scope.GetService<ILogger<ApiTransport>>());
            return create(scope.GetRequiredKeyedService<ProviderAccount>(name), transport);
        });
        return services;
    }

    private static ProviderAccount MakeAccount<TOptions>(IServiceProvider scope, ProviderDescriptor provider, string account, string name)
        where TOptions : ProviderOptions, new()
    {
        var options = scope.GetRequiredKeyedService<ReloadedOptions<TOptions>>(name);
        return new ProviderAccount
        {
            Provider = provider,
            Account = account,
            Environment = options.Current.Environment,
            WebhookSecrets = () => [.. options.Current.WebhookSecrets],
        };
    }

    private sealed class Validator<TOptions>(string name, Func<TOptions, IEnumerable<string>> errors) : IValidateOptions<TOptions>
        where TOptions : class
    {
        public ValidateOptionsResult Validate(string? validated, TOptions options)
        {
            if (validated != name)
                return ValidateOptionsResult.Skip;
            var found = errors(options).ToArray();
            return found.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(found);
        }
    }
}
