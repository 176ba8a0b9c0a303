using Pepay.Generator.Model;

namespace Pepay.Generator.Emit;

/// <summary>Writes how a record is written: what is absent is not, what is null where null is a value is.</summary>
internal static class RecordWriteEmitter
{
    public static void Write(CodeWriter writer, RecordModel record, WideRecord? wide)
    {
        writer.Line();
        writer.Line("/// <inheritdoc/>");
        if (record.IsTagged)
            Tagged(writer, record);
        else
            writer.Open("public void Write(" + Names.Writer + " writer)").Line("writer.WriteStartObject();");
        foreach (var property in record.Properties)
        {
            if (wide is null || wide.PartOf(property) < 0)
                Property(writer, record, property, RecordEmitter.Stored(record, property));
        }

        for (var part = 0; part < wide?.PartCount; part++)
            Part(writer, record, wide, part);
        Extra(writer, record);
        writer.Line("writer.WriteEndObject();");
        writer.Close();
        if (record.Extra != ExtraProperties.None && record.Properties.Count > 0)
            IsWritten(writer, record);
        EncodedNames(writer, record);
    }

    // The property that tells the variants of a union apart comes first, as some readers demand, unless it came with what was read.
    private static void Tagged(CodeWriter writer, RecordModel record)
    {
        writer.Line("public void Write(" + Names.Writer + " writer) => Write(writer, null, null);").Line();
        writer.Open("internal void Write(" + Names.Writer + " writer, string? tag, string? value)");
        writer.Line("writer.WriteStartObject();");
        var isKnown = record.Extra == ExtraProperties.None ? "" : " && !this." + record.ExtraName + ".ContainsKey(tag)"
            + (record.Extra == ExtraProperties.Typed ? " && !this." + record.KeptName + ".ContainsKey(tag)" : "");
        writer.Line("if (tag is not null" + isKnown + ")").Indent().Line("writer.WriteString(tag, value);").Outdent().Line();
    }

    private static void Part(CodeWriter writer, RecordModel record, WideRecord wide, int part)
    {
        var name = WideRecord.Part(part);
        writer.Open("if (this." + name + " is { } " + name + ")");
        foreach (var property in wide.PropertiesOf(part))
            Property(writer, record, property, name + "." + property.Name);
        writer.Close().Line();
    }

    private static void Property(CodeWriter writer, RecordModel record, PropertyModel property, string self)
    {
        if (property.Required)
        {
            Value(writer, record, property, self, record.MayKeep(property));
        }
        else if (property.Type.Nullable)
        {
            writer.Open("if (" + self + ".IsPresent)");
            Value(writer, record, property, self + ".Value", IsNearly(record, property));
            writer.Close().Line();
        }
        else
        {
            writer.Open("if (" + self + " is { } " + Local(property) + ")");
            Value(writer, record, property, Local(property), IsNearly(record, property));
            writer.Close().Line();
        }
    }

    // Name and value in one call where the writer has one.
    private static void Value(CodeWriter writer, RecordModel record, PropertyModel property, string self, bool mayBeKept)
    {
        var nullable = property.Type.Nullable;
        var type = property.Type.NotNull();
        if (mayBeKept || WriteText.Named(type, Name(property), nullable ? "some" : self) is not { } named)
        {
            writer.Line("writer.WritePropertyName(" + Name(property) + ");");
            if (mayBeKept)
                Kept(writer, record, property, self);
            if (nullable)
                OrNull(writer, self, WriteText.Statement(type, "some"), "writer.WriteNullValue();");
            else
                writer.Line(WriteText.Statement(type, self));
        }
        else if (nullable)
        {
            OrNull(writer, self, named, "writer.WriteNull(" + Name(property) + ");");
        }
        else
        {
            writer.Line(named);
        }
    }

    // Whether a name is written as it stands, whatever the writer's encoder escapes.
    private static bool IsPlain(string name)
    {
        foreach (var c in name)
        {
            if (c is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '-' or '.'))
                return false;
        }

        return true;
    }

    private static string Name(PropertyModel property) =>
        IsPlain(property.WireName) ? "WrittenNames." + property.Name : Literals.Text(property.WireName) + "u8";

    // Encoded once, so that writing does not look for what to escape.
    private static void EncodedNames(CodeWriter writer, RecordModel record)
    {
        var plain = record.Properties.Where(property => IsPlain(property.WireName)).ToList();
        if (plain.Count == 0)
            return;
        writer.Line();
        writer.Open("private static class WrittenNames");
        foreach (var property in plain)
            writer.Line("internal static readonly " + Names.EncodedText + " ", property.Name, " = " + Names.EncodedText + ".Encode(", Literals.Text(property.WireName), ");");
        writer.Close();
    }

    // Of a number that double holds only nearly both are there: the value, and the number as it came.
    private static bool IsNearly(RecordModel record, PropertyModel property) => property.Type.Kind == TypeKind.Float && record.Extra != ExtraProperties.None;

    private static void Kept(CodeWriter writer, RecordModel record, PropertyModel property, string self)
    {
        writer.Line("if (" + Names.Json + "JsonExtra.IsKept(" + self + ", this." + record.KeptName + ", ", Literals.Text(property.WireName), ", out var kept" + property.Name + "))").Indent();
        writer.Line(Names.Json + "JsonWrite.Element(writer, kept" + property.Name + ");").Outdent();
        writer.Line("else");
    }

    private static void OrNull(CodeWriter writer, string value, string write, string writeNull)
    {
        writer.Line("{").Indent();
        writer.Line("if (" + value + " is { } some)").Indent().Line(write).Outdent();
        writer.Line("else").Indent().Line(writeNull).Outdent();
        writer.Close();
    }

    // Unique in the method, and no property has a name with a lower-case first letter and this ending.
    private static string Local(PropertyModel property) => "some" + property.Name;

    private static void Extra(CodeWriter writer, RecordModel record)
    {
        switch (record.Extra)
        {
            case ExtraProperties.Json:
                Loop(writer, record, record.ExtraName, Names.Json + "JsonWrite.Element(writer, pair.Value);");
                break;
            case ExtraProperties.Typed:
                var write = record.ExtraType!.Nullable
                    ? "if (pair.Value is { } some) { " + WriteText.Statement(record.ExtraType.NotNull(), "some") + " } else { writer.WriteNullValue(); }"
                    : WriteText.Statement(record.ExtraType, "pair.Value");
                Loop(writer, record, record.ExtraName, record.ExtraType.Kind == TypeKind.Float
                    ? "if (" + Names.Json + "JsonExtra.IsKept(pair.Value, this." + record.KeptName + ", pair.Key, out var kept)) { " + Names.Json + "JsonWrite.Element(writer, kept); } else { " + write + " }"
                    : write);
                Loop(writer, record, record.KeptName, Names.Json + "JsonWrite.Element(writer, pair.Value);", " || this." + record.ExtraName + ".ContainsKey(pair.Key)");
                break;
        }
    }

    private static void Loop(CodeWriter writer, RecordModel record, string member, string write, string orElsewhere = "")
    {
        // The dictionary is empty nearly always, and enumerating it would allocate.
        writer.Line("if (this." + member + ".Count > 0)").Open();
        writer.Open("foreach (var pair in this." + member + ")");
        var isWritten = record.Properties.Count > 0 ? "IsWritten(pair.Key)" + orElsewhere : orElsewhere.Replace(" || ", "");
        if (isWritten.Length > 0)
            writer.Line("if (" + isWritten + ")").Indent().Line("continue;").Outdent();
        writer.Line("writer.WritePropertyName(pair.Key);");
        writer.Line(write);
        writer.Close().Close().Line();
    }

    // A value kept as it came gives way once its property is set.
    private static void IsWritten(CodeWriter writer, RecordModel record)
    {
        writer.Line();
        writer.Line("private bool IsWritten(string name) => name switch");
        writer.Line("{").Indent();
        foreach (var property in record.Properties)
        {
            var test = property.Required ? "true" : property.Type.Nullable ? "this." + property.Name + ".IsPresent" : "this." + property.Name + " is not null";
            writer.Line(Literals.Text(property.WireName), " => ", test, ",");
        }

        writer.Line("_ => false,").Outdent().Line("};");
    }
}
