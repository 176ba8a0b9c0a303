using System.Text;
using Pepay.Generator.Model;

namespace Pepay.Generator.Emit;

/// <summary>Writes the descriptions of operations that the transport executes.</summary>
internal static class OperationsEmitter
{
    public static string Emit(ProviderFile provider)
    {
        var writer = SourceFile.Begin(provider.Namespace);
        DocEmitter.Summary(writer, "The operations of " + provider.Descriptor.DisplayName + " as the specification describes them.");
        writer.Line(Names.GeneratedCode);
        writer.Open((provider.IsPublic ? "public" : "internal") + " static class " + provider.Names.Operations);
        var all = new List<string>();
        foreach (var client in provider.Clients)
        {
            foreach (var operation in client.Operations)
            {
                all.Add(operation.DescriptionName);
                Write(writer, operation);
            }
        }

        DocEmitter.Summary(writer, "Every operation.");
        writer.Line("public static " + Names.ReadOnlyList + "<" + Names.Http + "ApiOperation> All { get; } =");
        writer.Line("[").Indent();
        foreach (var name in all)
            writer.Line(name + ",");
        writer.Outdent().Line("];").Close();
        return writer.ToString();
    }

    private static void Write(CodeWriter writer, OperationModel operation)
    {
        DocEmitter.Summary(writer, operation.Docs.Summary ?? operation.Method.ToUpperInvariant() + " " + operation.Path);
        writer.Open("public static " + Names.Http + "ApiOperation " + operation.DescriptionName + " { get; } = new()");
        writer.Line("Id = " + Literals.Text(operation.Id) + ",");
        writer.Line("Method = " + Method(operation.Method) + ",");
        writer.Line("Path = " + Literals.Text(operation.Path) + ",");
        if (operation.Security.Count > 0)
            writer.Line("Security = " + Security(operation) + ",");
        if (operation.Idempotency is { } rule)
            Idempotency(writer, rule);
        if (operation.ReturnParameter is { } parameter)
            writer.Line("ReturnParameter = " + Literals.Text(parameter) + ",");
        writer.Close(";").Line();
    }

    private static string Method(string method) => method switch
    {
        "get" => "global::System.Net.Http.HttpMethod.Get",
        "put" => "global::System.Net.Http.HttpMethod.Put",
        "post" => "global::System.Net.Http.HttpMethod.Post",
        "delete" => "global::System.Net.Http.HttpMethod.Delete",
        "options" => "global::System.Net.Http.HttpMethod.Options",
        "head" => "global::System.Net.Http.HttpMethod.Head",
        "patch" => "global::System.Net.Http.HttpMethod.Patch",
        _ => "global::System.Net.Http.HttpMethod.Trace",
    };

    private static string Security(OperationModel operation)
    {
        var text = new StringBuilder("[");
        for (var i = 0; i < operation.Security.Count; i++)
            text.Append(i == 0 ? "" : ", ").Append(Literals.List(operation.Security[i]));
        return text.Append(']').ToString();
    }

    private static void Idempotency(CodeWriter writer, IdempotencyModel rule)
    {
        writer.Open("Idempotency = new()");
        writer.Line("Header = " + Literals.Text(rule.Header) + ",");
        writer.Line("Required = " + Literals.Flag(rule.Required) + ",");
        writer.Line("UuidV4 = " + Literals.Flag(rule.UuidV4) + ",");
        if (rule.MaxLength is { } length)
            writer.Line("MaxLength = " + Literals.Number(length) + ",");
        if (rule.LifetimeSeconds is { } seconds)
            writer.Line("Lifetime = global::System.TimeSpan.FromSeconds(" + Literals.Number(seconds) + "d),");
        writer.Line("ReplaysFailures = " + Literals.Flag(rule.ReplaysFailures) + ",");
        writer.Line("InProgress = " + Numbers(rule.InProgress) + ",");
        writer.Close(",");
    }

    public static string Numbers(EquatableArray<int> numbers)
    {
        var text = new StringBuilder("[");
        for (var i = 0; i < numbers.Count; i++)
            text.Append(i == 0 ? "" : ", ").Append(Literals.Number(numbers[i]));
        return text.Append(']').ToString();
    }
}
