using System.Text.RegularExpressions;
using Nop.Plugin.Payments.Pepay.Localization;
using Nop.Plugin.Payments.Pepay.Tests.Packaging;
using Pepay.Runtime.Payments;

namespace Nop.Plugin.Payments.Pepay.Tests.Localization;

public sealed partial class TextsTests
{
    [Fact]
    public void Texts_EachKey_IsInBothLanguagesWithTheSameValues()
    {
        Texts.All.Select(static text => text.Key).ShouldBeUnique();
        foreach (var (key, english, german) in Texts.All)
        {
            english.ShouldNotBeNullOrWhiteSpace(key);
            german.ShouldNotBeNullOrWhiteSpace(key);
            Values(german).ShouldBe(Values(english), key);
        }
    }

    [Fact]
    public void Texts_AreTheOnesThatThePluginsUse()
    {
        var folders = new[] { "Nop.Plugin.Payments.Pepay", "Nop.Plugin.Payments.XPay" }.Select(static name => Path.Combine(PluginArchive.Root, "plugins", name));
        var source = string.Join('\n', folders.SelectMany(static folder => new[] { "Admin", "Checkout", "Orders", "Views", "." }.Select(part => new DirectoryInfo(Path.Combine(folder, part))))
            .Where(static folder => folder.Exists).SelectMany(static folder => folder.EnumerateFiles("*.cs*", new EnumerationOptions { RecurseSubdirectories = folder.Name is "Admin" or "Views" }))
            .Select(static file => File.ReadAllText(file.FullName)));
        var keys = Texts.All.Select(static text => text.Key).ToHashSet();

        // Used in the sources: "…ResourcePrefix}.Key" and the arguments of SayAsync, CheckAsync and RefuseAsync, and a name for each state. A label has its ".Hint" beside it; each provider has some of its own.
        var used = Key().Matches(source).Select(static match => match.Groups[1].Value).ToHashSet();
        used.UnionWith(Enum.GetNames<PaymentLabel>().Select(static label => $"State.{label}"));
        used.Except(keys).ShouldBeEmpty();
        keys.Where(key => !used.Contains(key) && !used.Contains(key.Replace(".Hint", "", StringComparison.Ordinal)) && !key.Contains("pay.", StringComparison.Ordinal)).ShouldBeEmpty();
        keys.Where(static key => key.StartsWith("Fields.", StringComparison.Ordinal) && !key.EndsWith(".Hint", StringComparison.Ordinal)).Select(static key => key + ".Hint")
            .Except(keys).ShouldBeEmpty();
    }

    private static List<string> Values(string text) => [.. Value().Matches(text).Select(static match => match.Value).Distinct().Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"\{\d[^}]*\}")]
    private static partial Regex Value();

    [GeneratedRegex("""(?:ResourcePrefix\}\.|")((?:Check|Checkout|Cannot|Refund|TestEvent|RegisterWebhook|Inbox|Fields|Pay|OrderPayments)(?:\.[A-Z][A-Za-z.]*)?|Stored|Checklist|WebhookUrl|CheckKeys|SendTestEvent)(?=")""")]
    private static partial Regex Key();
}
