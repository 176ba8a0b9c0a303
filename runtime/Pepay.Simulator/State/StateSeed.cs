using Pepay.Simulator.Pepay;

namespace Pepay.Simulator.State;

/// <summary>What the options put into the state at every start.</summary>
internal sealed class StateSeed(SimulatorContext context, InvoiceDesk invoices)
{
    public const string PepayTarget = "pepay-default";
    public const string XPayTarget = "xpay-default";

    public void Plant() => context.Store.Change(() =>
    {
        var options = context.Options;
        PlantKeys();
        // A target that the options do not name was set while the simulator ran: it stays.
        if (options.PepayWebhookUrl is not null)
            PutTarget(context.State.Pepay.Targets, PepayTarget, options.PepayWebhookUrl, options.PepayWebhookSecret);
        if (options.XPayWebhookUrl is not null)
            PutTarget(context.State.XPay.Targets, XPayTarget, options.XPayWebhookUrl, options.XPayWebhookSecret);
        // A call that was in work when the process died was never answered: its key is free again.
        Forget(context.State.Pepay.Idempotency);
        Forget(context.State.XPay.Idempotency);
        foreach (var invoice in context.State.Pepay.Invoices)
            invoices.Watch(invoice);
    });

    /// <summary>Called with the state locked.</summary>
    public void PlantKeys()
    {
        context.State.Pepay.CurrentEnvironment = context.Environment;
        PutKey("00000000-0000-4000-8000-000000000001", "merchant", context.Options.PepayMerchantKey);
        PutKey("00000000-0000-4000-8000-000000000002", "commerce", context.Options.PepayCommerceKey);
    }

    /// <summary>Points a built-in target elsewhere; null takes it away. A secret that was rotated stays. Called with the state locked.</summary>
    public static void PutTarget(List<WebhookTarget> targets, string id, string? url, string secret)
    {
        var target = targets.Find(target => target.Id == id);
        if (url is null)
            targets.RemoveAll(each => each.Id == id);
        else if (target is null)
            targets.Add(new WebhookTarget { Id = id, Url = url, Secret = secret });
        else
            (target.Url, target.Secret) = (url, target.PreviousSecret is null ? secret : target.Secret);
    }

    private void PutKey(string id, string scope, string value)
    {
        context.State.Pepay.Keys.RemoveAll(key => key.Id == id);
        context.State.Pepay.Keys.Add(new PepayKey
        {
            Id = id, Name = $"Built-in {scope} key", Scope = scope, Value = value, Environment = context.Environment, CreatedAt = context.Now,
        });
    }

    private static void Forget(Dictionary<string, StoredAnswer> answers)
    {
        foreach (var key in answers.Where(pair => pair.Value.InProgress).Select(pair => pair.Key).ToList())
            answers.Remove(key);
    }
}
