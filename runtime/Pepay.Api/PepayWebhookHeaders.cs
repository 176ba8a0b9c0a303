namespace Pepay.Api;

/// <summary>The headers of Pepay's webhooks that repeat what is in the body and prove nothing; whoever stands in for Pepay sends them as well.</summary>
internal static class PepayWebhookHeaders
{
    public static IEnumerable<(string Name, string Value)> Of(Runtime.Webhooks.EventEnvelope envelope) =>
        [("X-Pepay-Event", envelope.Type), ("X-Pepay-Event-ID", envelope.Id)];
}
