using static Pepay.Runtime.Tests.Streams.StreamAccount;

namespace Pepay.Runtime.Tests.Streams;

/// <summary>A long run that is cut at every frame: what is delivered is the provider's list, in its order, without a gap.</summary>
public sealed class EventStreamCutTests : IAsyncLifetime
{
    private const int Length = 200;

    private StreamServer server = null!;

    public async Task InitializeAsync() => server = await StreamServer.StartAsync();

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public Task Cut_AfterEachNumberOfFrames_DeliversTheList() => EachCutAsync(static script => script.ReplayAsync());

    [Fact]
    public Task Cut_ServerDoesNotReplay_DeliversTheList() => EachCutAsync(static _ => Task.CompletedTask);

    [Fact]
    public Task Cut_ServerTooOldForSince_DeliversTheList() => EachCutAsync(static async script =>
    {
        await script.SendAsync("""{"kind":"hint","anything":1}""");
        foreach (var id in script.Account.Listed.TakeLast(5))
            await script.SendEventAsync(id);
    });

    [Fact]
    public Task Cut_ReplayComesTwiceAndBackwards_DeliversTheList() => EachCutAsync(static async script =>
    {
        foreach (var id in script.Account.Listed.Reverse().Concat(script.Account.Listed))
            await script.SendEventAsync(id);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(13)]
    public async Task Cut_EveryConnectionAfterAFewFrames_DeliversTheList(int frames)
    {
        var account = server.NewAccount();
        account.Script = async script =>
        {
            await script.ListReadAsync(2);
            for (var sent = 0; sent < frames && account.Listed.Count < Length; sent++)
                await script.PublishAsync(Id(account.Listed.Count + 1));
            if (account.Listed.Count == Length)
                await script.StayAsync();
        };
        await using var following = Following.Start(account);

        await following.UntilAsync(f => f.Ids.Count == Length);

        following.Ids.ShouldBe(account.Listed);
        following.Gaps.ShouldBeEmpty();
    }

    // The first connection carries k frames and is cut; the rest happens meanwhile, and the second connection begins with the given replay.
    private Task EachCutAsync(Func<StreamScript, Task> second) => Parallel.ForEachAsync(
        Enumerable.Range(1, Length), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (cut, _) =>
        {
            var account = server.NewAccount();
            account.Script = async script =>
            {
                if (script.Number == 1)
                {
                    // One look for the beginning, two walks after the connection: from here on the frames are what is delivered.
                    await script.ListReadAsync(3);
                    for (var i = 1; i <= cut; i++)
                        await script.PublishAsync(Id(i));
                    account.Publish([.. Enumerable.Range(cut + 1, Length - cut).Select(Id)]);
                    return;
                }

                await second(script);
                await script.StayAsync();
            };
            await using var following = Following.Start(account);

            await following.UntilAsync(f => f.Checkpoint == Id(Length));

            following.Ids.ShouldBe(account.Listed, $"cut after {cut} frames");
            following.Gaps.ShouldBeEmpty($"cut after {cut} frames");
        });
}
