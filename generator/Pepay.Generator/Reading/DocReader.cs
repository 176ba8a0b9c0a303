using System.Text;
using Pepay.Generator.Model;

namespace Pepay.Generator.Reading;

/// <summary>Takes the documentation from a node: what stands beside a reference goes before what it refers to.</summary>
internal static class DocReader
{
    private static readonly (string Key, string Label)[] Notes =
    [
        ("x-source", "Source"), ("x-decision", "Decision"), ("x-uncertain", "Not documented"), ("x-evidence", "Evidence"),
    ];

    public static Docs Read(SpecNode node, SpecNode? target = null)
    {
        var title = Text(node, target, "summary") ?? Text(node, target, "title");
        var description = Text(node, target, "description");
        var remarks = new StringBuilder();
        if (title is not null && description is not null)
            remarks.Append(description);
        foreach (var (key, label) in Notes)
        {
            if (Text(node, null, key) is { } note)
                remarks.Append(remarks.Length == 0 ? "" : "\n").Append(label).Append(": ").Append(note);
        }

        if ((node["default"] ?? target?["default"]) is { Kind: NodeKind.Text or NodeKind.Number or NodeKind.Boolean } standard)
            remarks.Append(remarks.Length == 0 ? "" : "\n").Append("Where it is absent, the provider takes ").Append(standard.IsText && standard.Text.Length == 0 ? "the empty text" : standard.Text).Append('.');
        if (node["x-money"] is { IsMapping: true } money)
            remarks.Append(remarks.Length == 0 ? "" : "\n").Append(Money(money));
        return new(title ?? description, remarks.Length == 0 ? null : remarks.ToString(), node.Flag("deprecated"));
    }

    private static string Money(SpecNode money)
    {
        var currency = money.TextOf("currency") is { } fixedCurrency ? fixedCurrency.ToUpperInvariant() : $"the currency in {money.TextOf("currencyProperty")}";
        return money["scale"] switch
        {
            null => $"Money: major units of {currency}, exact.",
            { Kind: NodeKind.Number } scale => $"Money: whole units of {currency}, 1 {currency} = 10^{scale.Text}.",
            { } scale => $"Money: smallest units of {currency} ({scale.Text}).",
        };
    }

    private static string? Text(SpecNode node, SpecNode? target, string key)
    {
        var text = node.TextOf(key) ?? target?.TextOf(key);
        return string.IsNullOrWhiteSpace(text) ? null : text!.Trim();
    }
}
