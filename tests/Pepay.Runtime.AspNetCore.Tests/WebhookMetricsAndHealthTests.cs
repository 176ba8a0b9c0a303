using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Payments;

namespace Pepay.Runtime.AspNetCore.Tests;

public sealed class WebhookMetricsAndHealthTests : IAsyncLifetime
{
    private readonly WebhookServer server = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Requests_AreCountedByVerdict()
    {
        var seen = new ConcurrentQueue<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == InboxMetrics.MeterName)
                l.EnableMeasurementEvents(instrument);
        };

        // Other tests count at the same time; the second account is this test's alone.
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var named = tags.ToArray().ToDictionary(t => t.Key, t => t.Value);
            if (named.GetValueOrDefault("account") is "second")
                seen.Enqueue($"{instrument.Name} {named.GetValueOrDefault("verdict") ?? named.GetValueOrDefault("result")} {value}");
        });
        listener.Start();
        await server.SendAsync(server.Request("""{"id":"m1","type":"t"}""", "of the second", path: "/webhooks/pepay/second"));
        await server.SendAsync(server.Request("""{"id":"m1","type":"t"}""", "of the second", path: "/webhooks/pepay/second"));
        await server.SendAsync(server.Request("""{"id":"m1","type":"t"}""", "wrong", path: "/webhooks/pepay/second"));
        seen.Where(s => s.StartsWith("pepay.webhook.requests", StringComparison.Ordinal)).ShouldBe(
            ["pepay.webhook.requests accepted 1", "pepay.webhook.requests duplicate 1", "pepay.webhook.requests wrong-signature 1"]);
        seen.ShouldContain("pepay.inbox.events accepted 1");
        seen.ShouldContain("pepay.inbox.events duplicate 1");
    }

    [Fact]
    public async Task Health_AllIsWell_IsHealthy() => (await server.Client.GetStringAsync("/health")).ShouldBe("Healthy");

    [Fact]
    public async Task Health_DeadLetters_IsDegradedAndSaysHowMany()
    {
        server.Store.Counts = () => Task.FromResult(new InboxCounts(1, 2, 3, server.Clock.GetUtcNow()));
        var entry = await InboxAsync();
        entry.Status.ShouldBe(HealthStatus.Degraded);
        entry.Description.ShouldNotBeNull().ShouldContain("3 event(s) are dead letters");
        entry.Data["parked"].ShouldBe(2L);
    }

    [Fact]
    public async Task Health_OldestEventWaitsTooLong_IsDegraded()
    {
        server.Store.Counts = () => Task.FromResult(new InboxCounts(1, 0, 0, server.Clock.GetUtcNow() - InboxHealthCheck.MaxLag));
        (await InboxAsync()).Status.ShouldBe(HealthStatus.Healthy);
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        server.Store.Counts = () => Task.FromResult(new InboxCounts(1, 0, 0, server.Clock.GetUtcNow() - InboxHealthCheck.MaxLag - TimeSpan.FromSeconds(1)));
        (await InboxAsync()).Status.ShouldBe(HealthStatus.Degraded);
    }

    [Fact]
    public async Task Health_StoreIsDown_IsUnhealthy()
    {
        server.Store.Counts = () => throw new IOException("disk");
        (await InboxAsync()).Status.ShouldBe(HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task Health_StoreHangs_IsUnhealthyAfterTwoSeconds()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Store.Counts = () =>
        {
            entered.TrySetResult();
            return new TaskCompletionSource<InboxCounts>().Task;
        };
        var checking = InboxAsync();
        await entered.Task.Soon();
        await Eventually.TrueAsync(() => server.Clock.NextDue is not null);
        server.Clock.Advance(TimeSpan.FromSeconds(2));
        (await checking.Soon()).Status.ShouldBe(HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task Health_PaymentStoreIsDown_IsUnhealthy()
    {
        server.Payments.Due = () => throw new IOException("disk");
        (await EntryAsync("pepay-payments")).Status.ShouldBe(HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task Health_PaymentStoreHangs_IsUnhealthyAfterTwoSeconds()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Payments.Due = () =>
        {
            entered.TrySetResult();
            return new TaskCompletionSource<IReadOnlyList<Payment>>().Task;
        };
        var checking = EntryAsync("pepay-payments");
        await entered.Task.Soon();
        await Eventually.TrueAsync(() => server.Clock.NextDue is not null);
        server.Clock.Advance(TimeSpan.FromSeconds(2));
        (await checking.Soon()).Status.ShouldBe(HealthStatus.Unhealthy);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Health_AccountWithoutSecret_IsDegradedAndNamesIt(bool empty)
    {
        server.Secrets = empty ? [WebhookServer.Secret("")] : [];
        var report = await server.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        report.Entries["pepay-webhooks"].Status.ShouldBe(HealthStatus.Degraded);
        report.Entries["pepay-webhooks"].Description.ShouldNotBeNull().ShouldContain("pepay/default");
    }

    private Task<HealthReportEntry> InboxAsync() => EntryAsync("pepay-inbox");

    private async Task<HealthReportEntry> EntryAsync(string name) =>
        (await server.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries[name];
}
