using Pepay.Generator.Model;

namespace Pepay.Generator.Emit;

/// <summary>Writes the registration of a provider's clients in dependency injection.</summary>
internal static class RegistrationEmitter
{
    private const string Services = "global::Microsoft.Extensions.DependencyInjection.IServiceCollection";
    private const string Extensions = "global::Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions";
    private const string Provider = "global::System.IServiceProvider";
    private const string Resolve = "global::Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions";

    public static string Emit(ProviderFile provider)
    {
        var writer = SourceFile.Begin(provider.Namespace);
        var prefix = "global::" + provider.Namespace + ".";
        var client = prefix + provider.Names.Client;
        DocEmitter.Summary(writer, "Registers the clients of " + provider.Descriptor.DisplayName + " for a program with one account.");
        writer.Line(Names.GeneratedCode);
        writer.Open((provider.IsPublic ? "public" : "internal") + " static class " + provider.Names.Registration);
        DocEmitter.Summary(writer, "Adds the client of the whole provider and those of its parts as singletons over one connection pool. A program with several accounts makes one client per account itself.");
        DocEmitter.Parameter(writer, "services", "The service collection.");
        DocEmitter.Parameter(writer, "baseUrl", "The address of the API; a path in it is kept.");
        DocEmitter.Parameter(writer, "credentials", "Makes the credentials, by security scheme, when the client is first asked for.");
        writer.Open("public static " + Services + " Add" + provider.Names.Base + "Api(this " + Services + " services, global::System.Uri baseUrl, global::System.Func<"
            + Provider + ", " + Names.Http + "ApiCredentials> credentials)");
        writer.Line("global::System.ArgumentNullException.ThrowIfNull(baseUrl);");
        writer.Line("global::System.ArgumentNullException.ThrowIfNull(credentials);");
        writer.Line(Extensions + ".AddSingleton<" + client + ">(services, provider => new " + client + "(new " + Names.Http + "ApiTransport(").Indent();
        writer.Line(Names.Http + "ApiHttpClient.Create(), baseUrl, " + prefix + provider.Names.Descriptor + ".Instance, credentials(provider),");
        writer.Line("time: " + Resolve + ".GetService<global::System.TimeProvider>(provider),");
        writer.Line("logger: " + Resolve + ".GetService<global::Microsoft.Extensions.Logging.ILogger<" + Names.Http + "ApiTransport>>(provider))));").Outdent();
        foreach (var part in provider.Clients)
        {
            writer.Line(Extensions + ".AddSingleton<" + prefix + part.Interface + ">(services, static provider => " + Resolve + ".GetRequiredService<" + client
                + ">(provider)." + part.Property + ");");
        }

        writer.Line("return services;").Close().Close();
        return writer.ToString();
    }
}
