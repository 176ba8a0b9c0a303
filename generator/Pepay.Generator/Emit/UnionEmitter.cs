using System.Globalization;
using Pepay.Generator.Model;

namespace Pepay.Generator.Emit;

/// <summary>Writes a union: one of several types, or JSON that is none of them and is kept.</summary>
internal static class UnionEmitter
{
    public static void Write(CodeWriter writer, UnionModel union, bool isPublic)
    {
        TypeEmitter.Begin(writer, union, isPublic, "sealed partial record", "");
        State(writer, union);
        for (var i = 0; i < union.Variants.Count; i++)
            Accessors(writer, union, union.Variants[i], i + 1);
        UnionReadEmitter.Write(writer, union);
        WriteMethod(writer, union);
        writer.Line();
        writer.Line("private bool PrintMembers(global::System.Text.StringBuilder builder) => false;");
        TypeEmitter.Nested(writer, union);
        writer.Close();
    }

    private static void State(CodeWriter writer, UnionModel union)
    {
        var hasFloat = HasFloat(union);
        writer.Line("private readonly int kind;");
        if (hasFloat)
            writer.Line("private readonly " + Names.Element + "? asRead;");
        writer.Line();
        writer.Open("private " + union.Name + "(int kind, object value" + (hasFloat ? ", " + Names.Element + "? asRead = null)" : ")"));
        writer.Line("this.kind = kind;").Line("Value = value;");
        if (hasFloat)
            writer.Line("this.asRead = asRead;");
        writer.Close().Line();
        DocEmitter.Summary(writer, "The value, whichever it is; JSON of none of the known kinds is a JsonElement.");
        writer.Line("public object Value { get; }").Line();
        DocEmitter.Summary(writer, "Whether the JSON is of none of the known kinds.");
        writer.Line("public bool IsUnknown => kind == 0;").Line();
        DocEmitter.Summary(writer, "JSON of none of the known kinds, kept as it came; null when it is of one.");
        writer.Line("public " + Names.Element + "? Unknown => kind == 0 ? (" + Names.Element + ")Value : null;").Line();
        DocEmitter.Summary(writer, "A value of none of the known kinds.");
        writer.Line("public static " + union.FullName + " FromUnknown(" + Names.Element + " json) => new(0, json);").Line();
    }

    private static void Accessors(CodeWriter writer, UnionModel union, UnionVariant variant, int kind)
    {
        var number = kind.ToString(CultureInfo.InvariantCulture);
        var type = TypeText.NotNull(variant.Type);
        DocEmitter.Summary(writer, "The value as " + variant.Name + "; null when it is another.");
        writer.Line("public " + type + "? As" + variant.Name + " => kind == " + number + " ? (" + type + ")Value : null;").Line();
        DocEmitter.Summary(writer, "Whether the value is " + variant.Name + ", and if so which.");
        writer.Open("public bool TryGet" + variant.Name + "(" + (variant.Type.IsValueType ? "" : "[global::System.Diagnostics.CodeAnalysis.NotNullWhen(true)] ")
            + "out " + type + (variant.Type.IsValueType ? "" : "?") + " value)");
        writer.Line("value = kind == " + number + " ? (" + type + ")Value : default;");
        writer.Line("return kind == " + number + ";").Close().Line();
        DocEmitter.Summary(writer, "A value that is " + variant.Name + ".");
        writer.Line("public static " + union.FullName + " From" + variant.Name + "(" + type + " value) => new(" + number + ", value);").Line();

        // C# allows no conversion from an interface.
        if (variant.Type.Kind is TypeKind.List or TypeKind.Map || !IsOnly(union, variant))
            return;
        DocEmitter.Summary(writer, "A value that is " + variant.Name + ".");
        writer.Line("public static implicit operator " + union.FullName + "(" + type + " value) => new(" + number + ", value);").Line();
    }

    // A number that double holds only nearly is written as it came.
    private static bool HasFloat(UnionModel union)
    {
        foreach (var variant in union.Variants)
        {
            if (variant.Type.Kind == TypeKind.Float)
                return true;
        }

        return false;
    }

    private static bool IsOnly(UnionModel union, UnionVariant variant)
    {
        var type = TypeText.NotNull(variant.Type);
        foreach (var other in union.Variants)
        {
            if (other != variant && TypeText.NotNull(other.Type) == type)
                return false;
        }

        return true;
    }

    private static void WriteMethod(CodeWriter writer, UnionModel union)
    {
        writer.Line();
        writer.Line("/// <inheritdoc/>");
        writer.Open("public void Write(" + Names.Writer + " writer)");
        writer.Open("switch (kind)");
        for (var i = 0; i < union.Variants.Count; i++)
        {
            var type = union.Variants[i].Type;
            writer.Line("case " + (i + 1).ToString(CultureInfo.InvariantCulture) + ":").Indent();
            var value = "((" + TypeText.NotNull(type) + ")Value)";
            var write = union.Variants[i].Tag is { } tag
                ? value + ".Write(writer, " + Literals.Text(union.Discriminator!) + ", " + Literals.Text(tag) + ");"
                : WriteText.Statement(type, value);
            if (type.Kind == TypeKind.Float)
                writer.Line("if (this.asRead is { } json)").Indent().Line(Names.Json + "JsonWrite.Element(writer, json);").Outdent().Line("else").Indent().Line(write).Outdent();
            else
                writer.Line(write);
            writer.Line("break;").Outdent();
        }

        writer.Line("default:").Indent();
        writer.Line(Names.Json + "JsonWrite.Element(writer, (" + Names.Element + ")Value);");
        writer.Line("break;").Outdent();
        writer.Close().Close();
    }
}
