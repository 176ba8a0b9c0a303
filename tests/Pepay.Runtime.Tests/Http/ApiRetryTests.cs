using System.Globalization;
using System.Net.Sockets;
using Pepay.Runtime.Http;
using static Pepay.Runtime.Tests.Http.ApiFixture;

namespace Pepay.Runtime.Tests.Http;

public sealed class ApiRetryTests
{
    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Get_RetryStatus_IsRepeatedWithGrowingSpreadWaits(int status)
    {
        var api = new ApiFixture().Answers(status).Answers(status).Answers(200);
        var (response, waits) = await api.SendAsync(Request(HttpMethod.Get));
        response.StatusCode.ShouldBe(200);
        waits.Count.ShouldBe(2);
        waits.ShouldAllBe(wait => wait > TimeSpan.Zero && wait <= TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Get_RetriesAreUsedUp_GivesTheLastAnswer()
    {
        var api = new ApiFixture().Answers(503).Answers(503).Answers(502);
        (await api.SendAsync(Request(HttpMethod.Get))).Response.StatusCode.ShouldBe(502);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(501)]
    public async Task Get_OtherStatus_IsNotRepeated(int status)
    {
        var api = new ApiFixture().Answers(status);
        (await api.SendAsync(Request(HttpMethod.Get))).Response.StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task Post_WithoutKey_IsSentOnceWhateverHappens()
    {
        (await new ApiFixture().Answers(503).SendAsync(Request(HttpMethod.Post))).Response.StatusCode.ShouldBe(503);
        (await new ApiFixture().Answers(503).SendAsync(Request(HttpMethod.Post, Key))).Response.StatusCode.ShouldBe(503);
        var error = await new ApiFixture().Breaks(new IOException("reset")).FailAsync(Request(HttpMethod.Post));
        error.OutcomeUnknown.ShouldBeTrue();
        error.StatusCode.ShouldBeNull();
        error.Message.ShouldContain("look the result up before sending it again");
    }

    [Fact]
    public async Task Get_ServerGoesWhileItIsConnectedTo_IsRepeatedAndNeverABareException()
    {
        var gone = new SocketException((int)SocketError.NotConnected);
        (await new ApiFixture().Breaks(gone).Answers(200).SendAsync(Request(HttpMethod.Get))).Response.StatusCode.ShouldBe(200);
        (await new ApiFixture().Breaks(gone).Breaks(gone).Breaks(gone).FailAsync(Request(HttpMethod.Get))).InnerException.ShouldBe(gone);
    }

    [Fact]
    public async Task Post_WithKeyAndNoAnswer_IsRepeatedWithTheSameKeyAndBody()
    {
        var api = new ApiFixture().Breaks(new HttpRequestException(HttpRequestError.ResponseEnded)).Answers(500).Answers(200);
        var request = Request(HttpMethod.Post, Key, "key-1");
        request.SetBody("{}"u8.ToArray(), "application/json");
        (await api.SendAsync(request)).Response.StatusCode.ShouldBe(200);
        api.Sent.Select(s => (s.Headers["Idempotency-Key"], s.Body)).ShouldBe([("key-1", "{}"), ("key-1", "{}"), ("key-1", "{}")]);
    }

    [Fact]
    public async Task Post_NoAnswerAtAll_SaysThatTheOutcomeIsUnknown()
    {
        var api = new ApiFixture().Breaks(new IOException("reset"))
            .Breaks(new HttpRequestException(HttpRequestError.ConnectionError)).Breaks(new HttpRequestException(HttpRequestError.ConnectionError));
        var error = await api.FailAsync(Request(HttpMethod.Post, Key, "key-1"));
        error.OutcomeUnknown.ShouldBeTrue();
        error.Message.ShouldContain("tried 3 time(s)");
        error.Message.ShouldContain("same idempotency key");
    }

    [Fact]
    public async Task Post_NoConnectionWasMade_SaysThatNothingChanged()
    {
        var error = await new ApiFixture().Breaks(new HttpRequestException(HttpRequestError.NameResolutionError)).FailAsync(Request(HttpMethod.Post));
        error.OutcomeUnknown.ShouldBeFalse();
        error.Message.ShouldContain("check the network and the base URL");
    }

    [Fact]
    public async Task Try_LongerThanTheTimeout_IsAbandonedAndRepeated()
    {
        var api = new ApiFixture().HangsFor(TryTimeout).Answers(200);
        (await api.SendAsync(Request(HttpMethod.Get))).Response.StatusCode.ShouldBe(200);
        api.Sent.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Try_BodyThatNeverEnds_IsAbandonedToo()
    {
        var api = new ApiFixture();
        for (var i = 0; i < 3; i++)
            api.Does((_, _) => Task.FromResult(new HttpResponseMessage { Content = new StreamContent(new SilentStream(() => api.Clock.Advance(TryTimeout))) }));
        (await api.FailAsync(Request(HttpMethod.Get))).Message.ShouldContain("no answer within 100 s, tried 3 time(s)");
    }

    [Fact]
    public async Task RetryAfter_Seconds_IsWaitedFor()
    {
        var api = new ApiFixture().Answers(429, "", ("Retry-After", "7")).Answers(200);
        (await api.SendAsync(Request(HttpMethod.Get))).Waits.ShouldBe([TimeSpan.FromSeconds(7)]);
    }

    [Fact]
    public async Task RetryAfter_Date_IsWaitedFor()
    {
        var api = new ApiFixture();
        api.Answers(503, "", ("Retry-After", api.Clock.GetUtcNow().AddSeconds(9).ToString("R", CultureInfo.InvariantCulture))).Answers(200);
        (await api.SendAsync(Request(HttpMethod.Get))).Waits.ShouldBe([TimeSpan.FromSeconds(9)]);
    }

    [Fact]
    public async Task RetryAfter_LongerThanWeWait_IsHandedToTheCaller()
    {
        var api = new ApiFixture().Answers(429, "", ("Retry-After", "900"));
        var (response, waits) = await api.SendAsync(Request(HttpMethod.Get));
        waits.ShouldBeEmpty();
        response.RetryAfter.ShouldBe(TimeSpan.FromMinutes(15));
        new ApiException(response).Message.ShouldContain("wait 900 s");
    }

    [Fact]
    public async Task RetryAfter_TextForPeople_IsPassedOver()
    {
        var api = new ApiFixture().Answers(429, "", ("Retry-After", "15 minutes")).Answers(200);
        (await api.SendAsync(Request(HttpMethod.Get))).Response.StatusCode.ShouldBe(200);
    }

    private sealed class SilentStream(Action onRead) : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            onRead();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
