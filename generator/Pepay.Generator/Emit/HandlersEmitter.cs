using Pepay.Generator.Model;
using Pepay.Generator.Naming;

namespace Pepay.Generator.Emit;

/// <summary>Writes the registration of an assembly's event handlers.</summary>
internal static class HandlersEmitter
{
    private const string Services = "global::Microsoft.Extensions.DependencyInjection.IServiceCollection";

    public static string Emit(HandlerTable table)
    {
        var name = Identifiers.Pascal(table.AssemblyName);
        var writer = SourceFile.Begin(table.Namespace);
        DocEmitter.Summary(writer, "Registers the event handlers of this assembly.");
        writer.Line(Names.GeneratedCode);
        writer.Open("internal static class " + name + "HandlerRegistration");
        DocEmitter.Summary(writer, "Adds every event handler of this assembly to the dispatch table.");
        writer.Open("internal static " + Services + " " + table.MethodName + "(this " + Services + " services)");
        foreach (var row in table.Rows)
        {
            writer.Line("global::Pepay.Runtime.Dispatch.EventHandlerRegistration.AddEventHandler<" + row.TypeName + ", " + row.Event.TypeName + ">(").Indent();
            writer.Line("services, " + Literals.Text(row.Event.Provider) + ", " + Literals.Text(row.Event.EventType) + ", static body => " + row.Event.TypeName + ".Parse(body.Span));").Outdent();
        }

        writer.Line("return services;").Close().Close();
        return writer.ToString();
    }
}
