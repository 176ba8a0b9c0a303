using Pepay.Runtime.Dispatch;
using RabbitMQ.Client;

namespace Pepay.Runtime.RabbitMq;

/// <summary>
/// A handler of every event that hands it to the broker. Leases, order per key and resumption are the inbox's; the delivery is marked as done when the
/// broker has confirmed the message.
/// </summary>
internal sealed class EventForwarder(BrokerChannel channel)
{
    public const string Name = "rabbitmq-forward";

    public Task ForwardAsync(EventContext context, CancellationToken cancellationToken)
    {
        var properties = new BasicProperties
        {
            ContentType = CloudEvent.ContentType,
            DeliveryMode = DeliveryModes.Persistent,
            MessageId = $"{context.Provider}:{context.Account}:{context.EventId}",
            Type = context.EventType,
        };
        return channel.PublishAsync(properties, CloudEvent.Write(context), cancellationToken);
    }
}
