using Pepay.Generator.Diagnostics;
using Pepay.Generator.Reading;

namespace Pepay.Generator.Tests.Reading;

public sealed class TreeTests
{
    private readonly DiagnosticBag diagnostics = new();

    [Fact]
    public void Yaml_And_Json_GiveTheSameTree()
    {
        var yaml = Read("""
            a: 1
            b: [x, 'true', true, null, ~, 1.5e3, "q\n", yes]
            c:
              d: |
                text
            e: ''
            """);
        var json = Read("""{"a":1,"b":["x","true",true,null,null,1.5e3,"q\n","yes"],"c":{"d":"text\n"},"e":""}""");

        Show(yaml).ShouldBe(Show(json));
        Show(json).ShouldBe("{a:#1,b:['x','true',!true,null,null,#1.5e3,'q\n','yes'],c:{d:'text\n'},e:''}");
        diagnostics.ToArray().ShouldBeEmpty();
    }

    [Fact]
    public void Json_Nodes_KnowTheirPlace()
    {
        var root = Read("{\n  \"a\": {\r\n\t\"b\" : [ 1,\n 22 ] } }");

        Place(root["a"]!["b"]!.Items[1]).ShouldBe((3, 1));
        Place(root["a"]!["b"]!).ShouldBe((2, 7));
        root["a"]!.Entries[0].KeyAt.ShouldSatisfyAllConditions(at => at.Line.ShouldBe(2), at => at.Column.ShouldBe(1));
        root["a"]!["b"]!.Items[1].At.Offset.ShouldBe(25);
    }

    [Fact]
    public void Yaml_Nodes_KnowTheirPlace()
    {
        var root = Read("# comment\na:\n  b:\n    - 1\n    - 'x'\n");

        Place(root["a"]!["b"]!.Items[1]).ShouldBe((4, 6));
        root.Entries[0].KeyAt.Line.ShouldBe(1);
        root["a"]!["b"]!.Items[1].At.Offset.ShouldBe(32);
    }

    [Theory]
    [InlineData("""{"s":"\u00e4\uD83D\uDE00\\\"\/\b\f\t"}""", "ä😀\\\"/\b\f\t")]
    [InlineData("""{"s":""}""", "")]
    public void Json_Escapes_AreDecoded(string json, string expected) => Read(json).TextOf("s").ShouldBe(expected);

    [Fact]
    public void Yaml_Anchors_And_MergeKeys_AreResolved()
    {
        var root = Read("base: &b { x: 1, y: 2 }\nuse: *b\nmerged:\n  <<: *b\n  y: 3\n");

        root["use"].ShouldBeSameAs(root["base"]);
        root["merged"]!["x"]!.Text.ShouldBe("1");
        root["merged"]!["y"]!.Text.ShouldBe("3");
    }

    [Theory]
    [InlineData("{\"a\":1,\n \"b\":", "a:#1", 1, 5)]
    [InlineData("{\"a\":1,\n \"b\" 2}", "a:#1", 1, 5)]
    [InlineData("{\"a\":1,\n \"b\":tru}", "a:#1", 1, 5)]
    [InlineData("{\"a\":1}\n x", "a:#1", 1, 1)]
    [InlineData("{\"a\":1,\n \"b\":\"\\x\"}", "a:#1", 1, 7)]
    public void Json_Broken_KeepsWhatCameBefore(string json, string kept, int line, int column)
    {
        Show(Read(json)).ShouldContain(kept);

        var diagnostic = diagnostics.ToArray().ShouldHaveSingleItem();
        diagnostic.Id.ShouldBe("PEPAY002");
        (diagnostic.Location!.Line, diagnostic.Location.Column).ShouldBe((line, column));
    }

    [Fact]
    public void Yaml_Broken_KeepsWhatCameBefore()
    {
        var root = Read("a:\n  b: 1\nc: [1, 2\nd: }\n");

        root["a"]!["b"]!.Text.ShouldBe("1");
        diagnostics.ToArray().ShouldHaveSingleItem().Location!.Line.ShouldBeInRange(2, 3);
    }

    [Theory]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("a: 1\na: 2\n")]
    public void Duplicate_Keys_AreReportedAndTheLastCounts(string text)
    {
        Read(text)["a"]!.Text.ShouldBe("2");

        diagnostics.ToArray().ShouldHaveSingleItem().Id.ShouldBe("PEPAY008");
    }

    [Theory]
    [InlineData('[', ']')]
    [InlineData('{', '}')]
    public void Depth_Bombs_EndInADiagnostic(char open, char close)
    {
        var json = open == '[' ? new string(open, 100_000) + new string(close, 100_000) : string.Concat(Enumerable.Repeat("{\"a\":", 100_000));

        Read(json);
        Read("x: " + new string('[', 10_000));

        diagnostics.ToArray().ShouldAllBe(diagnostic => diagnostic.Id == "PEPAY002");
    }

    [Fact]
    public void Large_Mappings_AreLookedUpByKey()
    {
        var root = Read("{" + string.Join(',', Enumerable.Range(0, 100).Select(i => $"\"k{i}\":{i}")) + "}");

        root["k77"]!.Text.ShouldBe("77");
        root["k100"].ShouldBeNull();
    }

    [Theory]
    [InlineData("{openapi: 3.0.0, info: {title: x}}")]
    public void Yaml_InFlowStyle_IsNoJson(string text)
    {
        Read(text).TextOf("openapi").ShouldBe("3.0.0");
        diagnostics.ToArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Yaml_BlockTextsThatBeginWithSpaces_AreReadAndEverythingStaysInItsPlace(string lineEnd)
    {
        var text = "a: |+\n      \n\n   \nb:\n  - >-\n        \n    x |\n    y\n  - 1\n".Replace("\n", lineEnd, StringComparison.Ordinal);

        var root = Read(text);

        diagnostics.ToArray().ShouldBeEmpty();
        root["a"]!.Text.ShouldBe("\n\n\n");
        root["b"]!.Items[0].Text.ShouldBe("\nx | y");
        Place(root["b"]!.Items[1]).ShouldBe((9, 4));
        root["b"]!.Items[1].At.Offset.ShouldBe(text.LastIndexOf('1'));
    }

    [Fact]
    public void Yaml_WithAFaultAfterSuchATextToo_IsReadUpToTheFault()
    {
        var root = Read("a: |\n    \n  x\nb: 1\nc: [1, 2\nd: }\n");

        root["b"]!.Text.ShouldBe("1");
        diagnostics.ToArray().ShouldHaveSingleItem().Id.ShouldBe("PEPAY002");
    }

    private static (int Line, int Column) Place(SpecNode node) => (node.At.Line, node.At.Column);

    private SpecNode Read(string text) => SpecTreeReader.Read("/specs/a.yaml", text, diagnostics, CancellationToken.None).Root!;

    private static string Show(SpecNode node) => node.Kind switch
    {
        NodeKind.Null => "null",
        NodeKind.Boolean => "!" + node.Text,
        NodeKind.Number => "#" + node.Text,
        NodeKind.Text => "'" + node.Text + "'",
        NodeKind.Sequence => "[" + string.Join(',', node.Items.Select(Show)) + "]",
        _ => "{" + string.Join(',', node.Entries.Select(entry => entry.Key + ":" + Show(entry.Value))) + "}",
    };
}
