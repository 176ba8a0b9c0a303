using System.Globalization;
using Pepay.Generator.Model;

namespace Pepay.Generator.Emit;

/// <summary>Writes how a union finds its variant: by discriminator, else by the kind of JSON, else by which properties are there.</summary>
internal static class UnionReadEmitter
{
    public static void Write(CodeWriter writer, UnionModel union)
    {
        var discriminated = union.Discriminator is not null && HasDiscriminators(union);
        var byShape = ByShape(union);
        if (byShape.Count > 0)
            Shapes(writer, union, byShape);
        DocEmitter.Summary(writer, "Reads a whole JSON document in UTF-8.");
        writer.Line("public static " + union.FullName + " Parse(" + Names.Bytes + " utf8) => " + Names.Json + "JsonModel.Parse<" + union.FullName + ">(utf8);").Line();
        DocEmitter.Summary(writer, "The JSON of this value in UTF-8.");
        writer.Line("public byte[] ToUtf8Bytes() => " + Names.Json + "JsonModel.ToUtf8Bytes(this);").Line();
        writer.Line("/// <inheritdoc/>");
        writer.Open("public static " + union.FullName + " Read(ref " + Names.Reader + " reader)");
        if (union.Variants.Count > 0)
            Switch(writer, union, discriminated, byShape);
        writer.Line("return new(0, " + Names.Json + "JsonRead.Element(ref reader));").Close().Line();
        writer.Line("static bool " + Names.Json + "IJsonModel<" + union.FullName + ">.Accepts(" + Names.Token + " token) => token != " + Names.Token + ".Null;");
    }

    private static void Switch(CodeWriter writer, UnionModel union, bool discriminated, List<int> byShape)
    {
        writer.Open("switch (reader.TokenType)");
        Scalars(writer, union);
        if (discriminated || byShape.Count > 0 || Find(union, TypeKind.Map) >= 0)
        {
            writer.Line("case " + Names.Token + ".StartObject:").Indent();
            if (discriminated)
                Discriminated(writer, union);
            if (byShape.Count > 0)
                Shaped(writer, union, byShape);
            if (Find(union, TypeKind.Map) is >= 0 and var map)
                Guarded(writer, union, map);
            writer.Line("break;").Outdent();
        }

        writer.Close().Line();
    }

    private static void Scalars(CodeWriter writer, UnionModel union)
    {
        Group(writer, union, ".String", type => type.Kind is TypeKind.Text or TypeKind.TextEnum or TypeKind.DateTime or TypeKind.Date or TypeKind.Bytes
            or TypeKind.TextInteger or TypeKind.TextNumber or TypeKind.EpochSeconds or TypeKind.EpochMilliseconds);
        Group(writer, union, ".Number", type => type.Kind is TypeKind.Integer or TypeKind.IntegerEnum or TypeKind.Number or TypeKind.Float
            or TypeKind.EpochSeconds or TypeKind.EpochMilliseconds);
        Group(writer, union, ".True\n.False", type => type.Kind == TypeKind.Boolean);
        Group(writer, union, ".StartArray", type => type.Kind is TypeKind.List or TypeKind.Tuple);
    }

    // The narrower kinds are tried first: a whole number before a decimal, a time before a text.
    private static void Group(CodeWriter writer, UnionModel union, string tokens, Func<TypeRef, bool> fits)
    {
        var found = new List<int>();
        for (var i = 0; i < union.Variants.Count; i++)
        {
            if (fits(union.Variants[i].Type))
                found.Add(i);
        }

        if (found.Count == 0)
            return;
        found.Sort((a, b) => Width(union.Variants[a].Type).CompareTo(Width(union.Variants[b].Type)) is var order and not 0 ? order : a.CompareTo(b));
        foreach (var token in tokens.Split('\n'))
            writer.Line("case " + Names.Token + token + ":");
        writer.Indent();
        foreach (var i in found)
            Guarded(writer, union, i);
        writer.Line("break;").Outdent();
    }

    private static int Width(TypeRef type) => type.Kind switch
    {
        TypeKind.Text => 9,
        TypeKind.TextEnum => 8,
        TypeKind.Float => 7,
        TypeKind.Number => 6,
        _ => 1,
    };

    private static void Discriminated(CodeWriter writer, UnionModel union)
    {
        writer.Open("switch (" + Names.Json + "JsonUnion.Discriminator(reader, " + Literals.Text(union.Discriminator!) + "u8))");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < union.Variants.Count; i++)
        {
            var labels = 0;
            foreach (var value in union.Variants[i].Discriminators)
            {
                if (!seen.Add(value))
                    continue;
                writer.Line("case " + Literals.Text(value) + ":");
                labels++;
            }

            if (labels > 0)
                writer.Indent().Line("return new(" + Kind(i) + ", " + ReadText.Required(union.Variants[i].Type) + ");").Outdent();
        }

        writer.Close().Line();
    }

    private static void Shapes(CodeWriter writer, UnionModel union, List<int> variants)
    {
        writer.Line("private static readonly " + Names.Json + "JsonVariant[] variants =");
        writer.Line("[").Indent();
        foreach (var i in variants)
            writer.Line("new(" + Literals.List(union.Variants[i].Required) + ", " + Literals.List(union.Variants[i].Known) + "),");
        writer.Outdent().Line("];").Line();
    }

    private static void Shaped(CodeWriter writer, UnionModel union, List<int> variants)
    {
        writer.Open("switch (" + Names.Json + "JsonUnion.Choose(reader, variants))");
        for (var at = 0; at < variants.Count; at++)
        {
            writer.Line("case " + at.ToString(CultureInfo.InvariantCulture) + ":").Indent();
            Guarded(writer, union, variants[at]);
            writer.Line("break;").Outdent();
        }

        writer.Close().Line();
    }

    private static void Guarded(CodeWriter writer, UnionModel union, int i)
    {
        var type = union.Variants[i].Type;
        if (type.Kind == TypeKind.Float)
        {
            writer.Line("if (" + Names.Json + "JsonUnion.TryReadFloat(ref reader, out var value" + Kind(i) + ", out var asRead))").Indent();
            writer.Line("return new(" + Kind(i) + ", value" + Kind(i) + ", asRead);").Outdent();
            return;
        }

        writer.Line("if (" + Names.Json + "JsonUnion.TryRead(ref reader, " + ReadText.Method(type) + ", out var value" + Kind(i) + "))").Indent();
        writer.Line("return new(" + Kind(i) + ", value" + Kind(i) + "!);").Outdent();
    }

    // Objects that no discriminator selects.
    private static List<int> ByShape(UnionModel union)
    {
        var found = new List<int>();
        for (var i = 0; i < union.Variants.Count; i++)
        {
            var variant = union.Variants[i];
            if (variant.Type.Kind is TypeKind.Record && (union.Discriminator is null || variant.Discriminators.Count == 0))
                found.Add(i);
        }

        return found;
    }

    private static bool HasDiscriminators(UnionModel union)
    {
        foreach (var variant in union.Variants)
        {
            if (variant.Discriminators.Count > 0)
                return true;
        }

        return false;
    }

    private static int Find(UnionModel union, TypeKind kind)
    {
        for (var i = 0; i < union.Variants.Count; i++)
        {
            if (union.Variants[i].Type.Kind == kind)
                return i;
        }

        return -1;
    }

    private static string Kind(int i) => (i + 1).ToString(CultureInfo.InvariantCulture);
}
