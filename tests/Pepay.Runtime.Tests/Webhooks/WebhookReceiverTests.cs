using System.Text;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Webhooks;
using static Pepay.Runtime.Tests.Webhooks.Signing;

namespace Pepay.Runtime.Tests.Webhooks;

public sealed class WebhookReceiverTests
{
    private readonly Signing request = new();

    [Fact]
    public void Receive_GenuineRequest_BecomesAnEventOfTheConfiguredAccount()
    {
        request.Signed("s1").With(Secret("s1", "2026")).Headers["User-Agent"] = "Pepay/1";
        var receipt = Receive();
        var incoming = receipt.Events.ShouldHaveSingleItem();
        (incoming.Provider, incoming.Account, incoming.EventId, incoming.Type, incoming.SecretId, incoming.Source, incoming.NeedsProof)
            .ShouldBe(("pepay", "second", "evt_1", "invoice.updated", "2026", EventSource.Webhook, false));
        incoming.ReceivedAt.ShouldBe(request.Clock.GetUtcNow());
        Encoding.UTF8.GetString(incoming.Body.Span).ShouldBe(Body);
    }

    [Fact]
    public void Receive_Headers_KeepsWhatTheDescriptionNamesAndNothingSecret()
    {
        request.Signed("s1").With(Secret("s1"));
        foreach (var name in new[] { "Authorization", "Cookie", "X-Api-Key", "User-Agent", "Content-Type" })
            request.Headers[name] = name;
        Receive().Events[0].Headers.Keys.Order().ShouldBe(["Content-Type", "User-Agent", "X-Pepay-Timestamp"]);
    }

    [Fact]
    public void Receive_NotGenuine_HasNoEvents()
    {
        request.Signed("other").With(Secret("s1"));
        Receive().ShouldSatisfyAllConditions(r => r.Verdict.ShouldBe(WebhookVerdict.WrongSignature), r => r.Events.ShouldBeEmpty());
    }

    [Fact]
    public void Receive_SecretsChange_AreReadForEveryRequest()
    {
        request.Signed("new").With(Secret("old"));
        var receiver = Receiver();
        Receive(receiver).Verdict.ShouldBe(WebhookVerdict.WrongSignature);
        request.With(Secret("new"));
        Receive(receiver).Verdict.ShouldBe(WebhookVerdict.Valid);
    }

    [Fact]
    public void Receive_SharedKey_MarksTheEventAsNeedingProof()
    {
        request.Headers["xpay-signature"] = Hmac512("k", Body);
        request.With(Secret("k"));
        Receive(Receiver(Plain with { ProvesAccount = false })).Events[0].NeedsProof.ShouldBeTrue();
    }

    [Fact]
    public void Receive_BufferIsUsedAgain_TheEventKeepsItsBytes()
    {
        request.Signed("s1").With(Secret("s1"));
        var buffer = Encoding.UTF8.GetBytes(Body);
        var receipt = Receiver().Receive(buffer, name => request.Headers.GetValueOrDefault(name));
        Array.Clear(buffer);
        Encoding.UTF8.GetString(receipt.Events[0].Body.Span).ShouldBe(Body);
    }

    [Fact]
    public void Receivers_TwoAccountsOfOneName_AreRefused()
    {
        var account = Receiver().Account;
        Should.Throw<ArgumentException>(() => new WebhookReceivers([account, account], request.Clock)).Message.ShouldContain("configured twice");
    }

    [Fact]
    public void Receivers_ProviderWithoutWebhooks_IsLeftOut()
    {
        var account = new ProviderAccount { Provider = InboxEvents.Provider("t"), Environment = PaymentEnvironment.Test };
        new WebhookReceivers([account], request.Clock).Find("pepay", "default").ShouldBeNull();
    }

    [Fact]
    public void Secret_AsText_DoesNotShowItsValue() => Secret("s1").ToString().ShouldNotContain("s1");

    private WebhookReceiver Receiver(WebhookScheme? scheme = null) => new(
        new ProviderAccount
        {
            Provider = InboxEvents.Provider("invoice.updated") with { Webhook = new() { Schemes = [scheme ?? Timestamped], Event = Layout } },
            Account = "second",
            Environment = PaymentEnvironment.Test,
            WebhookSecrets = () => request.Secrets,
        },
        request.Clock);

    private WebhookReceipt Receive(WebhookReceiver? receiver = null) =>
        (receiver ?? Receiver()).Receive(Encoding.UTF8.GetBytes(Body), name => request.Headers.GetValueOrDefault(name));
}
