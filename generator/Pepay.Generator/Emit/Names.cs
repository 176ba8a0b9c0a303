namespace Pepay.Generator.Emit;

/// <summary>Full names that generated code uses: nothing in a specification can hide them.</summary>
internal static class Names
{
    public static readonly string ToolVersion = typeof(Names).Assembly.GetName().Version.ToString(3);
    public static readonly string GeneratedCode = "[global::System.CodeDom.Compiler.GeneratedCode(\"Pepay.Generator\", \"" + ToolVersion + "\")]";
    public const string Json = "global::Pepay.Runtime.Json.";
    public const string Http = "global::Pepay.Runtime.Http.";
    public const string Providers = "global::Pepay.Runtime.Providers.";
    public const string Reader = "global::System.Text.Json.Utf8JsonReader";
    public const string Writer = "global::System.Text.Json.Utf8JsonWriter";
    public const string EncodedText = "global::System.Text.Json.JsonEncodedText";
    public const string Token = "global::System.Text.Json.JsonTokenType";
    public const string Element = "global::System.Text.Json.JsonElement";
    public const string ReadOnlyList = "global::System.Collections.Generic.IReadOnlyList";
    public const string ReadOnlyDictionary = "global::System.Collections.Generic.IReadOnlyDictionary";
    public const string Dictionary = "global::System.Collections.Generic.Dictionary";
    public const string Task = "global::System.Threading.Tasks.Task";
    public const string Cancellation = "global::System.Threading.CancellationToken";
    public const string Bytes = "global::System.ReadOnlySpan<byte>";
}
