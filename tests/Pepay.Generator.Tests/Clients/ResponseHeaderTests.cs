using System.Net;
using Pepay.Generator.Tests.Harness;
using Pepay.Generator.Tests.Wire;

namespace Pepay.Generator.Tests.Clients;

public sealed class ResponseHeaderTests
{
    private readonly FakeServer server = new();

    private IDefaultClient Client => new WireClient(server.Transport(WireDescriptor.Instance)).Default;

    [Fact]
    public async Task Headers_ThatAreDeclared_AreTyped()
    {
        server.Answer("""{"x":1}""", HttpStatusCode.OK, ("x-rate-limit", "42"), ("X-Reset", "2026-01-02T03:04:05Z"), ("X-Costs", "1.50, 2"), ("X-Names", "a , b"),
            ("X-Mode", "medium"), ("X-Point", """{"x":3}"""), ("X-Map", "a,1"), ("X-Exact", "true"), ("Status-Code", "s \"q\""), ("X-Other", "o"));

        var answer = await Client.ListLimitsWithHeadersAsync();

        answer.StatusCode.ShouldBe(200);
        answer.Body.X.ShouldBe(1);
        answer.XRateLimit.ShouldBe(42);
        answer.XReset.ShouldBe(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        answer.XCosts.ShouldBe([1.50m, 2m]);
        answer.XNames.ShouldBe(["a", "b"]);
        answer.XMode.ShouldBe(new Mode("medium"));
        answer.XPoint!.X.ShouldBe(3);
        answer.XMap.ShouldBe("a,1");
        answer.XExact.ShouldBe(true);
        answer.StatusCodeHeader.ShouldBe("s \"q\"");
        answer.Headers["X-OTHER"].ShouldBe("o");
    }

    [Fact]
    public async Task Headers_AbsentOrNotAsSpecified_AreNull()
    {
        server.Answer("""{"x":1}""", HttpStatusCode.OK, ("X-Rate-Limit", "many"), ("X-Exact", ""), ("X-Point", "{"));

        var answer = await Client.ListLimitsWithHeadersAsync();

        answer.XRateLimit.ShouldBeNull();
        answer.Headers["X-Rate-Limit"].ShouldBe("many");
        answer.XExact.ShouldBeNull();
        answer.XPoint.ShouldBeNull();
        answer.XReset.ShouldBeNull();
    }

    [Fact]
    public async Task Headers_WithoutABody_AreGivenToo()
    {
        server.Answer("", HttpStatusCode.NoContent, ("Location", "/limits/1"));

        (await Client.ResetLimitsWithHeadersAsync()).Location.ShouldBe("/limits/1");
    }

    [Fact]
    public async Task Headers_ThatNobodyAsksFor_LeaveTheMethodAsItIs()
    {
        server.Answer("""{"x":1}""");

        (await Client.ListLimitsAsync()).X.ShouldBe(1);
    }
}
