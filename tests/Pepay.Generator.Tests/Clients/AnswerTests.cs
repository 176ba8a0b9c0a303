using System.Net;
using System.Text;
using Pepay.Generator.Tests.Harness;
using Pepay.Generator.Tests.Wire;
using Pepay.Runtime.Http;

namespace Pepay.Generator.Tests.Clients;

public sealed class AnswerTests
{
    private readonly FakeServer server = new();

    private IDefaultClient Client => new WireClient(server.Transport(WireDescriptor.Instance)).Default;

    [Theory]
    [InlineData("text/csv; charset=iso-8859-1", "iso-8859-1")]
    [InlineData("text/csv", "utf-8")]
    [InlineData("text/csv; charset=unheard-of", "utf-8")]
    [InlineData("no media type", "utf-8")]
    public async Task Text_IsReadInItsCharacterSet(string contentType, string charset)
    {
        server.Answer(Encoding.GetEncoding(charset).GetBytes("a;ü"), contentType);

        (await Client.ExportTextAsync()).ShouldBe("a;ü");
    }

    [Fact]
    public async Task Octets_AreGivenAsTheyAre()
    {
        server.Answer([0, 255, 1], "application/pdf");

        await using var download = await Client.ExportBytesAsync();

        download.StatusCode.ShouldBe(200);
        download.ContentType.ShouldBe("application/pdf");
        download.Length.ShouldBe(3);
        (await Bytes.ReadAsync(download)).ShouldBe([0, 255, 1]);
    }

    [Fact]
    public async Task Octets_ThatMayBeAbsent_AreEmptyWithoutABody()
    {
        server.Answer("", HttpStatusCode.NoContent);

        await using var download = await Client.ExportBytesAsync();

        download.StatusCode.ShouldBe(204);
        (await Bytes.ReadAsync(download)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("[1,9223372036854775808]", "$[1]")]
    [InlineData("[1,\"2\"]", "$[1]")]
    [InlineData("[1,", "the JSON is malformed")]
    [InlineData("{}", "expected an array but found an object")]
    public async Task List_ThatIsNotAsSpecified_NamesTheOperationAndThePlace(string body, string place)
    {
        server.Answer(body);

        var exception = await Should.ThrowAsync<ApiException>(() => Client.ExportNumbersAsync());

        exception.OperationId.ShouldBe("exportNumbers");
        exception.StatusCode.ShouldBe(200);
        exception.Message.ShouldContain(place);
        Encoding.UTF8.GetString(exception.ResponseBody.Span).ShouldBe(body);
    }

    [Theory]
    [InlineData("1e30")]
    [InlineData("1.5")]
    [InlineData("\"\\ud800\"")]
    [InlineData("")]
    public async Task Number_ThatIsNotAsSpecified_NamesTheOperation(string body)
    {
        server.Answer(body);

        (await Should.ThrowAsync<ApiException>(() => Client.ExportNumberAsync())).Message.ShouldContain("exportNumber succeeded with status 200");
    }

    [Fact]
    public async Task Page_InPlaceOfJson_IsNamedAsOne()
    {
        server.Answer("<html>Sign in</html>"u8.ToArray(), "text/html; charset=utf-8").Answer("<html>Sign in</html>"u8.ToArray(), "text/html; charset=utf-8");

        var message = (await Should.ThrowAsync<ApiException>(() => Client.ExportNumberAsync())).Message;

        message.ShouldContain("its body is not as specified: it is text/html and no JSON (");
        message.ShouldNotContain("do not repeat it");
        (await Should.ThrowAsync<ApiException>(() => Client.StartJobAsync())).Message.ShouldContain("The request was carried out: do not repeat it");
    }

    [Fact]
    public async Task Text_OfHalfACharacter_IsNoBareException()
    {
        server.Answer("""{"x":1,"\ud800":2}""");

        (await Should.ThrowAsync<ApiException>(() => Client.ExportEitherAsync())).OperationId.ShouldBe("exportEither");
    }

    [Fact]
    public async Task DefaultResponse_WithoutAnyOther_IsTheSuccessAndTheFailure()
    {
        server.Answer("""{"x":1}""").Answer("""{"x":2}""", HttpStatusCode.BadRequest);

        (await Client.ExportDefaultAsync()).X.ShouldBe(1);

        (await Should.ThrowAsync<ApiException<Point>>(() => Client.ExportDefaultAsync())).Error.X.ShouldBe(2);
    }

    [Fact]
    public async Task SeveralContentTypes_AskForTheOneThatIsRead()
    {
        server.Answer("""{"x":1}""");

        (await Client.ExportEitherAsync()).X.ShouldBe(1);

        server.Requests[0].Headers["Accept"].ShouldBe("application/json");
    }

    [Theory]
    [InlineData(200, """{"x":1}""", 1L, null, null)]
    [InlineData(202, """{"amount":5}""", null, 5L, null)]
    [InlineData(203, "said", null, null, "said")]
    public async Task SeveralSuccesses_GiveTheBodyOfTheirStatus(int status, string body, long? x, long? amount, string? said)
    {
        server.Answer(body, (HttpStatusCode)status);

        var result = await Client.StartJobAsync();

        result.StatusCode.ShouldBe(status);
        result.Status200?.X.ShouldBe(x);
        (result.Status200 is null).ShouldBe(x is null);
        (result.Status202?.Amount).ShouldBe(amount);
        result.Status2XX.ShouldBe(said);
    }
}
