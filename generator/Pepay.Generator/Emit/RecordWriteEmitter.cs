using Pepay.Generator.Model;

namespace Pepay.Generator.Emit;

/// <summary>Writes how a record is written: what is absent is not, what is null where null is a value is.</summary>
internal static class RecordWriteEmitter
{
    public static void Write(CodeWriter writer, RecordModel record)
    {
        writer.Line();
        writer.Line("/// <inheritdoc/>");
        writer.Open("public void Write(" + Names.Writer + " writer)");
        writer.Line("writer.WriteStartObject();");
        foreach (var property in record.Properties)
            Property(writer, record, property);
        Extra(writer, record);
        writer.Line("writer.WriteEndObject();");
        writer.Close();
        if (record.Extra != ExtraProperties.None && record.Properties.Count > 0)
            IsWritten(writer, record);
    }

    private static void Property(CodeWriter writer, RecordModel record, PropertyModel property)
    {
        var name = "writer.WritePropertyName(" + Literals.Text(property.WireName) + "u8);";
        var self = RecordEmitter.Stored(record, property);
        if (property.Required)
        {
            writer.Line(name);
            if (record.MayKeep(property))
                Kept(writer, record, property, self);
            if (property.Type.Nullable)
                OrNull(writer, property.Type, self);
            else
                writer.Line(WriteText.Statement(property.Type, self));
        }
        else if (property.Type.Nullable)
        {
            writer.Open("if (" + self + ".IsPresent)");
            writer.Line(name);
            if (IsNearly(record, property))
                Kept(writer, record, property, self + ".Value");
            OrNull(writer, property.Type, self + ".Value");
            writer.Close().Line();
        }
        else
        {
            writer.Open("if (" + self + " is { } " + Local(property) + ")");
            writer.Line(name);
            if (IsNearly(record, property))
                Kept(writer, record, property, Local(property));
            writer.Line(WriteText.Statement(property.Type, Local(property)));
            writer.Close().Line();
        }
    }

    // Of a number that double holds only nearly both are there: the value, and the number as it came.
    private static bool IsNearly(RecordModel record, PropertyModel property) => property.Type.Kind == TypeKind.Float && record.Extra != ExtraProperties.None;

    private static void Kept(CodeWriter writer, RecordModel record, PropertyModel property, string self)
    {
        writer.Line("if (" + Names.Json + "JsonExtra.IsKept(" + self + ", this." + record.KeptName + ", ", Literals.Text(property.WireName), ", out var kept" + property.Name + "))").Indent();
        writer.Line(Names.Json + "JsonWrite.Element(writer, kept" + property.Name + ");").Outdent();
        writer.Line("else");
    }

    private static void OrNull(CodeWriter writer, TypeRef type, string value)
    {
        writer.Line("{").Indent();
        writer.Line("if (" + value + " is { } some)").Indent().Line(WriteText.Statement(type.NotNull(), "some")).Outdent();
        writer.Line("else").Indent().Line("writer.WriteNullValue();").Outdent();
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
                Loop(writer, record, record.ExtraName, record.ExtraType!.Nullable
                    ? "if (pair.Value is { } some) { " + WriteText.Statement(record.ExtraType.NotNull(), "some") + " } else { writer.WriteNullValue(); }"
                    : WriteText.Statement(record.ExtraType, "pair.Value"));
                Loop(writer, record, "Unread" + record.ExtraName, Names.Json + "JsonWrite.Element(writer, pair.Value);");
                break;
        }
    }

    private static void Loop(CodeWriter writer, RecordModel record, string member, string write)
    {
        writer.Open("foreach (var pair in this." + member + ")");
        if (record.Properties.Count > 0)
            writer.Line("if (IsWritten(pair.Key))").Indent().Line("continue;").Outdent();
        writer.Line("writer.WritePropertyName(pair.Key);");
        writer.Line(write);
        writer.Close().Line();
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
