using Pepay.Generator.Model;

namespace Pepay.Generator.Reading.OpenApi;

/// <summary>Reads <c>style</c> and <c>explode</c> of parameters and encodings.</summary>
internal static class WireStyles
{
    /// <summary>The style that a node names, where it exists; else the given one.</summary>
    public static WireStyle Read(SpecNode node, WireStyle other) => (node.TextOf("style"), other) switch
    {
        ("label", WireStyle.Simple) => WireStyle.Label,
        ("matrix", WireStyle.Simple) => WireStyle.Matrix,
        ("spaceDelimited", WireStyle.Form) => WireStyle.SpaceDelimited,
        ("pipeDelimited", WireStyle.Form) => WireStyle.PipeDelimited,
        ("deepObject", WireStyle.Form) => WireStyle.DeepObject,
        _ => other,
    };

    /// <summary>Only the form style explodes unless told not to.</summary>
    public static bool Explodes(SpecNode node, WireStyle style) => node["explode"] is { } explode ? explode.IsTrue : style == WireStyle.Form;
}
