using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Hosting;

namespace Pepay.Runtime.AspNetCore.Tests;

/// <summary>Hostile senders over real sockets: what the server itself does with broken requests counts, too.</summary>
public sealed class WebhookSocketTests : IAsyncLifetime
{
    private readonly WebhookServer server = new(web: web => web.UseKestrel().UseUrls("http://127.0.0.1:0"));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Post_AnnouncesThirtyMegabytes_IsAnsweredBeforeSendingThem()
    {
        using var sender = await ConnectAsync();
        await WriteAsync(sender, "POST /webhooks/pepay HTTP/1.1\r\nHost: a\r\nContent-Length: 30000000\r\n\r\n{");
        (await ReadStatusAsync(sender)).ShouldStartWith("HTTP/1.1 413");
    }

    [Fact]
    public async Task Post_ChunksWithoutEnd_AreCutOff()
    {
        using var sender = await ConnectAsync();
        await WriteAsync(sender, "POST /webhooks/pepay HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        var answer = ReadStatusAsync(sender);
        var chunk = $"1000\r\n{new string('x', 4096)}\r\n";
        var sent = 0L;
        try
        {
            while (!answer.IsCompleted && sent < 100_000_000)
            {
                await WriteAsync(sender, chunk);
                sent += chunk.Length;
            }
        }
        catch (IOException)
        {
            // The server has closed the connection, as it should.
        }

        (await answer.Soon()).ShouldStartWith("HTTP/1.1 413");
        sent.ShouldBeLessThan(100_000_000);
    }

    [Fact]
    public async Task Post_BodyThatStops_IsAnsweredAtTheDeadline()
    {
        using var sender = await ConnectAsync();
        await WriteAsync(sender, "POST /webhooks/pepay HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{");
        var answer = ReadStatusAsync(sender);
        await Eventually.TrueAsync(() => server.Clock.NextDue is not null);
        server.Clock.Advance(TimeSpan.FromSeconds(1.5));
        (await answer.Soon()).ShouldStartWith("HTTP/1.1 503");
    }

    [Theory]
    [InlineData("zz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("FFFFFFFFFFFFFFFF\r\n{}")]
    public async Task Post_BrokenChunks_AreRefusedAndTheServerStaysUp(string body)
    {
        using (var sender = await ConnectAsync())
        {
            await WriteAsync(sender, $"POST /webhooks/pepay HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{body}");
            (await ReadStatusAsync(sender).Soon()).ShouldMatch("^HTTP/1.1 (400|503)");
        }

        (await server.SendAsync(server.Request())).Status.ShouldBe(200);
        server.Store.Stored.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Post_SenderVanishesInTheBody_CostsNothing()
    {
        using (var sender = await ConnectAsync())
            await WriteAsync(sender, "POST /webhooks/pepay HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{");
        (await server.SendAsync(server.Request())).Status.ShouldBe(200);
        server.Store.Stored.Count.ShouldBe(1);
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.Client.BaseAddress!.Host, server.Client.BaseAddress.Port);
        return client;
    }

    private static Task WriteAsync(TcpClient client, string text) => client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text)).AsTask();

    private static async Task<string> ReadStatusAsync(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII, leaveOpen: true);
        return await reader.ReadLineAsync() ?? "closed";
    }
}
