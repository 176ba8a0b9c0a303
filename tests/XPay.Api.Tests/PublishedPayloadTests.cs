using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Pepay.Runtime.Dispatch;
using Pepay.Runtime.Inbox;

namespace XPay.Api.Tests;

/// <summary>Payloads in the shapes and with the values of the provider's documentation: read, verified and dispatched.</summary>
public sealed class PublishedPayloadTests : IAsyncLifetime
{
    private const string Secret = "signing_key";
    private readonly ReceivedIntents received = new();
    private TestShop shop = null!;

    public async Task InitializeAsync() => shop = await TestShop.StartAsync(services =>
    {
        services.AddXPay(static options =>
        {
            options.BaseUrl = new Uri("http://127.0.0.1:9");
            options.PublicKey = "unused";
            options.PrivateKey = "unused";
            options.AddWebhookSecret(Secret);
        });
        services.AddSingleton(received).AddXPayApiTestsHandlers();
    });

    public async Task DisposeAsync() => await shop.DisposeAsync();

    [Theory]
    [InlineData("intent-success-event.json", "e_1")]
    [InlineData("intent-success-event-guide.json", "e_2")]
    public async Task IntentSuccess_EitherNameOfTheIntent_ReachesTheTypedHandler(string file, string eventId)
    {
        var body = Published(file);

        (await SendAsync(body, Secret)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var context = await received.Next.Task.Soon();
        context.EventId.ShouldBe(eventId);
        context.OrderingKey.ShouldBe("in_1");
        context.Body.ToArray().ShouldBe(body);
    }

    [Fact]
    public async Task IntentSuccess_TheTwoNamesDiffer_IsKeptAsADeadLetterAndMovesNothing()
    {
        var body = Encoding.UTF8.GetBytes("""{"eventId":"e_3","eventType":"intent.success","intentId":"in_1","xIntentId":"in_2","status":"SUCCESS"}""");

        (await SendAsync(body, Secret)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var stored = (await shop.DrainAsync()).ShouldHaveSingleItem();
        stored.State.ShouldBe(InboxState.Dead);
        stored.Problem.ShouldNotBeNull().ShouldContain("/xIntentId");
        received.Next.Task.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task IntentSuccess_BodyChangedOnTheWay_IsRefused()
    {
        var body = Published("intent-success-event.json");
        var signature = Sign(body, Secret);
        body[^3] ^= 1;

        (await SendAsync(body, signature: signature)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        (await shop.Inbox.ListAsync(new InboxQuery(), default)).ShouldBeEmpty();
    }

    [Fact]
    public void CreateIntentResponse_AsPublished_IsReadAndWrittenUnchanged()
    {
        var body = Published("create-intent-response.json");

        var intent = Intent.Parse(body);

        intent.XIntentId.ShouldBe("in_1");
        intent.Status.ShouldBe(IntentStatus.Created);
        intent.Amount.ShouldBe(100);
        intent.FwdUrl.ShouldBe("https://pay.xpaycheckout.com/?xpay_intent_id=in_1");
        intent.CreatedAt!.Value.Value.ShouldBe(new DateTimeOffset(2024, 9, 26, 10, 41, 50, 472, TimeSpan.Zero));
        ShouldBeSameJson(intent.ToUtf8Bytes(), body);
    }

    [Fact]
    public void ListIntentsResponse_TimesInMilliseconds_IsReadAndWrittenUnchanged()
    {
        var body = Published("list-intents-response.json");

        var page = ListIntentsResponse.Parse(body);

        page.Data[0].Status.ShouldBe(IntentStatus.Success);
        page.Data[0].CreatedAt!.Value.Value.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(1727347310472));
        ShouldBeSameJson(page.ToUtf8Bytes(), body);
    }

    [Fact]
    public void RefundAndError_AsPublished_AreRead()
    {
        Refund.Parse(Published("refund-response.json")).Amount.ShouldBe(2000);
        Error.Parse(Published("error.json")).ErrorCode.ShouldBe("bad_request");
    }

    [Fact]
    public void RefundRequest_Amount_TravelsAsAString()
    {
        var request = new CreateRefundRequest { XIntentId = "in_1", Amount = 200 };

        ShouldBeSameJson(request.ToUtf8Bytes(), """{"xIntentId":"in_1","amount":"200"}"""u8.ToArray());
    }

    private static void ShouldBeSameJson(byte[] written, byte[] expected) =>
        JsonNode.DeepEquals(JsonNode.Parse(written), JsonNode.Parse(expected)).ShouldBeTrue(Encoding.UTF8.GetString(written));

    private static byte[] Published(string file) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Published", file));

    // Signed here by the documented recipe, not by any code of the product.
    private static string Sign(byte[] body, string secret) => Convert.ToBase64String(HMACSHA512.HashData(Encoding.UTF8.GetBytes(secret), body));

    private async Task<HttpResponseMessage> SendAsync(byte[] body, string? secret = null, string? signature = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/xpay") { Content = new ByteArrayContent(body) };
        request.Headers.Add("xpay-signature", signature ?? Sign(body, secret!));
        return await shop.Client.SendAsync(request);
    }
}

internal sealed class ReceivedIntents
{
    public TaskCompletionSource<EventContext> Next { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Found by the generator: its event comes from a referenced assembly.</summary>
internal sealed class RecordIntentSuccess(ReceivedIntents received) : IEventHandler<IntentSuccessEvent>
{
    public Task HandleAsync(IntentSuccessEvent @event, EventContext context, CancellationToken cancellationToken)
    {
        received.Next.TrySetResult(context);
        return Task.CompletedTask;
    }
}
