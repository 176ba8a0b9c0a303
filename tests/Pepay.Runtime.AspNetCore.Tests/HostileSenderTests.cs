using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Webhooks;
using XPay.Api;

namespace Pepay.Runtime.AspNetCore.Tests;

/// <summary>
/// Requests that are not genuine, by the hundred thousand: none gets to the store, none costs more than its cap, and the endpoint goes on.
/// They call the endpoint itself where the server in front of it does not matter.
/// </summary>
public sealed class HostileSenderTests : IAsyncLifetime
{
    private const int Cap = 1024 * 1024;

    // What refusing one request may allocate, whatever is wrong with it: its body is at most a few kilobytes.
    private const int RefusalBytes = 32 * 1024;

    private readonly ECDsa sharedKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly WebhookServer server;
    private readonly RequestDelegate endpoint;

    public HostileSenderTests()
    {
        server = Server();
        endpoint = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.Single(e => e.DisplayName == "Pepay webhooks").RequestDelegate!;
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await server.DisposeAsync();
        sharedKey.Dispose();
    }

    [Fact]
    public async Task Post_HundredThousandMutatedRequests_AreAllRefusedCheaply()
    {
        const int Count = 100_000;
        var requests = new HostileRequests(seed: 20261121, server.Clock.GetUtcNow());
        var kinds = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var costs = new SortedDictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < Count; i++)
        {
            var request = requests.Next();
            kinds[request.Kind] = kinds.GetValueOrDefault(request.Kind) + 1;
            var context = Context(request.Provider, new MemoryStream(request.Body));
            foreach (var (name, values) in request.Headers)
                context.Request.Headers[name] = values;
            var cost = CostOf(context);

            // The first of a kind also makes what all of it share.
            costs[request.Kind] = costs.TryGetValue(request.Kind, out var most) ? Math.Max(most, cost) : 0;
            server.Log.Clear(); // A long log allocates as it grows.
            context.Response.StatusCode.ShouldBe(StatusCodes.Status401Unauthorized, $"request {i}: {request.Kind} ({request.Provider})");
        }

        kinds.Count.ShouldBe(17);
        kinds.Values.Min().ShouldBeGreaterThan(500);
        server.Store.Stored.ShouldBeEmpty();

        costs.ShouldAllBe(kind => kind.Value < RefusalBytes, string.Join(", ", costs));
        (await server.SendAsync(server.Request())).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Post_ThirtyMegabytesAnnounced_ReadsNothing()
    {
        using var body = new CountingStream(30_000_000);
        (await PostAsync(body, length: 30_000_000)).ShouldBe(413);
        body.Read.ShouldBe(0);
    }

    [Fact]
    public async Task Post_ChunkedWithoutEnd_ReadsAndHoldsOneByteMoreThanTheCap()
    {
        using var body = new CountingStream(long.MaxValue);
        (await PostAsync(body)).ShouldBe(413);
        body.Read.ShouldBe(Cap + 1);
    }

    [Fact]
    public async Task Post_OneByteAtATime_IsCutOffAtTheDeadline()
    {
        using var body = new CountingStream(long.MaxValue, most: 1, onRead: () => server.Clock.Advance(TimeSpan.FromMilliseconds(10)));
        (await PostAsync(body)).ShouldBe(503);
        body.Read.ShouldBeInRange(1, 150);
    }

    [Fact]
    public async Task Post_BodyThatIsAnnouncedShorterThanItIs_IsJudgedByWhatWasRead()
    {
        using var body = new CountingStream(2000);
        (await PostAsync(body, length: 10)).ShouldBe(401);
        body.Read.ShouldBe(2000);
    }

    [Theory]
    [InlineData("pepay", "X-Pepay-Signature", "not hexadecimal")]
    [InlineData("pepay", "X-Pepay-Signature", "0")]
    [InlineData("pepay", "X-Pepay-Signature", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeef")]
    [InlineData("pepay", "X-Pepay-Signature", "0x112233445566778899aabbccddeeff00112233445566778899aabbccddeeff")]
    [InlineData("xpay", "xpay-signature", "not base64!")]
    [InlineData("xpay", "xpay-signature", "AAA")]
    [InlineData("xpay", "xpay-signature", "A===")]
    [InlineData("xpay", "xpay-signature", "AAAA")]
    [InlineData("xpay", "xpay-private-signature", "AAAA")]
    [InlineData("xpay", "xpay-private-signature", "%%%%")]
    public async Task Post_MalformedSignature_Is401AndSaysSo(string provider, string header, string signature)
    {
        var context = Context(provider, new MemoryStream("{}"u8.ToArray()));
        context.Request.Headers["X-Pepay-Timestamp"] = server.Clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        context.Request.Headers[header] = signature;
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        await endpoint(context);
        context.Response.StatusCode.ShouldBe(401);
        Encoding.UTF8.GetString(answer.ToArray()).ShouldBe("""{"ok":false,"error":"the signature is malformed"}""");
    }

    [Fact]
    public void Post_HugeSignatureHeader_CostsNoMoreThanReadingIt()
    {
        foreach (var (text, verdict) in new[] { (new string('0', Cap), "malformed"), (new string(',', Cap), "no signature"), (string.Concat(Enumerable.Repeat("00,", Cap / 3)), "malformed") })
        {
            var context = Context("pepay", new MemoryStream("{}"u8.ToArray()));
            context.Request.Headers["X-Pepay-Signature"] = text;
            using var answer = new MemoryStream();
            context.Response.Body = answer;
            CostOf(context).ShouldBeLessThan(RefusalBytes);
            context.Response.StatusCode.ShouldBe(401);
            Encoding.UTF8.GetString(answer.ToArray()).ShouldContain(verdict);
        }
    }

    [Fact]
    public async Task Post_SignedWithTheSharedKey_IsKeptAsNeedingProof()
    {
        var body = """{"eventId":"e1","eventType":"intent.success","intentId":"i1"}"""u8.ToArray();
        (await PostXPayAsync(body, sharedKey)).ShouldBe(200);
        server.Store.Stored.ShouldHaveSingleItem().NeedsProof.ShouldBeTrue();
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        (await PostXPayAsync("""{"eventId":"e2","eventType":"intent.success","intentId":"i1"}"""u8.ToArray(), other)).ShouldBe(401);
        server.Store.Stored.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Socket_ThousandsOfMutatedRequests_AreRefusedAndTheServerStaysUp()
    {
        await using var listening = Server(web => web.UseKestrel().UseUrls("http://127.0.0.1:0"));
        var requests = new HostileRequests(seed: 1, listening.Clock.GetUtcNow());
        for (var i = 0; i < 3000; i++)
        {
            var hostile = requests.Next();
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/webhooks/{hostile.Provider}") { Content = new ByteArrayContent(hostile.Body) };
            foreach (var (name, values) in hostile.Headers)
            {
                if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
                    request.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }

            (await listening.SendAsync(request)).Status.ShouldBe(401, hostile.Kind);
        }

        listening.Store.Stored.ShouldBeEmpty();
        (await listening.SendAsync(listening.Request())).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Socket_BytesThatAreHardlyHttp_NeverGetToTheStoreAndTheServerStaysUp()
    {
        await using var listening = Server(web => web.UseKestrel().UseUrls("http://127.0.0.1:0"));
        var random = new Random(2);

        // Signed with a wrong key, so that whatever the change leaves whole cannot be genuine either.
        var whole = Encoding.Latin1.GetBytes(
            $"POST /webhooks/pepay HTTP/1.1\r\nHost: a\r\nX-Pepay-Timestamp: {listening.Clock.GetUtcNow().ToUnixTimeMilliseconds()}\r\nX-Pepay-Signature: {new string('a', 64)}\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n10\r\n{\"id\":\"evt_1234\"\r\n1\r\n}\r\n0\r\n\r\n");
        for (var i = 0; i < 1000; i++)
        {
            byte[] bytes = [.. whole];
            for (var change = 0; change <= random.Next(3); change++)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(3) == 0)
                bytes = bytes[..random.Next(bytes.Length)];
            using var sender = new TcpClient();
            await sender.ConnectAsync(IPAddress.Loopback, listening.Client.BaseAddress!.Port);
            var stream = sender.GetStream();
            try
            {
                await stream.WriteAsync(bytes);
                sender.Client.Shutdown(SocketShutdown.Send);
                using var reader = new StreamReader(stream, Encoding.Latin1);
                (await reader.ReadToEndAsync().Soon()).ShouldNotContain(" 200 ");
            }
            catch (Exception exception) when (exception is IOException or SocketException)
            {
                // The server has closed the connection, as it should.
            }
        }

        listening.Store.Stored.ShouldBeEmpty();
        (await listening.SendAsync(listening.Request())).Status.ShouldBe(200);
    }

    /// <summary>Has a request answered, and gives what that allocated. Nothing in it waits, so that all of it happens on this thread.</summary>
    private long CostOf(HttpContext context)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var answering = endpoint(context);
        var cost = GC.GetAllocatedBytesForCurrentThread() - before;
        answering.IsCompletedSuccessfully.ShouldBeTrue();
        return cost;
    }

    private WebhookServer Server(Action<IWebHostBuilder>? web = null) => new(
        services => services.AddSingleton(new ProviderAccount
        {
            Provider = XPayDescriptor.Instance,
            Environment = PaymentEnvironment.Test,
            WebhookSecrets = () =>
            [
                new WebhookSecret { Id = "own", Scheme = "hmac", Value = HostileRequests.XPaySecret },
                new WebhookSecret { Id = "shared", Scheme = "ecdsa", Value = Convert.ToBase64String(sharedKey.ExportSubjectPublicKeyInfo()) },
            ],
        }),
        web);

    private async Task<int> PostAsync(Stream body, long? length = null)
    {
        var context = Context("pepay", body);
        context.Request.ContentLength = length;
        await endpoint(context).Soon();
        return context.Response.StatusCode;
    }

    private async Task<int> PostXPayAsync(byte[] body, ECDsa key)
    {
        var context = Context("xpay", new MemoryStream(body));
        context.Request.Headers["xpay-private-signature"] = Convert.ToBase64String(key.SignData(body, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        await endpoint(context).Soon();
        return context.Response.StatusCode;
    }

    private DefaultHttpContext Context(string provider, Stream body)
    {
        var context = new DefaultHttpContext { RequestServices = server.Services };
        context.Request.Method = HttpMethods.Post;
        context.Request.Protocol = HttpProtocol.Http11;
        context.Request.RouteValues["provider"] = provider;
        context.Request.RouteValues["account"] = ProviderAccount.DefaultName;
        context.Request.Body = body;
        return context;
    }

    private sealed class CountingStream(long length, int most = int.MaxValue, Action? onRead = null) : MemoryStream
    {
        public new long Read { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            onRead?.Invoke();
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            var count = (int)Math.Min(Math.Min(buffer.Length, most), length - Read);
            Read += count;
            return count;
        }
    }
}
