using System.Net;
using System.Text;
using Pepay.Generator.Tests.Harness;
using Pepay.Generator.Tests.Wire;
using Pepay.Runtime.Http;

namespace Pepay.Generator.Tests.Clients;

/// <summary>Server-sent events; the texts follow the examples and rules of the HTML standard.</summary>
public sealed class EventStreamTests
{
    private readonly FakeServer server = new();

    private IDefaultClient Client => new WireClient(server.Transport(WireDescriptor.Instance)).Default;

    [Fact]
    public async Task Events_AreTyped()
    {
        server.Answer("""
            : a comment

            event: moved
            id: 7
            data: {"x":1,
            data:  "label":"a"}

            data: {"x":2}

            data: {"x":3}
            """u8.ToArray(), "text/event-stream");

        var events = await Client.WatchAsync("k").ToListAsync();

        // The third never ended.
        events.Select(item => (item.EventType, item.Id, item.Data.X, item.Data.Label)).ShouldBe([("moved", "7", 1, "a"), ("message", "7", 2, null)]);
        server.Requests[0].Url.ShouldEndWith("/events?kind=k");
        server.Requests[0].Headers["Accept"].ShouldBe("text/event-stream");
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r")]
    [InlineData("\r\n")]
    public async Task Events_AreTheSameHoweverLinesEndAndBytesAreCut(string lineEnd)
    {
        var bytes = Encoding.UTF8.GetBytes("\uFEFF" + string.Join(lineEnd, "data: ü", "data:  b", "", "", "event: e", "", "data", "data", "", "id: 1\0", "id", "retry: 5", "odd", "data:x", "", ""));
        server.Answer(Bytes.InParts(bytes.Select(one => new[] { one })), "text/event-stream");
        server.Answer(bytes, "text/event-stream");

        var cut = await Client.WatchLinesAsync().ToListAsync();
        var whole = await Client.WatchLinesAsync().ToListAsync();

        cut.ShouldBe(whole);
        cut.Select(item => item.Data).ShouldBe(["ü\n b", "\n", "x"]);
        cut.Select(item => item.EventType).ShouldAllBe(type => type == "message");
    }

    [Fact]
    public async Task Events_BesideJson_HaveAMethodOfTheirOwn()
    {
        server.Answer("""{"x":5}""").Answer("data: {\"amount\":1}\n\ndata: [DONE]\n\ndata: never\n\n"u8.ToArray(), "text/event-stream");

        (await Client.CompleteAsync(new Point { X = 1 })).X.ShouldBe(5);
        var events = await Client.CompleteStreamAsync(new Point { X = 1 }).ToListAsync();

        events.ShouldHaveSingleItem().Data.Amount.ShouldBe(1);
        server.Requests.Select(request => request.Headers["Accept"]).ShouldBe(["application/json", "text/event-stream"]);
        server.Requests.Select(request => request.Body).ShouldBe(["""{"x":1}""", """{"x":1}"""]);
    }

    [Fact]
    public async Task Events_LeftEarly_CloseTheConnection()
    {
        var content = Bytes.InParts(["data: {\"x\":1}\n\n"u8.ToArray(), "data: {\"x\":2}\n\n"u8.ToArray()], new IOException("must not be reached"));
        server.Answer(content, "text/event-stream");

        await foreach (var item in Client.WatchAsync("k"))
        {
            item.Data.X.ShouldBe(1);
            break;
        }

        ((Func<object>)(() => content.ReadAsStream())).ShouldThrow<ObjectDisposedException>();
    }

    [Fact]
    public async Task Events_ThatBreakOff_SaySo()
    {
        server.Answer(Bytes.InParts(["data: {\"x\":1}\n\n"u8.ToArray()], new IOException("cut")), "text/event-stream");
        var received = 0;

        var exception = await Should.ThrowAsync<ApiException>(async () =>
        {
            await foreach (var _ in Client.WatchAsync("k"))
                received++;
        });

        received.ShouldBe(1);
        exception.Message.ShouldContain("watch: the stream of events broke off");
    }

    [Theory]
    [InlineData("data: {\"x\":", "the JSON is malformed")]
    [InlineData("data: 5", "expected")]
    public async Task Event_NotAsSpecified_SaysWhere(string text, string problem)
    {
        server.Answer(Encoding.UTF8.GetBytes(text + "\n\n"), "text/event-stream");

        var exception = await Should.ThrowAsync<ApiException>(async () => await Client.WatchAsync("k").ToListAsync());

        exception.Message.ShouldContain("the data of an event is not as specified");
        exception.Message.ShouldContain(problem);
        Encoding.UTF8.GetString(exception.ResponseBody.Span).ShouldBe(text[6..]);
    }

    [Fact]
    public async Task Event_TooLarge_IsRefused()
    {
        var line = Encoding.UTF8.GetBytes(new string('a', 1024));
        server.Answer(Bytes.InParts(Enumerable.Repeat(line, 17 * 1024)), "text/event-stream");

        (await Should.ThrowAsync<ApiException>(async () => await Client.WatchLinesAsync().ToListAsync())).Message.ShouldContain("larger than");
    }

    [Fact]
    public async Task Events_Refused_AreATypedFailure()
    {
        server.Answer("""{"code":"NO"}""", HttpStatusCode.Forbidden);

        (await Should.ThrowAsync<ApiException<Fault>>(async () => await Client.WatchAsync("k").ToListAsync())).Error.Code.ShouldBe("NO");
    }
}
