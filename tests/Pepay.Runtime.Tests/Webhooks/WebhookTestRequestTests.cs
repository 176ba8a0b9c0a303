using Microsoft.Extensions.Primitives;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Webhooks;

namespace Pepay.Runtime.Tests.Webhooks;

public sealed class WebhookTestRequestTests
{
    private readonly ManualTimeProvider clock = new();

    [Theory]
    [InlineData(WebhookAlgorithm.HmacSha256, WebhookEncoding.Hex, "{header:X-Time}.{body}", null)]
    [InlineData(WebhookAlgorithm.HmacSha512, WebhookEncoding.Base64, "{body}", "/events")]
    public void Create_OfAnAccount_IsAcceptedByItsOwnReceiver(WebhookAlgorithm algorithm, WebhookEncoding encoding, string signed, string? items)
    {
        var account = Account(algorithm, encoding, signed, items);

        var request = WebhookTestRequest.Create(account, clock.GetUtcNow());

        var receipt = Receive(account, request);
        receipt.Verdict.ShouldBe(WebhookVerdict.Valid);
        var received = receipt.Events.ShouldHaveSingleItem();
        (received.EventId, received.Type, received.OrderingKey, received.Problem, received.CreatedAt).ShouldBe((request.EventId, "test.sent", null, null, clock.GetUtcNow()));
        WebhookTestRequest.Create(account, clock.GetUtcNow()).EventId.ShouldNotBe(request.EventId);
    }

    [Theory]
    [InlineData(WebhookAlgorithm.HmacSha256, WebhookEncoding.Hex, "{header:X-Time}.{body}")]
    [InlineData(WebhookAlgorithm.HmacSha512, WebhookEncoding.Base64, "{body}")]
    public void CreateForged_OfAnAccount_IsRefusedForItsSignatureAlone(WebhookAlgorithm algorithm, WebhookEncoding encoding, string signed)
    {
        var account = Account(algorithm, encoding, signed, null);

        Receive(account, WebhookTestRequest.CreateForged(account, clock.GetUtcNow())).Verdict.ShouldBe(WebhookVerdict.WrongSignature);
    }

    [Fact]
    public void Create_NothingThatCanSign_SaysSo() => Should.Throw<InvalidOperationException>(
        () => WebhookTestRequest.Create(Account(WebhookAlgorithm.EcdsaP256Sha256, WebhookEncoding.Base64, "{body}", null), clock.GetUtcNow()))
        .Message.ShouldContain("No webhook secret");

    private WebhookReceipt Receive(ProviderAccount account, WebhookTestRequest request) => new WebhookReceiver(account, clock).Receive(
        request.Webhook.Body.Span, name => request.Webhook.Headers.TryGetValue(name, out var value) ? value : StringValues.Empty);

    private static ProviderAccount Account(WebhookAlgorithm algorithm, WebhookEncoding encoding, string signed, string? items) => new()
    {
        Environment = PaymentEnvironment.Test,
        WebhookSecrets = static () => [new WebhookSecret { Id = "current", Scheme = "main", Value = "a-secret-of-the-test" }],
        Provider = new ProviderDescriptor
        {
            Name = "some",
            DisplayName = "Some",
            EventTypes = ["payment.made", "test.sent"],
            Webhook = new WebhookDescriptor
            {
                Schemes =
                [
                    new WebhookScheme
                    {
                        Name = "main",
                        Algorithm = algorithm,
                        Signature = new SignatureSource(encoding, "X-Signature"),
                        SignedPayload = signed,
                        Timestamp = signed == "{body}" ? null : new TimestampSource("X-Time", EpochUnit.Milliseconds),
                        Tolerance = TimeSpan.FromMinutes(5),
                    },
                ],
                Event = new EventLayout
                {
                    Id = ["/meta/id", "/meta/part"],
                    Type = "/type",
                    Created = new EventTimeSource("/created", EpochUnit.Seconds),
                    OrderingKey = [["/data/payment"]],
                    Items = items,
                },
            },
        },
    };
}
