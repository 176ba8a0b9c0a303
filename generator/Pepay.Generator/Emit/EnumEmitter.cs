using Pepay.Generator.Model;

namespace Pepay.Generator.Emit;

/// <summary>Writes an open enumeration: a struct over the text or number, so that values of a newer server survive.</summary>
internal static class EnumEmitter
{
    public static void Write(CodeWriter writer, EnumModel type, bool isPublic)
    {
        TypeEmitter.Begin(writer, type, isPublic, "readonly partial record struct", "");
        if (type.IsInteger)
            IntegerValue(writer, type);
        else
            TextValue(writer, type);
        Members(writer, type);
        Json(writer, type);
        writer.Close();
    }

    private static void TextValue(CodeWriter writer, EnumModel type)
    {
        writer.Line("private readonly string? text;").Line();
        DocEmitter.Summary(writer, "A value, be it known or not.");
        writer.Line("public " + type.Name + "(string value) => text = value ?? throw new global::System.ArgumentNullException(nameof(value));").Line();
        DocEmitter.Summary(writer, "The value in the provider's words; empty for the default.");
        writer.Line("public string Value => text ?? string.Empty;").Line();
    }

    private static void IntegerValue(CodeWriter writer, EnumModel type)
    {
        DocEmitter.Summary(writer, "A value, be it known or not.");
        writer.Line("public " + type.Name + "(long value) => Value = value;").Line();
        DocEmitter.Summary(writer, "The value as the provider sends it.");
        writer.Line("public long Value { get; }").Line();
    }

    private static void Members(CodeWriter writer, EnumModel type)
    {
        foreach (var member in type.Members)
        {
            DocEmitter.Summary(writer, "The value " + member.WireValue + ".");
            writer.Line("public static ", type.FullName, " ", member.Name, " { get; } = new(", Literal(type, member), ");").Line();
        }

        DocEmitter.Summary(writer, "Whether the specification names this value.");
        if (type.Members.Count == 0)
            writer.Line("public bool IsKnown => false;").Line();
        else
            Known(writer, type);
    }

    private static void Known(CodeWriter writer, EnumModel type)
    {
        writer.Line("public bool IsKnown => Value is").Indent();
        for (var i = 0; i < type.Members.Count; i++)
            writer.Line(i == 0 ? "" : "or ", Literal(type, type.Members[i]), i == type.Members.Count - 1 ? ";" : "");
        writer.Outdent().Line();
    }

    private static void Json(CodeWriter writer, EnumModel type)
    {
        var token = Names.Token + (type.IsInteger ? ".Number" : ".String");
        Read(writer, type);
        writer.Line("static bool " + Names.Json + "IJsonModel<" + type.FullName + ">.Accepts(" + Names.Token + " token) => token == " + token + ";").Line();
        writer.Line("/// <inheritdoc/>");
        writer.Line("public void Write(" + Names.Writer + " writer) => writer." + (type.IsInteger ? "WriteNumberValue" : "WriteStringValue") + "(Value);").Line();
        DocEmitter.Summary(writer, "The value as it is sent.");
        writer.Line("public override string ToString() => Value" + (type.IsInteger ? ".ToString(global::System.Globalization.CultureInfo.InvariantCulture)" : "") + ";");
    }

    private static void Read(CodeWriter writer, EnumModel type)
    {
        writer.Line("/// <inheritdoc/>");
        var read = "new(" + Names.Json + "JsonRead." + (type.IsInteger ? "Integer" : "Text") + "(ref reader));";
        if (type.IsInteger || type.Members.Count == 0)
        {
            writer.Line("public static " + type.FullName + " Read(ref " + Names.Reader + " reader) => " + read).Line();
            return;
        }

        // A known value is the literal of the program, so that no string is made for it.
        writer.Open("public static " + type.FullName + " Read(ref " + Names.Reader + " reader)");
        writer.Open("if (reader.TokenType == " + Names.Token + ".String)");
        var names = new List<string>(type.Members.Count);
        foreach (var member in type.Members)
            names.Add(member.WireValue);
        writer.Line("var wire = " + Names.Json + "JsonRead.Name(ref reader);");
        ByLength.Write(writer, "wire", names, i => "return new(" + Literals.Text(names[i]) + ");");
        writer.Close().Line();
        writer.Line("return " + read);
        writer.Close().Line();
    }

    private static string Literal(EnumModel type, EnumMember member) => type.IsInteger ? member.WireValue + "L" : Literals.Text(member.WireValue);
}
