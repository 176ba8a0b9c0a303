using System.Text;
using Pepay.Runtime.Http;
using static Pepay.Runtime.Tests.Http.ApiFixture;

namespace Pepay.Runtime.Tests.Http;

public sealed class ApiTransportTests
{
    [Fact]
    public async Task Send_ARequest_WritesPathQueryHeadersAndBody()
    {
        var api = new ApiFixture().Answers(201, "{}");
        var request = Request(HttpMethod.Post);
        request.AddQuery("created[gte]", "a b&c");
        request.AddQuery("type", "invoice.*");
        request.AddHeader("X-Extra", "1");
        request.SetBody("""{"a":1}"""u8.ToArray(), "application/json");
        await api.SendAsync(request);
        var sent = api.Sent.ShouldHaveSingleItem();
        sent.Line.ShouldBe("POST /base/things?created%5Bgte%5D=a%20b%26c&type=invoice.%2A");
        sent.Headers["X-Extra"].ShouldBe("1");
        sent.Headers["Content-Type"].ShouldBe("application/json");
        sent.Body.ShouldBe("""{"a":1}""");
    }

    [Fact]
    public async Task Send_AnAnswer_IsGivenWholeWhateverItsStatus()
    {
        var api = new ApiFixture().Answers(404, """{"error":"gone"}""", ("request-id", "second"), ("x-request-id", "first"), ("X-Other", "a"), ("X-Other", "b"));
        var (response, _) = await api.SendAsync(Request(HttpMethod.Get));
        response.StatusCode.ShouldBe(404);
        response.IsSuccess.ShouldBeFalse();
        Encoding.UTF8.GetString(response.Body.Span).ShouldBe("""{"error":"gone"}""");
        response.ContentType.ShouldBe("application/json");
        response.RequestId.ShouldBe("first");
        response.Header("x-other").ShouldBe("a, b");
        response.Header("absent").ShouldBeNull();
    }

    [Theory]
    [InlineData("/things/..")]
    [InlineData("/things/.")]
    [InlineData("/things/")]
    [InlineData("/things/a/b")]
    public void Path_ParameterThatWouldCallAnotherOperation_IsRefused(string path)
    {
        var request = new ApiRequest(new ApiOperation { Id = "getThing", Method = HttpMethod.Get, Path = "/things/{id}" });
        Should.Throw<ArgumentException>(() => request.Path = path).Message.ShouldContain("getThing");
        request.Path = "/things/a%2Fb";
    }

    [Fact]
    public void Header_WithALineBreak_IsRefusedWithoutShowingIt() =>
        Should.Throw<ArgumentException>(() => Request(HttpMethod.Get).AddHeader("X-Name", "value\r\nX-Evil: 1")).Message.ShouldNotContain("Evil");

    [Fact]
    public void BaseUrl_Relative_IsRefused() =>
        Should.Throw<ArgumentException>(() => new ApiFixture { BaseUrl = new("api", UriKind.Relative) }.Transport).Message.ShouldContain("pepay");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_AnswerAboveTheCap_FailsWithoutReadingItAll(bool lengthIsKnown)
    {
        var read = 0;
        var api = new ApiFixture { Options = new() { MaxResponseBytes = 1000 } }.Does((_, _) => Task.FromResult(new HttpResponseMessage
        {
            Content = lengthIsKnown ? new ByteArrayContent(new byte[5000]) : new StreamContent(new EndlessStream(n => read += n)),
        }));
        var error = await api.FailAsync(Request(HttpMethod.Post));
        error.Message.ShouldContain("more than 1000 bytes");
        error.OutcomeUnknown.ShouldBeFalse();
        read.ShouldBeLessThan(100_000);
    }

    [Fact]
    public async Task Send_CancelledByTheCaller_IsNotRetriedAndNotAnApiError()
    {
        using var cancel = new CancellationTokenSource();
        var api = new ApiFixture().Does(async (_, token) =>
        {
            await cancel.CancelAsync();
            token.ThrowIfCancellationRequested();
            return new HttpResponseMessage();
        });
        await Should.ThrowAsync<OperationCanceledException>(() => api.Transport.SendAsync(Request(HttpMethod.Get), cancel.Token));
        api.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Send_CancelledWhileWaitingForARetry_EndsAtOnce()
    {
        using var cancel = new CancellationTokenSource();
        var api = new ApiFixture().Answers(503);
        var sending = api.Transport.SendAsync(Request(HttpMethod.Get), cancel.Token);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => sending);
        api.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Exception_OfAnAnswer_NamesWhatIsNeededToActAndNoBody()
    {
        var api = new ApiFixture().Answers(401, """{"secret":"in body"}""", ("x-request-id", "req_7"));
        var (response, _) = await api.SendAsync(Request(HttpMethod.Get));
        var error = new ApiException<string>(response, "typed", "API_KEY_INVALID");
        error.Message.ShouldBe("Operation doIt was answered with status 401, error code API_KEY_INVALID, request id req_7. "
            + "The credentials are missing or wrong: check the configured keys of this account.");
        (error.OperationId, error.StatusCode, error.RequestId, error.ErrorCode, error.Error).ShouldBe(("doIt", 401, "req_7", "API_KEY_INVALID", "typed"));
        error.ToString().ShouldNotContain("in body");
    }

    private sealed class EndlessStream(Action<int> onRead) : MemoryStream
    {
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            onRead(buffer.Length);
            return new(buffer.Length);
        }
    }
}
