using Pepay.Generator.Model;

namespace Pepay.Generator.Emit;

/// <summary>Writes the client of one tag: its interface and its class.</summary>
internal static class ClientEmitter
{
    public static string Emit(ClientFile provider)
    {
        var client = provider.Client;
        var writer = SourceFile.Begin(provider.Namespace);
        var access = provider.IsPublic ? "public " : "internal ";
        DocEmitter.Write(writer, client.Docs, "The operations of " + client.Property + ".");
        writer.Line(Names.GeneratedCode);
        writer.Open(access + "interface " + client.Interface);
        for (var i = 0; i < client.Operations.Count; i++)
        {
            if (i > 0)
                writer.Line();
            OperationEmitter.Declare(writer, client.Operations[i]);
        }

        writer.Close().Line();
        DocEmitter.Summary(writer, "Calls the operations of " + client.Property + " over a transport. Thread safe.");
        writer.Line(Names.GeneratedCode);
        writer.Open(access + "sealed class " + client.Name + " : global::" + provider.Namespace + "." + client.Interface);
        writer.Line("private readonly " + Names.Http + "ApiTransport transport;").Line();
        DocEmitter.Summary(writer, "A client over a transport, which knows the address and the credentials.");
        writer.Line("public " + client.Name + "(" + Names.Http + "ApiTransport transport) =>").Indent();
        writer.Line("this.transport = transport ?? throw new global::System.ArgumentNullException(nameof(transport));").Outdent();
        var operations = "global::" + provider.Namespace + "." + provider.OperationsClass + ".";
        foreach (var operation in client.Operations)
            OperationEmitter.Implement(writer, operation, operations);
        writer.Close();
        foreach (var operation in client.Operations)
        {
            AnswersEmitter.Declare(writer, operation, access);
            if (operation.Headers is { } headers)
                HeadersEmitter.DeclareType(writer, operation, headers, access);
        }

        return writer.ToString();
    }
}
