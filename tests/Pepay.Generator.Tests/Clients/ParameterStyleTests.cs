using System.Net;
using Pepay.Generator.Tests.Harness;
using Pepay.Generator.Tests.Wire;

namespace Pepay.Generator.Tests.Clients;

/// <summary>Lists, objects and unions in every place, style and explode; the expectations are OpenAPI's table of styles.</summary>
public sealed class ParameterStyleTests
{
    private static readonly string[] List = ["a/b", "c"];
    private static readonly Point Point = new() { X = 1, Label = "ü" };
    private readonly FakeServer server = new();

    private IDefaultClient Client => new WireClient(server.Answer("", HttpStatusCode.NoContent).Transport(WireDescriptor.Instance)).Default;

    private string Sent => server.Requests.ShouldHaveSingleItem().Url["https://api.test/base".Length..];

    [Fact]
    public async Task Path_Simple_SeparatesByCommas()
    {
        await Client.PathSimpleAsync(List, Point, 7);

        Sent.ShouldBe("/simple/false/a%2Fb,c/x,1,label,%C3%BC/7");
    }

    [Fact]
    public async Task Path_SimpleExploded_NamesTheMembers()
    {
        await Client.PathSimpleExplodedAsync(List, Point, 7);

        Sent.ShouldBe("/simple/true/a%2Fb,c/x=1,label=%C3%BC/7");
    }

    [Fact]
    public async Task Path_Label_StartsWithADot()
    {
        await Client.PathLabelAsync(List, Point, 7);

        Sent.ShouldBe("/label/false/.a%2Fb,c/.x,1,label,%C3%BC/.7");
    }

    [Fact]
    public async Task Path_LabelExploded_SeparatesByDots()
    {
        await Client.PathLabelExplodedAsync(List, Point, 7);

        Sent.ShouldBe("/label/true/.a%2Fb.c/.x=1.label=%C3%BC/.7");
    }

    [Fact]
    public async Task Path_Matrix_CarriesTheName()
    {
        await Client.PathMatrixAsync(List, Point, 7);

        Sent.ShouldBe("/matrix/false/;list=a%2Fb,c/;point=x,1,label,%C3%BC/;one=7");
    }

    [Fact]
    public async Task Path_MatrixExploded_RepeatsTheName()
    {
        await Client.PathMatrixExplodedAsync(List, Point, 7);

        Sent.ShouldBe("/matrix/true/;list=a%2Fb;list=c/;x=1;label=%C3%BC/;one=7");
    }

    [Fact]
    public async Task Query_Form_JoinsByCommas()
    {
        await Client.QueryFormAsync(List, Point, 5);

        Sent.ShouldBe("/query/form/false?list=a%2Fb%2Cc&point=x%2C1%2Clabel%2C%C3%BC&since=5");
    }

    [Fact]
    public async Task Query_FormExploded_RepeatsAndSpreads()
    {
        await Client.QueryFormExplodedAsync(List, Point, 5);

        Sent.ShouldBe("/query/form/true?list=a%2Fb&list=c&x=1&label=%C3%BC&since=5");
    }

    [Fact]
    public async Task Query_SpaceDelimited_JoinsBySpaces()
    {
        await Client.QuerySpaceDelimitedAsync(List, Point);

        Sent.ShouldBe("/query/spaceDelimited/false?list=a%2Fb%20c&point=x%201%20label%20%C3%BC");
    }

    [Fact]
    public async Task Query_PipeDelimited_JoinsByPipes()
    {
        await Client.QueryPipeDelimitedAsync(List, Point);

        Sent.ShouldBe("/query/pipeDelimited/false?list=a%2Fb%7Cc&point=x%7C1%7Clabel%7C%C3%BC");
    }

    [Fact]
    public async Task Lists_Exploded_RepeatTheNameWhateverTheSeparator()
    {
        await Client.QueryDelimitedExplodedAsync(List, List, List, List);

        Sent.ShouldBe("/query/delimited/true?spaces=a%2Fb&spaces=c&pipes=a%2Fb&pipes=c");
        server.Requests[0].Headers["X-List"].ShouldBe("a/b,c");
        server.Requests[0].Headers["Cookie"].Split(',', ';', '&').Select(pair => pair.Trim()).ShouldBe(["seen=a%2Fb", "seen=c"]);
    }

    [Fact]
    public async Task Query_DeepObject_NestsInBrackets()
    {
        await Client.QueryDeepObjectAsync(List, Point, new Since.Range { Gte = 3, Not = ["d"] });

        Uri.UnescapeDataString(Sent).ShouldBe("/query/deepObject/true?list[0]=a/b&list[1]=c&point[x]=1&point[label]=ü&since[gte]=3&since[not][0]=d");
    }

    [Fact]
    public async Task Query_ThatIsEmptyOrAbsent_IsNotSent()
    {
        await Client.QueryFormExplodedAsync([], new Point());

        Sent.ShouldBe("/query/form/true");
    }

    [Fact]
    public async Task Query_WithAContent_IsJson()
    {
        await Client.FilterByContentAsync(new Point { X = 1 });

        Uri.UnescapeDataString(Sent).ShouldBe("""/filter?filter={"x":1}""");
    }

    [Fact]
    public async Task Headers_AndCookies_AreWritten()
    {
        await Client.HeadersAsync(List, new Point { X = 1, Label = "l" }, new Point { X = 1, Label = "l" }, "s 1", ["a", "b"]);

        var headers = server.Requests[0].Headers;
        headers["X-List"].ShouldBe("a/b,c");
        headers["X-Point"].ShouldBe("x,1,label,l");
        headers["X-Point-Exploded"].ShouldBe("x=1,label=l");
        headers["Cookie"].ShouldBe("session=s%201,names=a%2Cb");
    }

    [Fact]
    public async Task Header_WithALineBreakInAnObject_IsRefused() =>
        await Should.ThrowAsync<ArgumentException>(() => Client.HeadersAsync(xPoint: new Point { Label = "a\r\nX-Other: 1" }));
}
