using Pepay.Runtime.Http;
using static Pepay.Runtime.Tests.Http.ApiFixture;

namespace Pepay.Runtime.Tests.Http;

public sealed class IdempotencyTests
{
    private static readonly ApiIdempotencyRule Replays = Key with { ReplaysFailures = true };

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Post_AnswerThatTheProviderWouldReplay_IsNotRepeated(int status)
    {
        var api = new ApiFixture().Answers(status);
        (await api.SendAsync(Request(HttpMethod.Post, Replays, "key-1"))).Response.StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task Post_NoAnswerFromAProviderThatReplays_IsRepeatedWithTheSameKey()
    {
        var api = new ApiFixture().Breaks(new IOException("reset")).Answers(200);
        await api.SendAsync(Request(HttpMethod.Post, Replays, "key-1"));
        api.Sent.Select(s => s.Headers["Idempotency-Key"]).ShouldBe(["key-1", "key-1"]);
    }

    [Theory]
    [InlineData(409, "")]
    [InlineData(400, """{"errorCode":"idempotency_in_progress"}""")]
    [InlineData(400, """{"errorDescription":"A request with this key is still processing"}""")]
    [InlineData(400, """{"errorDescription":"Concurrent idempotent requests"}""")]
    public async Task Post_FirstRequestIsStillRunning_WaitsWithTheSameKey(int status, string body)
    {
        var api = new ApiFixture().Answers(status, body).Answers(status, body).Answers(status, body).Answers(200);
        var (response, waits) = await api.SendAsync(Request(HttpMethod.Post, Replays, "key-1"));
        response.StatusCode.ShouldBe(200);
        waits.Count.ShouldBe(3);
        api.Sent.ShouldAllBe(s => s.Headers["Idempotency-Key"] == "key-1");
    }

    [Fact]
    public async Task Post_StillRunningForTooLong_GivesTheAnswer()
    {
        var api = new ApiFixture();
        for (var i = 0; i < 7; i++)
            api.Answers(409);
        (await api.SendAsync(Request(HttpMethod.Post, Key, "key-1"))).Response.StatusCode.ShouldBe(409);
        api.Sent.Count.ShouldBe(7);
    }

    [Fact]
    public async Task Post_OrdinaryBadRequest_IsNotTakenForInProgress()
    {
        var api = new ApiFixture().Answers(400, """{"errorCode":"bad_request","errorDescription":"amount is missing"}""");
        (await api.SendAsync(Request(HttpMethod.Post, Key, "key-1"))).Response.StatusCode.ShouldBe(400);
    }

    [Fact]
    public async Task Post_ConflictWhereTheRuleDoesNotListIt_IsNotRepeated()
    {
        var api = new ApiFixture().Answers(409);
        (await api.SendAsync(Request(HttpMethod.Post, Key with { InProgress = [] }, "key-1"))).Response.StatusCode.ShouldBe(409);
    }

    [Fact]
    public async Task Key_WhereTheOperationTakesNone_IsNeverSent()
    {
        var api = new ApiFixture();
        (await api.FailAsync(Request(HttpMethod.Post, rule: null, "key-1"))).Message.ShouldContain("takes no idempotency key");
        api.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task Key_RequiredAndMissing_SendsNothing()
    {
        var api = new ApiFixture();
        (await api.FailAsync(Request(HttpMethod.Post, Key with { Required = true }))).Message.ShouldContain("store it before the call");
        api.Sent.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("3F2504E0-4F89-41D3-9A0C-0305E82C3301")]
    [InlineData("3f2504e0-4f89-11d3-9a0c-0305e82c3301")]
    [InlineData("3f2504e0-4f89-41d3-ca0c-0305e82c3301")]
    [InlineData("3f2504e04f8941d39a0c0305e82c3301")]
    [InlineData("order-1")]
    public async Task Key_NotALowerCaseUuidV4WhereOneIsNeeded_SendsNothing(string key)
    {
        var api = new ApiFixture();
        (await api.FailAsync(Request(HttpMethod.Post, Key with { UuidV4 = true }, key))).Message.ShouldContain("UUID version 4");
        api.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task Key_LowerCaseUuidV4_IsSent()
    {
        var api = new ApiFixture().Answers(200);
        await api.SendAsync(Request(HttpMethod.Post, Key with { UuidV4 = true }, "3f2504e0-4f89-41d3-9a0c-0305e82c3301"));
        api.Sent[0].Headers["Idempotency-Key"].ShouldBe("3f2504e0-4f89-41d3-9a0c-0305e82c3301");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    [InlineData("äöü")]
    [InlineData("12345678901")]
    public async Task Key_Malformed_SendsNothing(string key)
    {
        var api = new ApiFixture();
        await api.FailAsync(Request(HttpMethod.Post, Key with { MaxLength = 10 }, key));
        api.Sent.ShouldBeEmpty();
    }
}
