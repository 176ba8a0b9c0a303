using Pepay.Generator.Model;

namespace Pepay.Generator.Emit;

/// <summary>Writes a record: its properties, then how it is parsed, read and written.</summary>
internal static class RecordEmitter
{
    public static void Write(CodeWriter writer, RecordModel record, bool isPublic)
    {
        TypeEmitter.Begin(writer, record, isPublic, "sealed partial record", record.Event is null ? "" : ", " + record.Event.Interface);
        if (record.Event is { } mark)
            Event(writer, mark);
        var wide = WideRecord.Of(record);
        foreach (var property in record.Properties)
            Property(writer, record, property, wide);
        Extra(writer, record);
        Parsing(writer, record.FullName);
        RecordReadEmitter.Write(writer, record, wide);
        RecordWriteEmitter.Write(writer, record, wide);
        wide?.Types(writer);
        writer.Line();
        writer.Line("// Payloads carry personal data and secrets, so the text form shows none of it.");
        writer.Line("private bool PrintMembers(global::System.Text.StringBuilder builder) => false;");
        TypeEmitter.Nested(writer, record);
        writer.Close();
    }

    /// <summary>What makes a record an event.</summary>
    public static void Event(CodeWriter writer, EventMark mark)
    {
        DocEmitter.Summary(writer, "The type of the event in the provider's words.");
        writer.Line("public const string EventType = " + Literals.Text(mark.EventType) + ";").Line();
        writer.Line("string " + mark.Interface + ".EventType => EventType;").Line();
    }

    /// <summary>The C# expression of a property's value as it is stored.</summary>
    public static string Stored(RecordModel record, PropertyModel property) => "this." + (record.MayKeep(property) ? "value" : "") + property.Name;

    private static void Property(CodeWriter writer, RecordModel record, PropertyModel property, WideRecord? wide)
    {
        if (record.MayKeep(property))
            writer.Line("private readonly ", TypeText.OfProperty(property), " value", property.Name, property.Type.IsValueType || property.Type.Nullable ? ";" : " = default!;").Line();
        DocEmitter.Write(writer, property.Docs, "`" + property.WireName + "` in JSON.");

        // C# does not let a required member be obsolete: everybody who makes the record must set it.
        if (property.Docs.Deprecated && !property.Required)
            writer.Line("[global::System.Obsolete(\"The specification marks it as deprecated.\")]");
        if (property is { Required: true, Constant: not null })
            writer.Line("public ", TypeText.OfProperty(property), " ", property.Name, " { get; init; } = ", Literals.Text(property.Constant), ";");
        else if (record.MayKeep(property))
            Demanded(writer, record, property);
        else if (wide is not null && wide.PartOf(property) >= 0)
            wide.Accessors(writer.Line("public ", TypeText.OfProperty(property), " ", property.Name), property);
        else
            writer.Line("public ", property.Required ? "required " : "", TypeText.OfProperty(property), " ", property.Name, " { get; init; }");
        writer.Line();
    }

    private static void Demanded(CodeWriter writer, RecordModel record, PropertyModel property)
    {
        writer.Line("/// <exception cref=\"" + Names.Json + "JsonReadException\">The value that was read does not fit the C# type; it is kept in " + record.KeptName + ".</exception>");
        writer.Open("public required " + TypeText.OfProperty(property) + " " + property.Name);
        writer.Line("get => " + Names.Json + "JsonExtra.Demand(this.value", property.Name, ", this." + record.KeptName + ", ", Literals.Text(property.WireName), ");");
        writer.Line("init => this.value", property.Name, " = value;");
        writer.Close();
    }

    private static void Extra(CodeWriter writer, RecordModel record)
    {
        if (record.Extra == ExtraProperties.None)
            return;
        if (record.Extra == ExtraProperties.Typed)
        {
            var type = TypeText.Of(record.ExtraType!);
            DocEmitter.Summary(writer, "Properties that the specification does not name.");
            writer.Line("public " + Names.ReadOnlyDictionary + "<string, " + type + "> " + record.ExtraName + " { get; init; } = new "
                + Names.Dictionary + "<string, " + type + ">();").Line();
            DocEmitter.Summary(writer, "Values of named properties that were not as specified, kept as they came.");
            writer.Line("public " + Names.ReadOnlyDictionary + "<string, " + Names.Element + "> Unread" + record.ExtraName + " { get; init; } = " + Names.Json + "JsonExtra.None;").Line();
            return;
        }

        DocEmitter.Summary(writer, "Properties that the specification does not name, and values that were not as specified, kept as they came.");
        writer.Line("public " + Names.ReadOnlyDictionary + "<string, " + Names.Element + "> " + record.ExtraName + " { get; init; } = " + Names.Json + "JsonExtra.None;").Line();
    }

    /// <summary>From and to whole documents.</summary>
    public static void Parsing(CodeWriter writer, string fullName)
    {
        DocEmitter.Summary(writer, "Reads a whole JSON document in UTF-8.");
        writer.Line("/// <exception cref=\"" + Names.Json + "JsonReadException\">The JSON is malformed, or a required property is missing or of another kind.</exception>");
        writer.Line("public static " + fullName + " Parse(" + Names.Bytes + " utf8) => " + Names.Json + "JsonModel.Parse<" + fullName + ">(utf8);").Line();
        DocEmitter.Summary(writer, "The JSON of this value in UTF-8.");
        writer.Line("public byte[] ToUtf8Bytes() => " + Names.Json + "JsonModel.ToUtf8Bytes(this);").Line();
    }
}
