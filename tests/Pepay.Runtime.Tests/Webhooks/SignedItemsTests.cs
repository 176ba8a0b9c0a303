using System.Security.Cryptography;
using System.Text;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Webhooks;

namespace Pepay.Runtime.Tests.Webhooks;

/// <summary>Requests that carry several events, each with its signature inside.</summary>
public sealed class SignedItemsTests
{
    private const string Key = "k";
    private static readonly WebhookScheme Scheme = new()
    {
        Name = "hmac",
        Algorithm = WebhookAlgorithm.HmacSha256,
        Signature = new(WebhookEncoding.Base64, Pointer: "/signature"),
        SignedPayload = "{pointer:/id}:{pointer?:/original}:{pointer:/amount/value}",
    };

    [Fact]
    public void Receive_EveryItemSigned_GivesThemAll() =>
        Receive($$"""{"live":false,"items":[{{Item("a", "", 1)}}, {{Item("b", "a", 2)}}]}""").ShouldSatisfyAllConditions(
            receipt => receipt.Verdict.ShouldBe(WebhookVerdict.Valid),
            receipt => receipt.Events.Select(static e => (e.EventId, e.Environment, e.SecretId)).ShouldBe([("a", PaymentEnvironment.Test, "now"), ("b", PaymentEnvironment.Test, "now")]));

    [Theory]
    [InlineData("""{"id":"b","type":"t","amount":{"value":2}}""", WebhookVerdict.MissingSignature)]
    [InlineData("""{"id":"b","type":"t","amount":{"value":2},"signature":"AAAA"}""", WebhookVerdict.MalformedSignature)]
    [InlineData("""{"id":"b","type":"t","amount":{"value":2},"signature":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}""", WebhookVerdict.WrongSignature)]
    [InlineData("""{"id":"b","type":"t","signature":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}""", WebhookVerdict.MissingSignedValue)]
    [InlineData("7", WebhookVerdict.MissingSignature)]
    public void Receive_AForgedItemBesideGenuineOnes_IsRefusedAsAWhole(string forged, WebhookVerdict expected)
    {
        foreach (var items in new[] { $"{forged},{Item("a", "", 1)}", $"{Item("a", "", 1)},{forged}" })
        {
            var receipt = Receive($$"""{"items":[{{items}}]}""");
            receipt.Verdict.ShouldBe(expected);
            receipt.Events.ShouldBeEmpty();
        }
    }

    [Fact]
    public void Receive_ASignedFieldChanged_IsRefused()
    {
        var items = Item("a", "", 1);
        foreach (var changed in new[] { items.Replace("\"a\"", "\"c\"", StringComparison.Ordinal), items.Replace(":1}", ":9}", StringComparison.Ordinal), items.Replace("\"id\"", "\"original\":\"z\",\"id\"", StringComparison.Ordinal) })
            Receive($$"""{"items":[{{changed}}]}""").Verdict.ShouldBe(WebhookVerdict.WrongSignature, changed);
    }

    [Theory]
    [InlineData("""{"items":[]}""")]
    [InlineData("""{"items":{}}""")]
    [InlineData("{}")]
    [InlineData("no JSON")]
    public void Receive_NoItems_ProvesNothing(string body) => Receive(body).Verdict.ShouldBe(WebhookVerdict.MissingSignature);

    // Of repeated names the last counts, for the signature as for what is read.
    [Fact]
    public void Receive_ASecondArray_IsTheOneThatIsVerifiedAndRead()
    {
        var forged = """{"id":"b","type":"t","amount":{"value":2},"signature":"x"}""";

        Receive($$"""{"items":[{{Item("a", "", 1)}}],"items":[{{forged}}]}""").Verdict.ShouldNotBe(WebhookVerdict.Valid);
        Receive($$"""{"items":[{{forged}}],"items":[{{Item("a", "", 1)}}]}""").Events.ShouldHaveSingleItem().EventId.ShouldBe("a");
    }

    private static string Item(string id, string original, int value)
    {
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), Encoding.UTF8.GetBytes($"{id}:{original}:{value}")));
        var field = original.Length > 0 ? $"\"original\":\"{original}\"," : "";
        return $$$"""{"id":"{{{id}}}","type":"t",{{{field}}}"amount":{"value":{{{value}}}},"signature":"{{{signature}}}"}""";
    }

    private static WebhookReceipt Receive(string body) => new WebhookReceiver(
        new ProviderAccount
        {
            Provider = InboxEvents.Provider("t") with
            {
                Webhook = new() { Schemes = [Scheme], Event = new() { Id = ["/id"], Type = "/type", Items = "/items", Environment = [new("true", "false", Pointer: "/live")] } },
            },
            Environment = PaymentEnvironment.Test,
            WebhookSecrets = static () => [Signing.Secret(Key)],
        },
        new ManualTimeProvider()).Receive(Encoding.UTF8.GetBytes(body), static _ => default);
}
