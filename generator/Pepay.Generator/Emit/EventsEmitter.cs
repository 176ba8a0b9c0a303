using Pepay.Generator.Model;

namespace Pepay.Generator.Emit;

/// <summary>Writes the catalog of events: the marker interface, the event of unknown type, the types and the parser.</summary>
internal static class EventsEmitter
{
    public static string Emit(ProviderFile provider)
    {
        var writer = SourceFile.Begin(null);
        foreach (var @event in provider.Events)
        {
            writer.Line("[assembly: global::Pepay.Runtime.Dispatch.ProviderEvent(" + Literals.Text(provider.Descriptor.Name) + ", "
                + Literals.Text(@event.EventType) + ", typeof(" + @event.TypeName + "))]");
        }

        writer.Line().Line("namespace " + provider.Namespace + ";").Line();
        var access = provider.IsPublic ? "public " : "internal ";
        Marker(writer, provider, access);
        Unknown(writer, provider, access);
        Catalog(writer, provider, access);
        return writer.ToString();
    }

    private static void Marker(CodeWriter writer, ProviderFile provider, string access)
    {
        DocEmitter.Summary(writer, "An event of " + provider.Descriptor.DisplayName + ".");
        writer.Line(Names.GeneratedCode);
        writer.Open(access + "interface " + provider.Names.EventInterface);
        DocEmitter.Summary(writer, "The type of the event in the provider's words.");
        writer.Line("string EventType { get; }").Close().Line();
    }

    private static void Unknown(CodeWriter writer, ProviderFile provider, string access)
    {
        DocEmitter.Summary(writer, "An event of a type that the specification does not name, kept as it came.");
        writer.Line(Names.GeneratedCode);
        writer.Open(access + "sealed class " + provider.Names.UnknownEvent + " : global::" + provider.Namespace + "." + provider.Names.EventInterface);
        DocEmitter.Summary(writer, "An event of a type that is not known.");
        writer.Open("public " + provider.Names.UnknownEvent + "(string eventType, " + Names.Element + " body)");
        writer.Line("EventType = eventType;").Line("Body = body;").Close().Line();
        writer.Line("/// <inheritdoc/>").Line("public string EventType { get; }").Line();
        DocEmitter.Summary(writer, "The whole event.");
        writer.Line("public " + Names.Element + " Body { get; }").Close().Line();
    }

    private static void Catalog(CodeWriter writer, ProviderFile provider, string access)
    {
        DocEmitter.Summary(writer, "The events of " + provider.Descriptor.DisplayName + ".");
        writer.Line(Names.GeneratedCode);
        writer.Open(access + "static class " + provider.Names.Events);
        DocEmitter.Summary(writer, "The event types that the specification names.");
        writer.Line("public static " + Names.ReadOnlyList + "<string> Types { get; } =").Line("[").Indent();
        foreach (var @event in provider.Events)
            writer.Line(Literals.Text(@event.EventType) + ",");
        writer.Outdent().Line("];").Line();
        DocEmitter.Summary(writer, "Reads an event of a given type from its UTF-8 JSON; one of an unknown type is kept whole.");
        writer.Line("/// <exception cref=\"" + Names.Json + "JsonReadException\">The JSON is malformed, or a required property is missing or of another kind.</exception>");
        var marker = "global::" + provider.Namespace + "." + provider.Names.EventInterface;
        writer.Line("public static " + marker + " Parse(string eventType, " + Names.Bytes + " utf8) => eventType switch").Line("{").Indent();
        foreach (var @event in provider.Events)
            writer.Line(Literals.Text(@event.EventType), " => ", @event.TypeName, ".Parse(utf8),");
        writer.Line("_ => new global::" + provider.Namespace + "." + provider.Names.UnknownEvent + "(eventType, "
            + Names.Json + "JsonModel.Parse(utf8, " + Names.Json + "JsonRead.Element)),");
        writer.Outdent().Line("};").Close();
    }
}
