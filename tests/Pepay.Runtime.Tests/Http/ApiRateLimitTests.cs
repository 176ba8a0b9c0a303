using Pepay.Runtime.Http;
using static Pepay.Runtime.Tests.Http.ApiFixture;

namespace Pepay.Runtime.Tests.Http;

/// <summary>The clock is the test's: what is sent without it being moved was let go at once.</summary>
public sealed class ApiRateLimitTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Send_MoreThanTheLimit_WaitsUntilTheOldestIsASpanAgo()
    {
        var api = Limited(2);
        var sending = Send(api, 3);
        await Task.WhenAll(sending[0], sending[1]).Soon();
        api.Clock.Advance(Second - TimeSpan.FromMilliseconds(1));
        api.Sent.Count.ShouldBe(2);
        api.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await sending[2].Soon();
        api.Sent.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Send_OverALongRun_NeverExceedsTheLimit()
    {
        var api = Limited(3, answers: 20);
        var start = api.Clock.GetUtcNow();
        var sending = Send(api, 20);
        await Eventually.TrueAsync(() => sending.All(task => task.IsCompleted), () =>
        {
            // What is let go now can have been counted in this span or before, never later.
            api.Sent.Count.ShouldBeLessThanOrEqualTo(3 * (1 + (int)(api.Clock.GetUtcNow() - start).TotalSeconds));
            api.Clock.Advance(TimeSpan.FromMilliseconds(70));
        });
        await Task.WhenAll(sending);
        (api.Clock.GetUtcNow() - start).ShouldBeGreaterThanOrEqualTo(6 * Second);
    }

    [Fact]
    public async Task Send_SeveralWait_TheyAreSentInTheirOrder()
    {
        var api = Limited(1, answers: 6);
        var sending = Enumerable.Range(0, 6).Select(i =>
        {
            var request = Request(HttpMethod.Get);
            request.AddQuery("n", $"{i}");
            return api.Transport.SendAsync(request, default);
        }).ToArray();
        await Eventually.TrueAsync(() => sending.All(task => task.IsCompleted), () => api.Clock.Advance(Second));
        api.Sent.Select(sent => sent.Line).ShouldBe(Enumerable.Range(0, 6).Select(i => $"GET /base/things?n={i}"));
    }

    [Fact]
    public async Task Send_CancelledWhileItWaits_IsNotSentAndTakesNobodysPlace()
    {
        var api = Limited(1);
        using var cancel = new CancellationTokenSource();
        await api.Transport.SendAsync(Request(HttpMethod.Get), default).Soon();
        var cancelled = new[] { api.Transport.SendAsync(Request(HttpMethod.Get), cancel.Token), api.Transport.SendAsync(Request(HttpMethod.Get), cancel.Token) };
        var patient = api.Transport.SendAsync(Request(HttpMethod.Get), default);
        await cancel.CancelAsync();
        foreach (var task in cancelled)
            await Should.ThrowAsync<OperationCanceledException>(() => task.Soon());
        await Eventually.TrueAsync(() => api.Clock.NextDue is not null);
        api.Clock.Advance(Second);
        await patient.Soon();
        api.Sent.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Send_Retries_CountAsRequestsToo()
    {
        var api = new ApiFixture
        {
            Provider = new ApiFixture().Provider with { Retry = new() { Timeout = TryTimeout, Limit = new(1, TimeSpan.FromSeconds(50)) } },
        }.Answers(429, "", ("Retry-After", "1")).Answers(200);
        (await api.SendAsync(Request(HttpMethod.Get))).Waits.ShouldBe([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(49)]);
    }

    [Fact]
    public async Task Send_WaitsLongerThanATryMayTake_IsNotTakenForATimeOut()
    {
        var api = Limited(1, TryTimeout * 2);
        var sending = Send(api, 2);
        await sending[0].Soon();
        api.Clock.Advance(TryTimeout + Second);
        sending[1].IsCompleted.ShouldBeFalse();
        api.Clock.Advance(TryTimeout);
        await sending[1].Soon();
        api.Sent.Count.ShouldBe(2);
    }

    [Fact]
    public async Task With_OtherCredentials_SharesTheLimit()
    {
        var api = Limited(1);
        await api.Transport.SendAsync(Request(HttpMethod.Get), default).Soon();
        var other = api.Transport.With(ApiCredentials.None).SendAsync(Request(HttpMethod.Get), default);
        await Eventually.TrueAsync(() => api.Clock.NextDue is not null);
        api.Sent.Count.ShouldBe(1);
        api.Clock.Advance(Second);
        await other.Soon();
    }

    [Fact]
    public async Task Options_LimitOfTheShop_ReplacesTheProviders()
    {
        var api = new ApiFixture
        {
            Provider = new ApiFixture().Provider with { Retry = new() { Timeout = TryTimeout, Limit = new(1, Second) } },
            Options = new() { Limit = new(2, Second) },
        }.Answers(200).Answers(200);
        await Task.WhenAll(Send(api, 2)).Soon();
        api.Sent.Count.ShouldBe(2);
    }

    private static ApiFixture Limited(int requests, TimeSpan? per = null, int answers = 4)
    {
        var api = new ApiFixture { Options = new() { Limit = new(requests, per ?? Second) } };
        for (var i = 0; i < answers; i++)
            api.Answers(200);
        return api;
    }

    private static Task<ApiResponse>[] Send(ApiFixture api, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => api.Transport.SendAsync(Request(HttpMethod.Get), default))];
}
