using Pepay.Generator.Model;

namespace Pepay.Generator.Emit;

/// <summary>Writes the resolver that lists every generated type, for use in any JsonSerializerOptions.</summary>
internal static class ResolverEmitter
{
    private const string Metadata = "global::System.Text.Json.Serialization.Metadata.";
    private const string Options = "global::System.Text.Json.JsonSerializerOptions";

    public static string Emit(ResolverFile file)
    {
        var writer = SourceFile.Begin(file.Namespace);
        var name = file.Name;
        DocEmitter.Summary(writer, "Gives JsonSerializer the generated types without reflection, trimmed and ahead-of-time compiled; combine it with others by JsonTypeInfoResolver.Combine.");
        writer.Line(Names.GeneratedCode);
        writer.Open((file.IsPublic ? "public" : "internal") + " sealed class " + name + " : " + Metadata + "IJsonTypeInfoResolver");
        writer.Line("private static readonly " + Names.Dictionary + "<global::System.Type, global::System.Func<" + Options + ", " + Metadata + "JsonTypeInfo>> Types = new()");
        writer.Line("{").Indent();
        foreach (var type in file.Types)
            writer.Line("[typeof(", type, ")] = Create<", type, ">,");
        writer.Outdent().Line("};").Line();
        DocEmitter.Summary(writer, "The resolver.");
        writer.Line("public static global::" + file.Namespace + "." + name + " Default { get; } = new();").Line();
        writer.Line("/// <inheritdoc/>");
        writer.Open("public " + Metadata + "JsonTypeInfo? GetTypeInfo(global::System.Type type, " + Options + " options)");
        writer.Line("if (!Types.TryGetValue(type, out var create))").Indent().Line("return null;").Outdent();
        writer.Line("var info = create(options);");
        writer.Line("info.OriginatingResolver = this;");
        writer.Line("return info;").Close().Line();
        writer.Line("private static " + Metadata + "JsonTypeInfo Create<T>(" + Options + " options)").Indent();
        writer.Line("where T : " + Names.Json + "IJsonModel<T> =>");
        writer.Line(Metadata + "JsonMetadataServices.CreateValueInfo<T>(options, new " + Names.Json + "JsonModelConverter<T>());").Outdent();
        writer.Close();
        return writer.ToString();
    }
}
