using System.Text.Json;
using RabbitMQ.Client;

namespace Pepay.Runtime.RabbitMq.Tests;

/// <summary>What another program finds in the queue.</summary>
internal static class Consumer
{
    /// <summary>Takes messages until every id has come; repetitions are kept. The queue must be there.</summary>
    public static async Task<List<JsonElement>> TakeAsync(Uri broker, string queue, params string[] ids)
    {
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        var missing = ids.ToHashSet();
        var taken = new List<JsonElement>();
        var taking = Eventually.TrueAsync(async () =>
        {
            await using var channel = await connection.CreateChannelAsync();
            while (missing.Count > 0 && await channel.BasicGetAsync(queue, autoAck: true) is { } message)
            {
                message.BasicProperties.ContentType.ShouldBe("application/cloudevents+json; charset=utf-8");
                message.BasicProperties.DeliveryMode.ShouldBe(DeliveryModes.Persistent);
                taken.Add(JsonDocument.Parse(message.Body).RootElement);
                missing.Remove(taken[^1].GetProperty("id").GetString()!);
            }

            return missing.Count == 0;
        });
        await taking.ContinueWith(static _ => { }, TaskScheduler.Default);
        missing.ShouldBeEmpty($"taken: {string.Join(' ', taken.Select(static message => message.GetProperty("id").GetString()))}; {taking.Exception?.InnerException?.Message}");
        return taken;
    }
}
