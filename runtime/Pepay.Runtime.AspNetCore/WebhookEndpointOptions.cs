namespace Pepay.Runtime.AspNetCore;

/// <summary>Limits of the webhook endpoints.</summary>
public sealed class WebhookEndpointOptions
{
    /// <summary>The largest request body in bytes; default 1 MiB. A larger one is answered with 413 before it is read.</summary>
    public int MaxBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>When every request is answered at the latest, counted from its headers; default 1.5 s, because xPay hangs up after two.</summary>
    public TimeSpan AnswerWithin { get; set; } = TimeSpan.FromSeconds(1.5);
}
