using Microsoft.CodeAnalysis.CSharp;
using Pepay.Generator.Naming;

namespace Pepay.Generator.Tests.Naming;

public sealed class IdentifierTests
{
    [Theory]
    [InlineData("usd_millis", "UsdMillis")]
    [InlineData("xIntentId", "XIntentId")]
    [InlineData("invoice.updated", "InvoiceUpdated")]
    [InlineData("CARD_INSTALLMENT", "CardInstallment")]
    [InlineData("URL", "Url")]
    [InlineData("nextActionRedirectURL", "NextActionRedirectURL")]
    [InlineData("x-api-key", "XApiKey")]
    [InlineData("2nd", "_2nd")]
    [InlineData("+1", "Plus1")]
    [InlineData("-1", "Minus1")]
    [InlineData("+created_at", "PlusCreatedAt")]
    [InlineData("-created_at", "MinusCreatedAt")]
    [InlineData("created<", "CreatedLess")]
    [InlineData("created>=", "CreatedGreaterOrEqual")]
    [InlineData("Page<Item>", "PageItem")]
    [InlineData("", "Empty")]
    [InlineData("*", "Any")]
    [InlineData(">=", "GreaterOrEqual")]
    [InlineData("???", "Value")]
    [InlineData("名前", "名前")]
    [InlineData("élan vital", "ÉlanVital")]
    [InlineData("हिन्दी", "हिन्दी")]
    [InlineData("😀smile", "Smile")]
    [InlineData("a\u200Bb", "AB")]
    public void Pascal_OfAnything_IsAnIdentifier(string text, string expected)
    {
        Identifiers.Pascal(text).ShouldBe(expected);

        SyntaxFacts.IsValidIdentifier(expected).ShouldBeTrue();
    }

    [Theory]
    [InlineData("customer_id", "customerId")]
    [InlineData("class", "@class")]
    [InlineData("URL", "url")]
    [InlineData("IPAddress", "ipAddress")]
    [InlineData("X-Trace", "xTrace")]
    [InlineData("value", "@value")]
    public void Camel_EscapesKeywords(string text, string expected) => Identifiers.Camel(text).ShouldBe(expected);

    [Fact]
    public void Pascal_OfEveryKeyword_IsAnIdentifier()
    {
        foreach (var kind in SyntaxFacts.GetKeywordKinds().Concat(SyntaxFacts.GetContextualKeywordKinds()))
        {
            var keyword = SyntaxFacts.GetText(kind);
            var camel = Identifiers.Camel(keyword);
            SyntaxFacts.GetKeywordKind(camel).ShouldBe(SyntaxKind.None, keyword);
        }
    }

    [Fact]
    public void Scope_GivesEachNameOnce()
    {
        var scope = new NameScope("ToString");

        scope.Reserve("Foo").ShouldBe("Foo");
        scope.Reserve("Foo", "Value").ShouldBe("FooValue");
        scope.Reserve("FOO", "Value").ShouldBe("FOOValue2");
        scope.Reserve("ToString").ShouldBe("ToString2");
    }

    [Theory]
    [InlineData("Pepay.Api", true)]
    [InlineData("Pepay..Api", false)]
    [InlineData("Pepay.class", false)]
    [InlineData("1st", false)]
    [InlineData("", false)]
    public void Namespace_IsChecked(string text, bool expected) => Identifiers.IsNamespace(text).ShouldBe(expected);
}
