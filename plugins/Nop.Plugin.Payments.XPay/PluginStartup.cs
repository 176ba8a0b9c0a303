using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Nop.Core.Infrastructure;

namespace Nop.Plugin.Payments.XPay;

/// <summary>Makes this plugin's compiled views known to the shop.</summary>
public sealed class PluginStartup : INopStartup
{
    /// <inheritdoc/>
    public int Order => 3001;

    /// <inheritdoc/>
    public void ConfigureServices(IServiceCollection services, IConfiguration configuration) =>
        Pepay.Infrastructure.PluginStartup.AddCompiledViews(services, typeof(PluginStartup).Assembly);

    /// <inheritdoc/>
    public void Configure(IApplicationBuilder application)
    {
    }
}
