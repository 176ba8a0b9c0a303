using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Pepay.Runtime.Inbox;

namespace Pepay.Runtime.AspNetCore.Tests;

/// <summary>Large, slow and vanishing senders; slow, hanging and broken stores. The clock is the test's, so nothing waits.</summary>
public sealed class WebhookLimitTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1.5);

    private readonly WebhookServer server = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Post_ThirtyMegabytes_Is413BeforeAnythingIsRead()
    {
        using var content = new EndlessContent(length: 30_000_000);
        var request = server.Request();
        request.Content = content;
        (await server.SendAsync(request)).Status.ShouldBe(413);
        content.Written.ShouldBeLessThan(1_000_000);
    }

    [Fact]
    public async Task Post_ChunkedWithoutEnd_Is413AfterOneMebibyte()
    {
        using var content = new EndlessContent(length: null);
        var request = server.Request();
        request.Content = content;
        (await server.SendAsync(request)).Status.ShouldBe(413);
        content.Written.ShouldBeInRange(1024 * 1024, 4 * 1024 * 1024);
        server.Store.Stored.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1024 * 1024, 200)]
    [InlineData((1024 * 1024) + 1, 413)]
    public async Task Post_BodyAroundTheCap_CountsToTheByte(int size, int status)
    {
        var body = WebhookServer.Body + new string(' ', size - WebhookServer.Body.Length);
        (await server.SendAsync(server.Request(body))).Status.ShouldBe(status);
        var chunked = server.Request(body.Replace("evt_1", "evt_2", StringComparison.Ordinal));
        chunked.Headers.TransferEncodingChunked = true;
        (await server.SendAsync(chunked)).Status.ShouldBe(status);
    }

    [Fact]
    public async Task Post_BodyThatStops_Is503AtTheDeadline()
    {
        using var content = new SilentContent();
        var request = server.Request();
        request.Content = content;
        var sending = server.SendAsync(request);
        await content.Started.Soon();
        await UntilTheDeadlineIsSetAsync();
        server.Clock.Advance(Deadline);
        (await sending.Soon()).Status.ShouldBe(503);
        content.Release();
    }

    [Fact]
    public async Task Post_StoreHangs_Is503AtTheDeadlineAndTheInsertGoesOn()
    {
        var store = Gate();
        var sending = server.SendAsync(server.Request());
        await store.Entered.Soon();
        server.Clock.Advance(Deadline - TimeSpan.FromMilliseconds(1));
        sending.IsCompleted.ShouldBeFalse();
        server.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await sending.Soon()).ShouldBe((503, """{"ok":false,"error":"not stored in time; send it again"}"""));

        store.Open();
        (await server.SendAsync(server.Request())).ShouldBe((200, """{"ok":true,"result":"duplicate"}"""));
        server.Store.Stored.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Post_StoreBlocksItsThread_Is503AtTheDeadlineToo()
    {
        using var open = new ManualResetEventSlim();
        var entered = new TaskCompletionSource();
        server.Store.BeforeCommit = _ =>
        {
            entered.TrySetResult();
            open.Wait(CancellationToken.None);
            return Task.CompletedTask;
        };
        var first = server.SendAsync(server.Request());
        await entered.Task.Soon();
        server.Clock.Advance(Deadline);
        (await first.Soon()).Status.ShouldBe(503);
        open.Set();
    }

    [Fact]
    public async Task Post_SenderHangsUp_DoesNotUndoTheInsert()
    {
        var store = Gate();
        using var sender = new CancellationTokenSource();
        var sending = server.Client.SendAsync(server.Request(), sender.Token);
        await store.Entered.Soon();
        await sender.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => sending.Soon());
        store.Token.CanBeCanceled.ShouldBeFalse();
        store.Open();
        (await server.SendAsync(server.Request())).ShouldBe((200, """{"ok":true,"result":"duplicate"}"""));
    }

    [Fact]
    public async Task Post_StoreIsDown_Is503AndWorksAgainAfterwards()
    {
        server.Store.BeforeCommit = _ => throw new IOException("disk");
        (await server.SendAsync(server.Request())).ShouldBe((503, """{"ok":false,"error":"could not be stored; send it again"}"""));
        server.Store.BeforeCommit = _ => Task.CompletedTask;
        (await server.SendAsync(server.Request())).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Post_TooMuchWaitsForTheStore_Is503AtOnce()
    {
        await using var small = new WebhookServer(services => services.Configure<InboxOptions>(o => o.MaxWaitingBytes = 1500));
        var entered = new TaskCompletionSource();
        var open = new TaskCompletionSource();
        small.Store.BeforeCommit = _ =>
        {
            entered.TrySetResult();
            return open.Task;
        };
        var first = small.SendAsync(small.Request());
        await entered.Task.Soon();
        (await small.SendAsync(small.Request())).Status.ShouldBe(503);
        open.SetResult();
        (await first.Soon()).Status.ShouldBe(200);
    }

    private StoreGate Gate() => new(server.Store);

    private Task UntilTheDeadlineIsSetAsync() => Eventually.TrueAsync(() => server.Clock.NextDue is not null);

    private sealed class StoreGate
    {
        private readonly TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public StoreGate(ScriptedInboxStore store) => store.BeforeCommit = token =>
        {
            Token = token;
            entered.TrySetResult();
            return open.Task;
        };

        public Task Entered => entered.Task;

        public CancellationToken Token { get; private set; }

        public void Open() => open.TrySetResult();
    }

    private sealed class EndlessContent(long? length) : HttpContent
    {
        public long Written { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            var chunk = Encoding.ASCII.GetBytes(new string('x', 4096));
            while (Written < (length ?? long.MaxValue))
            {
                await stream.WriteAsync(chunk, cancellationToken);
                Written += chunk.Length;
            }
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, default);

        protected override bool TryComputeLength(out long computed)
        {
            computed = length ?? 0;
            return length is not null;
        }
    }

    private sealed class SilentContent : HttpContent
    {
        private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource released = new();

        public Task Started => started.Task;

        public void Release() => released.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("{"u8.ToArray());
            await stream.FlushAsync();
            started.TrySetResult();
            await released.Task;
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = 0;
            return false;
        }
    }
}
