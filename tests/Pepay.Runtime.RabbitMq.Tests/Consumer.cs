using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Pepay.Runtime.RabbitMq.Tests;

/// <summary>What another program finds in the queue.</summary>
internal static class Consumer
{
    /// <summary>Takes messages until every id has come; repetitions are kept.</summary>
    public static async Task<List<JsonElement>> TakeAsync(Uri broker, string queue, params string[] ids)
    {
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        var missing = ids.ToHashSet();
        var taken = new List<JsonElement>();
        await Eventually.TrueAsync(async () =>
        {
            await using var channel = await connection.CreateChannelAsync();
            while (missing.Count > 0 && await GetAsync(channel, queue) is { } message)
            {
                message.BasicProperties.ContentType.ShouldBe("application/cloudevents+json; charset=utf-8");
                message.BasicProperties.DeliveryMode.ShouldBe(DeliveryModes.Persistent);
                taken.Add(JsonDocument.Parse(message.Body).RootElement);
                missing.Remove(taken[^1].GetProperty("id").GetString()!);
            }

            return missing.Count == 0;
        });
        return taken;
    }

    private static async Task<BasicGetResult?> GetAsync(IChannel channel, string queue)
    {
        try
        {
            return await channel.BasicGetAsync(queue, autoAck: true);
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            // Nobody has forwarded anything yet.
            return null;
        }
    }
}
