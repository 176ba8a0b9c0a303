using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Pepay.Runtime.Dispatch;
using Pepay.Runtime.Inbox;

namespace Pepay.Api.Tests;

/// <summary>Payloads as the provider's documentation has them, byte for byte: read, verified and dispatched.</summary>
public sealed class PublishedPayloadTests : IAsyncLifetime
{
    private const string Secret = "whsec_test";
    private readonly ReceivedEvents received = new();
    private TestShop shop = null!;

    public async Task InitializeAsync() => shop = await TestShop.StartAsync(services =>
    {
        services.AddPepay(static options =>
        {
            options.BaseUrl = new Uri("http://127.0.0.1:9");
            options.MerchantApiKey = "unused";
            options.AddWebhookSecret(Secret);
        });
        services.AddSingleton(received).AddPepayApiTestsHandlers();
    });

    public async Task DisposeAsync() => await shop.DisposeAsync();

    [Fact]
    public async Task EventFrame_SignedAsDocumented_ReachesTheTypedHandlerUnchanged()
    {
        var body = Published("event-frame.json");

        (await SendAsync(body, Secret)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var (delivered, context) = await received.NextAsync();
        delivered.Id.ShouldBe("evt_1734780000000-123");
        delivered.Created.Value.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1734780000));
        delivered.Data.Object.Id.ShouldBe("550e8400-e29b-41d4-a716-446655440000");
        delivered.Data.Object.Status.ShouldBe(InvoiceStatus.Paid);
        context.OrderingKey.ShouldBe("550e8400-e29b-41d4-a716-446655440000");
        context.Body.ToArray().ShouldBe(body);
    }

    [Fact]
    public async Task EventFrame_SignedWithAnotherSecret_IsRefusedAndNotStored()
    {
        (await SendAsync(Published("event-frame.json"), "other")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        (await shop.Inbox.ListAsync(new InboxQuery(), default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task EventFrame_SentTwice_IsDispatchedOnce()
    {
        var body = Published("event-frame.json");
        await SendAsync(body, Secret);
        await SendAsync(body, Secret);

        await received.NextAsync();

        (await shop.Inbox.ListAsync(new InboxQuery(), default)).Count.ShouldBe(1);
        received.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Secret_ReplacedInTheConfiguration_IsFollowedWithoutARestart()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Key", "key"), new("Secret", Secret)]).Build();
        await using var reloading = await TestShop.StartAsync(services => services.AddSingleton<IConfiguration>(configuration).AddPepay(options =>
        {
            options.MerchantApiKey = configuration["Key"];
            options.AddWebhookSecret(configuration["Secret"]!);
        }));
        var body = Published("test-ping.json");
        configuration["Secret"] = "rotated";
        configuration.Reload();

        (await SendAsync(body, Secret, reloading)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await SendAsync(body, "rotated", reloading)).StatusCode.ShouldBe(HttpStatusCode.OK);

        configuration["Key"] = "";
        configuration["Secret"] = "slip";
        configuration.Reload();
        (await SendAsync(body, "rotated", reloading)).StatusCode.ShouldBe(HttpStatusCode.OK);
        reloading.Logs.Text.ShouldContain("the former one stays in use");
    }

    [Fact]
    public async Task TestPing_SignedAsDocumented_IsDone()
    {
        (await SendAsync(Published("test-ping.json"), Secret)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var stored = (await shop.DrainAsync()).ShouldHaveSingleItem();
        stored.Type.ShouldBe("test.ping");
        stored.State.ShouldBe(InboxState.Done);
        stored.OrderingKey.ShouldBeNull();
    }

    [Fact]
    public async Task UnknownEventType_SignedAsDocumented_IsKeptAndStillAHint()
    {
        var body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Published("event-frame.json")).Replace("invoice.updated", "invoice.exploded", StringComparison.Ordinal));

        (await SendAsync(body, Secret)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var stored = (await shop.Inbox.ListAsync(new InboxQuery(), default)).ShouldHaveSingleItem();
        (await shop.Inbox.GetAsync(stored.Id, default))!.Body!.Value.ToArray().ShouldBe(body);
        await Eventually.TrueAsync(async () => (await shop.Inbox.GetAsync(stored.Id, default))!.Deliveries.Any(static d => d.Handler == "payment-sync" && d.Attempts > 0));
    }

    [Theory]
    [InlineData("event-frame.json")]
    [InlineData("test-ping.json")]
    public void Event_ReadAndWritten_IsTheSameJson(string file)
    {
        var body = Published(file);
        var type = JsonNode.Parse(body)!["type"]!.GetValue<string>();

        var written = PepayEvents.Parse(type, body) switch
        {
            InvoiceUpdatedEvent updated => updated.ToUtf8Bytes(),
            TestPingEvent ping => ping.ToUtf8Bytes(),
            var other => throw new InvalidOperationException($"{type} was read as {other.GetType().Name}."),
        };

        JsonNode.DeepEquals(JsonNode.Parse(written), JsonNode.Parse(body)).ShouldBeTrue(Encoding.UTF8.GetString(written));
    }

    [Theory]
    [InlineData("ws-token-response.json", "merchant", 1734780060)]
    [InlineData("ws-token-response-older.json", "commerce", 1766316060)]
    public void WsTokenResponse_BothTimeForms_IsReadAndWrittenUnchanged(string file, string scope, long expires)
    {
        var body = Published(file);

        var response = MintWsTokenResponse.Parse(body);

        response.Data.Scope!.Value.Value.ShouldBe(scope);
        response.Data.ExpiresAt!.Value.Value.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(expires));
        JsonNode.DeepEquals(JsonNode.Parse(response.ToUtf8Bytes()), JsonNode.Parse(body)).ShouldBeTrue();
    }

    [Fact]
    public void Errors_AllThreeFamilies_AreToldApart()
    {
        Error.Parse(Published("error-key-invalid.json")).AsNestedError.ShouldNotBeNull().Error.Code.ShouldBe("API_KEY_INVALID");
        Error.Parse(Published("error-legacy.json")).AsFlatError.ShouldNotBeNull().Code.ShouldBe("INTERNAL_SERVER_ERROR");
        Error.Parse(Published("error-rate-limit.json")).AsRateLimitError.ShouldNotBeNull().ErrorCode.ShouldBe("RATE_LIMIT_EXCEEDED");
    }

    private static byte[] Published(string file) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Published", file));

    private async Task<HttpResponseMessage> SendAsync(byte[] body, string secret, TestShop? to = null)
    {
        // Signed here by the documented recipe, not by any code of the product.
        var timestamp = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes(timestamp + "."), .. body];
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/pepay") { Content = new ByteArrayContent(body) };
        request.Headers.Add("X-Pepay-Timestamp", timestamp);
        request.Headers.Add("X-Pepay-Signature", Convert.ToHexString(signature).ToLowerInvariant());
        return await (to ?? shop).Client.SendAsync(request);
    }
}

internal sealed class ReceivedEvents
{
    private readonly ConcurrentQueue<(InvoiceUpdatedEvent Event, EventContext Context)> events = new();
    private readonly SemaphoreSlim arrived = new(0);

    public int Count => events.Count;

    public void Add(InvoiceUpdatedEvent @event, EventContext context)
    {
        events.Enqueue((@event, context));
        arrived.Release();
    }

    public async Task<(InvoiceUpdatedEvent Event, EventContext Context)> NextAsync()
    {
        (await arrived.WaitAsync(TimeSpan.FromMinutes(5))).ShouldBeTrue("no event arrived");
        return events.TryDequeue(out var next) ? next : throw new InvalidOperationException();
    }
}

/// <summary>Found by the generator: its event comes from a referenced assembly.</summary>
internal sealed class RecordInvoiceUpdated(ReceivedEvents received) : IEventHandler<InvoiceUpdatedEvent>
{
    public Task HandleAsync(InvoiceUpdatedEvent @event, EventContext context, CancellationToken cancellationToken)
    {
        received.Add(@event, context);
        return Task.CompletedTask;
    }
}
