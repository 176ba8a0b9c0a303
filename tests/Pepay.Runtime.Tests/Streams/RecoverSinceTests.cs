using Pepay.Runtime.Http;
using Pepay.Runtime.Streams;
using static Pepay.Runtime.Tests.Streams.StreamAccount;

namespace Pepay.Runtime.Tests.Streams;

public sealed class RecoverSinceTests : IAsyncLifetime
{
    private StreamServer server = null!;
    private StreamAccount account = null!;

    public async Task InitializeAsync()
    {
        server = await StreamServer.StartAsync();
        account = server.NewAccount();
        account.Publish([.. Enumerable.Range(1, 40).Select(Id)]);
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task RecoverSince_AnEvent_GivesWhatFollowsItOldestFirst()
    {
        var items = await ReadAsync(Following.Make(account).RecoverSinceAsync(Id(5)));

        items.OfType<StreamEvent>().Select(item => item.Envelope.Id).ShouldBe(Enumerable.Range(6, 35).Select(Id));
        items[^1].ShouldBe(new StreamCheckpoint(Id(40)));
        account.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task RecoverSince_ATime_GivesWhatHappenedSince()
    {
        var items = await ReadAsync(Following.Make(account).RecoverSinceAsync(At(Id(31))));

        items.OfType<StreamEvent>().Select(item => item.Envelope.Id).ShouldBe(Enumerable.Range(31, 10).Select(Id));
        items.OfType<StreamGap>().ShouldBeEmpty();
    }

    [Fact]
    public async Task RecoverSince_AnEventThatTheListDoesNotHave_SaysSoFirst()
    {
        var items = await ReadAsync(Following.Make(account).RecoverSinceAsync("e99"));

        items[0].ShouldBeOfType<StreamGap>().Reason.ShouldBe(StreamGapReason.CursorNotInList);
        items.OfType<StreamEvent>().Count().ShouldBe(40);
    }

    [Fact]
    public async Task RecoverSince_MoreThanMayBeRead_SaysSoFirstAndGivesTheNewest()
    {
        var stream = Following.Make(account, new EventStreamOptions { MaxBackfill = 10 });
        var sinceEvent = await ReadAsync(stream.RecoverSinceAsync(Id(5)));
        var sinceTime = await ReadAsync(stream.RecoverSinceAsync(At(Id(5))));

        (sinceEvent[0].ShouldBeOfType<StreamGap>() is { Reason: StreamGapReason.TooFarBehind, After: "e5" }).ShouldBeTrue();
        (sinceTime[0].ShouldBeOfType<StreamGap>() is { Reason: StreamGapReason.TooFarBehind, After: null }).ShouldBeTrue();
        foreach (var items in new[] { sinceEvent, sinceTime })
            items.OfType<StreamEvent>().Select(item => item.Envelope.Id).ShouldBe(Enumerable.Range(31, 10).Select(Id));
    }

    [Fact]
    public async Task RecoverSince_WithAFilter_GivesWhatFits()
    {
        var items = await ReadAsync(Following.Make(account, filter: [new("kinds", "refund.*")]).RecoverSinceAsync(Id(20)));

        items.OfType<StreamEvent>().Select(item => item.Envelope.Id).ShouldBe([Id(25), Id(30), Id(35), Id(40)]);
    }

    [Fact]
    public async Task RecoverSince_WithoutACredential_SaysWhy()
    {
        var stream = Following.Make(account, credentials: ApiCredentials.None);

        (await Should.ThrowAsync<InvalidOperationException>(() => ReadAsync(stream.RecoverSinceAsync(Id(1))))).Message.ShouldContain("listEvents");
    }

    private static async Task<List<StreamItem>> ReadAsync(IAsyncEnumerable<StreamItem> items)
    {
        var read = new List<StreamItem>();
        await foreach (var item in items)
            read.Add(item);
        return read;
    }
}
