using System.Globalization;
using Pepay.Generator.Model;

namespace Pepay.Generator.Emit;

/// <summary>Writes a tuple: an array whose first elements have types of their own, as a record with a property per place.</summary>
internal static class TupleEmitter
{
    public static void Write(CodeWriter writer, TupleModel tuple, bool isPublic)
    {
        TypeEmitter.Begin(writer, tuple, isPublic, "sealed partial record", "");
        if (HasFloat(tuple))
            writer.Line("private " + Names.Element + "? asRead;").Line();
        foreach (var item in tuple.Items)
        {
            DocEmitter.Write(writer, item.Docs, "The element at this place" + (item.Required ? "." : "; absent where the array ends before it."));
            writer.Line("public ", item.Required ? "required " : "", TypeText.OfProperty(item), " ", item.Name, " { get; init; }").Line();
        }

        var rest = TypeText.Of(tuple.Rest);
        DocEmitter.Summary(writer, "The elements after these.");
        writer.Line("public " + Names.ReadOnlyList + "<" + rest + "> Rest { get; init; } = global::System.Array.Empty<" + rest + ">();").Line();
        Parsing(writer, tuple);
        Read(writer, tuple, rest);
        WriteMethod(writer, tuple);
        writer.Line();
        writer.Line("private bool PrintMembers(global::System.Text.StringBuilder builder) => false;");
        TypeEmitter.Nested(writer, tuple);
        writer.Close();
    }

    private static void Parsing(CodeWriter writer, TupleModel tuple)
    {
        DocEmitter.Summary(writer, "Reads a whole JSON document in UTF-8.");
        writer.Line("public static " + tuple.FullName + " Parse(" + Names.Bytes + " utf8) => " + Names.Json + "JsonModel.Parse<" + tuple.FullName + ">(utf8);").Line();
        DocEmitter.Summary(writer, "The JSON of this value in UTF-8.");
        writer.Line("public byte[] ToUtf8Bytes() => " + Names.Json + "JsonModel.ToUtf8Bytes(this);").Line();
    }

    private static void Read(CodeWriter writer, TupleModel tuple, string rest)
    {
        writer.Line("/// <inheritdoc/>");
        writer.Open("public static " + tuple.FullName + " Read(ref " + Names.Reader + " reader)");
        writer.Line(Names.Json + "JsonRead.StartArray(ref reader);");
        var required = 0;
        for (var i = 0; i < tuple.Items.Count; i++)
        {
            writer.Line(TypeText.OfProperty(tuple.Items[i]), " item", Number(i), " = default!;");
            required += tuple.Items[i].Required ? 1 : 0;
        }

        writer.Line("global::System.Collections.Generic.List<" + rest + ">? rest = null;");
        writer.Line("var count = 0;");
        if (HasFloat(tuple))
            writer.Line("var start = reader;").Line("var isNear = false;");
        writer.Open("for (; reader.Read() && reader.TokenType != " + Names.Token + ".EndArray; count++)");
        writer.Open("switch (count)");
        for (var i = 0; i < tuple.Items.Count; i++)
        {
            writer.Line("case " + Number(i) + ":").Indent();
            writer.Line("item", Number(i), " = ", ReadText.Required(tuple.Items[i].Type), ";");
            writer.Line("break;").Outdent();
        }

        writer.Line("default:").Indent();
        writer.Line("(rest ??= new()).Add(" + ReadText.Required(tuple.Rest) + ");");
        writer.Line("break;").Outdent();
        writer.Close();
        if (HasFloat(tuple))
            writer.Line().Line("isNear |= " + Names.Json + "JsonRead.IsNear(ref reader);");
        writer.Close().Line();
        if (required > 0)
        {
            writer.Line("if (count < " + Number(required) + ")").Indent();
            writer.Line("throw " + Names.Json + "JsonRead.TooShort(ref reader, " + Literals.Text(tuple.Name) + ", " + Number(required) + ");").Outdent();
        }

        writer.Open("return new " + tuple.FullName);
        for (var i = 0; i < tuple.Items.Count; i++)
            writer.Line(tuple.Items[i].Name, " = item", Number(i), ",");
        if (HasFloat(tuple))
            writer.Line("asRead = isNear ? " + Names.Json + "JsonRead.Element(ref start) : null,");
        writer.Line("Rest = rest ?? (" + Names.ReadOnlyList + "<" + rest + ">)global::System.Array.Empty<" + rest + ">(),");
        writer.Close(";").Close().Line();
        writer.Line("static bool " + Names.Json + "IJsonModel<" + tuple.FullName + ">.Accepts(" + Names.Token + " token) => token == " + Names.Token + ".StartArray;");
    }

    // An array has no holes: what is absent before something that is there is null.
    private static void WriteMethod(CodeWriter writer, TupleModel tuple)
    {
        writer.Line().Line("/// <inheritdoc/>");
        writer.Open("public void Write(" + Names.Writer + " writer)");
        writer.Line("var count = Rest.Count > 0 ? " + Number(tuple.Items.Count)).Indent();
        for (var i = tuple.Items.Count - 1; i >= 0; i--)
            writer.Line(": ", IsPresent(tuple.Items[i]), " ? ", Number(i + 1));
        writer.Line(": 0;").Outdent();
        writer.Line("writer.WriteStartArray();");
        for (var i = 0; i < tuple.Items.Count; i++)
        {
            var item = tuple.Items[i];
            var value = item is { Required: false, Type.Nullable: true } ? item.Name + ".Value" : item.Name;
            writer.Open("if (count > " + Number(i) + ")");
            if (item is { Required: true, Type.Nullable: false })
            {
                writer.Line(Statement(item.Type, value, Number(i)));
            }
            else
            {
                writer.Line("if (" + value + " is { } some)").Indent().Line(Statement(item.Type.NotNull(), "some", Number(i))).Outdent();
                writer.Line("else").Indent().Line("writer.WriteNullValue();").Outdent();
            }

            writer.Close().Line();
        }

        writer.Open("for (var i = 0; i < Rest.Count; i++)");
        var place = Number(tuple.Items.Count) + " + i";
        writer.Line(tuple.Rest.Nullable
            ? "if (Rest[i] is { } some) { " + Statement(tuple.Rest.NotNull(), "some", place) + " } else { writer.WriteNullValue(); }"
            : Statement(tuple.Rest, "Rest[i]", place));
        writer.Close().Line();
        writer.Line("writer.WriteEndArray();").Close();
    }

    // A number that double holds only nearly is written as it came.
    private static string Statement(TypeRef type, string value, string place) =>
        type.Kind == TypeKind.Float ? Names.Json + "JsonWrite.Float(writer, " + value + ", this.asRead, " + place + ");" : WriteText.Statement(type, value);

    private static bool HasFloat(TupleModel tuple)
    {
        foreach (var item in tuple.Items)
        {
            if (item.Type.Kind == TypeKind.Float)
                return true;
        }

        return tuple.Rest.Kind == TypeKind.Float;
    }

    private static string IsPresent(PropertyModel item) =>
        item.Required ? "true" : item.Type.Nullable ? item.Name + ".IsPresent" : item.Name + " is not null";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
