namespace Pepay.Runtime.RabbitMq;

/// <summary>Where accepted events are forwarded to.</summary>
public sealed class RabbitMqOptions
{
    /// <summary>The broker's address with its user and password, <c>amqp://user:password@host:5672/vhost</c>, or <c>amqps://</c>. Required; it is in no log.</summary>
    public Uri? Broker { get; set; }

    /// <summary>The quorum queue; declared when it is not there. Default <c>pepay.events</c>.</summary>
    public string Queue { get; set; } = "pepay.events";

    /// <summary>How long to wait for the broker's confirmation before the connection is given up; default 10 s, at most 30 s.</summary>
    public TimeSpan ConfirmTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait before a broker that is away is tried again; default 30 s. The first wait is one second, and each further one twice as long.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    internal string? Problem()
    {
        if (Broker is not { IsAbsoluteUri: true, Scheme: "amqp" or "amqps" })
            return "RabbitMqOptions.Broker is missing or is no amqp:// or amqps:// address. Set it to the broker's address, with user and password.";
        if (string.IsNullOrWhiteSpace(Queue) || Queue.Length > 255)
            return "RabbitMqOptions.Queue must be 1 to 255 characters.";
        return ConfirmTimeout <= TimeSpan.Zero || ConfirmTimeout > TimeSpan.FromSeconds(30) || MaxRetryDelay < TimeSpan.FromSeconds(1)
            ? "RabbitMqOptions.ConfirmTimeout must be above zero and at most 30 s, MaxRetryDelay at least 1 s." : null;
    }
}
