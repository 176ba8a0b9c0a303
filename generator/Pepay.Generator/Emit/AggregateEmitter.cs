using Pepay.Generator.Model;

namespace Pepay.Generator.Emit;

/// <summary>Writes the client of a whole provider: one property per tag.</summary>
internal static class AggregateEmitter
{
    public static string Emit(ProviderFile provider)
    {
        var writer = SourceFile.Begin(provider.Namespace);
        var prefix = "global::" + provider.Namespace + ".";
        DocEmitter.Summary(writer, "All operations of " + provider.Descriptor.DisplayName + ", for one account. Thread safe.");
        writer.Line(Names.GeneratedCode);
        writer.Open((provider.IsPublic ? "public" : "internal") + " sealed class " + provider.Names.Client);
        DocEmitter.Summary(writer, "A client over a transport, which knows the address and the credentials.");
        writer.Open("public " + provider.Names.Client + "(" + Names.Http + "ApiTransport transport)");
        writer.Line("Transport = transport ?? throw new global::System.ArgumentNullException(nameof(transport));");
        foreach (var client in provider.Clients)
            writer.Line("this." + client.Property + " = new " + prefix + client.Name + "(transport);");
        writer.Close().Line();
        DocEmitter.Summary(writer, "The transport of this account.");
        writer.Line("public " + Names.Http + "ApiTransport Transport { get; }");
        foreach (var client in provider.Clients)
        {
            writer.Line();
            DocEmitter.Write(writer, client.Docs, "The operations of " + client.Property + ".");
            writer.Line("public " + prefix + client.Interface + " " + client.Property + " { get; }");
        }

        writer.Line();
        DocEmitter.Summary(writer, "The same client with other credentials, such as those of a payment session; connections are shared.");
        writer.Line("public " + prefix + provider.Names.Client + " With(" + Names.Http + "ApiCredentials credentials) => new(Transport.With(credentials));");
        writer.Close();
        return writer.ToString();
    }
}
