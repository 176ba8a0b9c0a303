using Pepay.Storefront.Tests.Support;

namespace Pepay.Storefront.Tests;

public sealed class PaymentEventStreamTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Events_PaymentIsPaid_SaySoAndEnd()
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = await app.OpenPayingBrowserAsync();
        using var stream = await browser.OpenStreamAsync(EventsOf(app, "Pending-0-0"));
        (await NextAsync(stream)).ShouldBe("retry: 2000");
        (await NextAsync(stream)).ShouldBe(": waiting");

        app.Provider.Set(app.Payment, received: 50m);
        await app.ReconcileAsync();

        (await NextAsync(stream)).ShouldBe("event: state");
        (await NextAsync(stream)).ShouldBe("data: Paid-50-0");
        (await NextAsync(stream)).ShouldBe("event: end");
        (await NextAsync(stream)).ShouldBe("data: settled");
        (await stream.ReadLineAsync().WaitAsync(Patience)).ShouldBe("");
        (await stream.ReadLineAsync().WaitAsync(Patience)).ShouldBeNull();
    }

    [Fact]
    public async Task Events_StateChangedBeforeTheStreamOpened_AreSentAtOnce()
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = await app.OpenPayingBrowserAsync();
        app.Provider.Set(app.Payment, received: 20m);
        await app.ReconcileAsync();

        using var stream = await browser.OpenStreamAsync(EventsOf(app, "Pending-0-0"));

        await NextAsync(stream);
        (await NextAsync(stream)).ShouldBe("event: state");
        (await NextAsync(stream)).ShouldBe("data: Underpaid-20-0");
    }

    [Fact]
    public async Task Events_TheProvidersLiveChannelHasNews_AreAskedForAtOnce()
    {
        var provider = new FakeEmbeddedCheckout();
        await using var app = await StorefrontApp.StartAsync(provider: provider);
        var browser = await app.OpenPayingBrowserAsync();
        await browser.SubmitAsync(await browser.GetAsync($"/checkout/pay/{app.Payment.AttemptId}"), "form.pp-choice");
        using var stream = await browser.OpenStreamAsync(EventsOf(app, "Pending-0-0"));
        await NextAsync(stream);
        await NextAsync(stream);
        await Eventually.TrueAsync(() => provider.Listeners.ContainsKey("live-1"));
        provider.Set(app.Payment, received: 50m);

        await provider.Listeners["live-1"](CancellationToken.None);

        (await NextAsync(stream)).ShouldBe("event: state");
        (await NextAsync(stream)).ShouldBe("data: Paid-50-0");
        await Eventually.TrueAsync(() => provider.Listeners.IsEmpty);
    }

    [Fact]
    public async Task Events_TheStoreFails_TheLiveChannelEndsWithTheStream()
    {
        var provider = new FakeEmbeddedCheckout();
        await using var app = await StorefrontApp.StartAsync(provider: provider);
        var browser = await app.OpenPayingBrowserAsync();
        await browser.SubmitAsync(await browser.GetAsync($"/checkout/pay/{app.Payment.AttemptId}"), "form.pp-choice");
        using var stream = await browser.OpenStreamAsync(EventsOf(app, "Pending-0-0"));
        await Eventually.TrueAsync(() => provider.Listeners.ContainsKey("live-1"));

        app.Payments.Fails = true;

        await Eventually.TrueAsync(() => provider.Listeners.IsEmpty, () => app.Time.Advance(TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public async Task Events_ManyPagesOfOnePayment_ShareTwoLiveChannels()
    {
        var provider = new FakeEmbeddedCheckout();
        await using var app = await StorefrontApp.StartAsync(provider: provider);
        var browser = await app.OpenPayingBrowserAsync();
        await browser.SubmitAsync(await browser.GetAsync($"/checkout/pay/{app.Payment.AttemptId}"), "form.pp-choice");
        var streams = new List<StreamReader>();
        for (var page = 0; page < 4; page++)
        {
            streams.Add(await browser.OpenStreamAsync(EventsOf(app, "Pending-0-0")));
            await NextAsync(streams[^1]);
            (await NextAsync(streams[^1])).ShouldBe(": waiting");
        }

        provider.TimesListened.ShouldBe(2);
        foreach (var stream in streams)
            stream.Dispose();
    }

    [Fact]
    public async Task Events_NothingIsHeard_AskTheProviderThemselves()
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = await app.OpenPayingBrowserAsync();
        using var stream = await browser.OpenStreamAsync(EventsOf(app, "Pending-0-0"));
        await NextAsync(stream);
        await NextAsync(stream);
        app.Provider.Set(app.Payment, received: 50m);

        string line;
        do
        {
            line = await NextAsync(stream, whileWaiting: () => app.Time.Advance(TimeSpan.FromSeconds(3)));
        }
        while (line == ": waiting");

        line.ShouldBe("event: state");
        app.Provider.TimesAsked.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Events_AnotherBrowser_AreNotFound()
    {
        await using var app = await StorefrontApp.StartAsync();
        await app.OpenPayingBrowserAsync();

        var answer = await app.OpenBrowser().GetAsync(EventsOf(app, ""));

        answer.Status.ShouldBe(404);
    }

    [Fact]
    public async Task Events_HostStops_EndTheStream()
    {
        await using var app = await StorefrontApp.StartAsync();
        var browser = await app.OpenPayingBrowserAsync();
        using var stream = await browser.OpenStreamAsync(EventsOf(app, "Pending-0-0"));
        await NextAsync(stream);
        await NextAsync(stream);

        app.BeginToStop();

        (await stream.ReadToEndAsync().WaitAsync(Patience)).Trim().ShouldBeEmpty();
    }

    private static string EventsOf(StorefrontApp app, string seen) => $"/checkout/status/{app.Payment.AttemptId}/events?seen={seen}";

    private static async Task<string> NextAsync(StreamReader stream, Action? whileWaiting = null)
    {
        while (true)
        {
            var reading = stream.ReadLineAsync().WaitAsync(Patience);
            while (whileWaiting is not null && !reading.IsCompleted)
            {
                // The server sets its timer in its own time; the clock moves until it has.
                whileWaiting();
                await Task.WhenAny(reading, Task.Delay(10));
            }

            var line = await reading ?? throw new InvalidOperationException("The stream has ended.");
            if (line.Length > 0)
                return line;
        }
    }
}
