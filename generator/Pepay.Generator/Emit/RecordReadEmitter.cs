using System.Globalization;
using Pepay.Generator.Model;
using Pepay.Generator.Naming;

namespace Pepay.Generator.Emit;

/// <summary>Writes how a record is read: in any order of properties, strict on required ones.</summary>
internal static class RecordReadEmitter
{
    private const int BitsPerWord = 64;

    public static void Write(CodeWriter writer, RecordModel record, WideRecord? wide)
    {
        var locals = Locals(record, wide);
        var required = RequiredNames(record);
        writer.Line("/// <inheritdoc/>");
        writer.Open("public static " + record.FullName + " Read(ref " + Names.Reader + " reader)");
        writer.Line(Names.Json + "JsonRead.StartObject(ref reader);");
        for (var i = 0; i < locals.Length; i++)
        {
            if (!IsInPart(wide, record.Properties[i]))
                writer.Line(TypeText.OfProperty(record.Properties[i]), " ", locals[i], " = default!;");
        }

        for (var part = 0; part < wide?.PartCount; part++)
            writer.Line(WideRecord.PartType(part) + "? " + WideRecord.Part(part) + " = null;");
        writer.Line(Names.Dictionary + "<string, " + Names.Element + ">? extra = null;");
        if (record.Extra == ExtraProperties.Typed)
            writer.Line(Names.Dictionary + "<string, " + TypeText.Of(record.ExtraType!) + ">? additional = null;");
        for (var word = 0; word * BitsPerWord < required.Count; word++)
            writer.Line("ulong seen" + word + " = 0;");
        Loop(writer, record, locals);
        Checks(writer, record, required);
        Result(writer, record, locals, wide);
        writer.Close();
        if (record.Properties.Count > 0)
            Find(writer, record);
        writer.Line();
        writer.Line("static bool " + Names.Json + "IJsonModel<" + record.FullName + ">.Accepts(" + Names.Token + " token) => token == " + Names.Token + ".StartObject;");
    }

    private static bool IsInPart(WideRecord? wide, PropertyModel property) => wide is not null && wide.PartOf(property) >= 0;

    // What a value is assigned to.
    private static string[] Locals(RecordModel record, WideRecord? wide)
    {
        var scope = new NameScope("reader", "name", "value", "extra", "additional", "seen0", "seen1", "seen2", "seen3", "seen4", "seen5", "seen6", "seen7");
        for (var part = 0; part < wide?.PartCount; part++)
            scope.Reserve(WideRecord.Part(part), "part");
        var locals = new string[record.Properties.Count];
        for (var i = 0; i < locals.Length; i++)
        {
            var property = record.Properties[i];
            locals[i] = IsInPart(wide, property)
                ? "(" + WideRecord.Part(wide!.PartOf(property)) + " ??= new())." + property.Name
                : scope.Reserve(Identifiers.Camel(property.Name), "Property");
        }

        return locals;
    }

    private static List<string> RequiredNames(RecordModel record)
    {
        var names = new List<string>();
        foreach (var property in record.Properties)
        {
            if (property.Required)
                names.Add(property.WireName);
        }

        return names;
    }

    private static void Loop(CodeWriter writer, RecordModel record, string[] locals)
    {
        writer.Open("while (reader.Read() && reader.TokenType == " + Names.Token + ".PropertyName)");
        if (record.Properties.Count == 0)
        {
            Unknown(writer, record);
            writer.Close();
            return;
        }

        writer.Open("switch (FindProperty(" + Names.Json + "JsonRead.Name(ref reader)))");
        var bit = 0;
        for (var i = 0; i < locals.Length; i++)
        {
            var property = record.Properties[i];
            writer.Line("case " + i.ToString(CultureInfo.InvariantCulture) + ":").Indent();
            writer.Line("reader.Read();");
            writer.Line(locals[i], " = ", Value(record, property), ";");
            if (property.Required)
                writer.Line("seen" + (bit / BitsPerWord) + " |= 1UL << " + (bit++ % BitsPerWord) + ";");
            writer.Line("break;").Outdent();
        }

        writer.Line("default:").Indent();
        Unknown(writer, record);
        writer.Line("break;").Outdent();
        writer.Close().Close();
    }

    private static void Unknown(CodeWriter writer, RecordModel record)
    {
        if (record.Extra != ExtraProperties.Typed)
        {
            writer.Line(Names.Json + "JsonRead.Extra(ref reader, ref extra);");
            return;
        }

        var type = record.ExtraType!;
        writer.Open();
        writer.Line("var name = reader.GetString()!;");
        writer.Line("reader.Read();");
        if (type.Nullable)
        {
            writer.Line("if (reader.TokenType == " + Names.Token + ".Null)").Indent();
            writer.Line("(additional ??= new(global::System.StringComparer.Ordinal))[name] = null;").Outdent();
            writer.Line("else if (" + ReadText.Optional(type.NotNull(), "name") + " is { } value)").Indent();
        }
        else
        {
            writer.Line("if (" + ReadText.Optional(type, "name") + " is { } value)").Indent();
        }

        writer.Line("(additional ??= new(global::System.StringComparer.Ordinal))[name] = value;").Outdent();
        writer.Close();
    }

    private static string Value(RecordModel record, PropertyModel property)
    {
        var name = Literals.Text(property.WireName);
        if (property is { Required: true, Constant: not null, Type: { Kind: TypeKind.Text, Nullable: false } })
            return Names.Json + "JsonRead.Constant(ref reader, " + Literals.Text(property.Constant) + ")";
        if (property.Required)
            return record.MayKeep(property) ? ReadText.RequiredOrKept(property.Type, property.WireName) : ReadText.Required(property.Type);
        return property.Type.Nullable ? ReadText.OptionalNullable(property.Type, name) : ReadText.Optional(property.Type, name);
    }

    private static void Checks(CodeWriter writer, RecordModel record, List<string> required)
    {
        for (var word = 0; word * BitsPerWord < required.Count; word++)
        {
            var names = required.GetRange(word * BitsPerWord, Math.Min(BitsPerWord, required.Count - (word * BitsPerWord)));
            var all = names.Count == BitsPerWord ? ulong.MaxValue : (1UL << names.Count) - 1;
            var list = Literals.List(names);
            writer.Line("if (seen" + word + " != 0x" + all.ToString("X", CultureInfo.InvariantCulture) + "UL)").Indent();
            writer.Line("throw " + Names.Json + "JsonRead.Missing(ref reader, " + Literals.Text(record.Name) + ", seen" + word + ", "
                + list.Substring(1, list.Length - 2) + ");").Outdent();
        }
    }

    private static void Result(CodeWriter writer, RecordModel record, string[] locals, WideRecord? wide)
    {
        if (locals.Length == 0 && record.Extra == ExtraProperties.None)
        {
            writer.Line("return new " + record.FullName + "();");
            return;
        }

        writer.Open("return new " + record.FullName);
        for (var i = 0; i < locals.Length; i++)
        {
            if (!IsInPart(wide, record.Properties[i]))
                writer.Line(record.Properties[i].Name, " = ", locals[i], ",");
        }

        for (var part = 0; part < wide?.PartCount; part++)
            writer.Line(WideRecord.Part(part) + " = " + WideRecord.Part(part) + "?.orNull(),");
        if (record.Extra == ExtraProperties.Json)
            writer.Line(record.ExtraName + " = extra ?? " + Names.Json + "JsonExtra.None,");
        if (record.Extra == ExtraProperties.Typed)
        {
            writer.Line(record.ExtraName + " = additional ?? new(),");
            writer.Line("Unread" + record.ExtraName + " = extra ?? " + Names.Json + "JsonExtra.None,");
        }

        writer.Close(";");
    }

    private static void Find(CodeWriter writer, RecordModel record)
    {
        var names = new List<string>(record.Properties.Count);
        foreach (var property in record.Properties)
            names.Add(property.WireName);
        writer.Line();
        writer.Open("private static int FindProperty(" + Names.Bytes + " name)");
        ByLength.Write(writer, "name", names, i => "return " + i.ToString(CultureInfo.InvariantCulture) + ";");
        writer.Line().Line("return -1;").Close();
    }
}
