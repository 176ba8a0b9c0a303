using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Pepay.Runtime.Providers;

/// <summary>
/// Options that follow the configuration. A reload that is not valid is reported and changes nothing: a slip of the pen in a
/// configuration file must not shut the webhooks out.
/// </summary>
internal sealed class ReloadedOptions<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions> : IDisposable
    where TOptions : ProviderOptions
{
    private readonly string name;
    private readonly IOptionsFactory<TOptions> factory;
    private readonly ILogger logger;
    private readonly IDisposable? watch;

    /// <exception cref="OptionsValidationException">The options are not valid at the start.</exception>
    public ReloadedOptions(string name, IOptionsFactory<TOptions> factory, IConfiguration? configuration, ILogger logger)
    {
        this.name = name;
        this.factory = factory;
        this.logger = logger;
        Current = factory.Create(name);
        watch = configuration is null ? null : ChangeToken.OnChange(configuration.GetReloadToken, Reload);
    }

    public TOptions Current { get; private set; }

    public void Dispose() => watch?.Dispose();

    private void Reload()
    {
        try
        {
            Current = factory.Create(name);
        }
        catch (Exception exception) when (exception is OptionsValidationException or FormatException or ArgumentException)
        {
            Log.ReloadRefused(logger, name, exception.Message);
        }
    }
}
