using System.Globalization;
using System.Xml;
using Pepay.Generator.Diagnostics;
using Pepay.Generator.Model;

namespace Pepay.Generator.Reading.Extensions;

/// <summary>Reads values of extension nodes; what is not as it must be is left out with a diagnostic.</summary>
internal static class ExtensionNodes
{
    public static long? Number(ReadContext context, SpecNode parent, string key, string what)
    {
        if (parent[key] is not { Kind: not NodeKind.Null } node)
            return null;
        if (long.TryParse(node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= int.MaxValue)
            return value;
        context.Unexpected(node, $"{what}.{key}", "a whole number");
        return null;
    }

    public static EquatableArray<int> Numbers(ReadContext context, SpecNode parent, string key, string what)
    {
        var numbers = new List<int>();
        foreach (var item in context.Sequence(parent[key], $"{what}.{key}"))
        {
            if (int.TryParse(item.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
                numbers.Add(value);
            else
                context.Unexpected(item, $"{what}.{key}", "whole numbers");
        }

        return EquatableArray<int>.From(numbers);
    }

    public static EquatableArray<string> Texts(ReadContext context, SpecNode? node, string what)
    {
        if (node is { IsText: true })
            return new([node.Text]);
        var texts = new List<string>();
        foreach (var item in context.Sequence(node, what))
        {
            if (item.IsText)
                texts.Add(item.Text);
            else
                context.Unexpected(item, what, "texts");
        }

        return EquatableArray<string>.From(texts);
    }

    /// <summary>An ISO 8601 duration in seconds.</summary>
    public static long? Seconds(ReadContext context, SpecNode parent, string key, string what)
    {
        if (parent[key] is not { Kind: not NodeKind.Null } node)
            return null;
        try
        {
            return (long)XmlConvert.ToTimeSpan(node.Text).TotalSeconds;
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            context.Unexpected(node, $"{what}.{key}", "a duration such as PT24H");
            return null;
        }
    }

    /// <summary>A text that is one of the given; null, with a diagnostic, when it is another or absent.</summary>
    public static string? OneOf(ReadContext context, SpecNode parent, string key, string what, params string[] allowed)
    {
        var text = parent.TextOf(key);
        if (text is not null && Array.IndexOf(allowed, text) >= 0)
            return text;
        Invalid(context, parent[key] ?? parent, what, $"'{key}' must be one of {string.Join(", ", allowed)}");
        return null;
    }

    public static void Invalid(ReadContext context, SpecNode node, string what, string problem) =>
        context.Diagnostics.Report(DiagnosticIds.InvalidExtension, node, what, problem);
}
