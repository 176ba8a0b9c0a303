using Pepay.Generator.Model;

namespace Pepay.Generator.Emit;

/// <summary>Writes the registration of a provider's clients in dependency injection.</summary>
internal static class RegistrationEmitter
{
    private const string Services = "global::Microsoft.Extensions.DependencyInjection.IServiceCollection";
    private const string Extensions = "global::Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions";
    private const string Provider = "global::System.IServiceProvider";
    private const string Resolve = "global::Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions";

    private const string CredentialsDocs = "Makes the credentials, by security scheme, when the client is first asked for.";

    public static string Emit(ProviderFile provider)
    {
        var writer = SourceFile.Begin(provider.Namespace);
        var prefix = "global::" + provider.Namespace + ".";
        var client = prefix + provider.Names.Client;
        DocEmitter.Summary(writer, "Registers the clients of " + provider.Descriptor.DisplayName + " for a program with one account.");
        writer.Line(Names.GeneratedCode);
        writer.Open((provider.IsPublic ? "public" : "internal") + " static class " + provider.Names.Registration);
        var needsCredentials = provider.Descriptor.Security.Count > 0;
        var add = "Add" + provider.Names.Base + "Api";
        var credentials = "global::System.Func<" + Provider + ", " + Names.Http + "ApiCredentials>" + (needsCredentials ? " credentials" : "? credentials = null");
        DocEmitter.Summary(writer, "Adds the client of the whole provider and those of its parts as singletons over one connection pool. A program with several accounts makes one client per account itself.");
        DocEmitter.Parameter(writer, "services", "The service collection.");
        DocEmitter.Parameter(writer, "baseUrl", "The address of the API; a path in it is kept.");
        DocEmitter.Parameter(writer, "credentials", CredentialsDocs);
        writer.Open("public static " + Services + " " + add + "(this " + Services + " services, global::System.Uri baseUrl, " + credentials + ")");
        writer.Line("global::System.ArgumentNullException.ThrowIfNull(baseUrl);");
        if (needsCredentials)
            writer.Line("global::System.ArgumentNullException.ThrowIfNull(credentials);");
        writer.Line(Extensions + ".AddSingleton<" + client + ">(services, provider => new " + client + "(new " + Names.Http + "ApiTransport(").Indent();
        writer.Line(Names.Http + "ApiHttpClient.Create(), baseUrl, " + prefix + provider.Names.Descriptor + ".Instance, " + (needsCredentials ? "credentials(provider)" : "credentials?.Invoke(provider) ?? " + Names.Http + "ApiCredentials.None") + ",");
        writer.Line("time: " + Resolve + ".GetService<global::System.TimeProvider>(provider),");
        writer.Line("logger: " + Resolve + ".GetService<global::Microsoft.Extensions.Logging.ILogger<" + Names.Http + "ApiTransport>>(provider))));").Outdent();
        foreach (var part in provider.Clients)
        {
            writer.Line(Extensions + ".AddSingleton<" + prefix + part.Interface + ">(services, static provider => " + Resolve + ".GetRequiredService<" + client
                + ">(provider)." + part.Property + ");");
        }

        writer.Line("return services;").Close();
        if (provider.Descriptor.BaseUrl is { } address)
        {
            writer.Line();
            DocEmitter.Summary(writer, "The same for the address in the specification, " + address + ".");
            DocEmitter.Parameter(writer, "services", "The service collection.");
            DocEmitter.Parameter(writer, "credentials", CredentialsDocs);
            writer.Line("public static " + Services + " " + add + "(this " + Services + " services, " + credentials + ") =>").Indent();
            writer.Line(add + "(services, " + prefix + provider.Names.Descriptor + ".Instance.BaseUrl!, credentials);").Outdent();
        }

        writer.Close();
        return writer.ToString();
    }
}
