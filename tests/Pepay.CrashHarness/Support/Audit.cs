using Pepay.CrashHarness.Target.Shop;
using Pepay.Runtime.Http;
using Pepay.Simulator;
using XPay.Api;

namespace Pepay.CrashHarness.Support;

/// <summary>What was done, counted in the database, in the file of outside effects and at the provider, and compared with what was sent.</summary>
internal sealed record Audit
{
    public required int Events { get; init; }

    /// <summary>Rows in the table of effects.</summary>
    public required int Effects { get; init; }

    /// <summary>Events without an effect.</summary>
    public required IReadOnlyList<string> Lost { get; init; }

    /// <summary>Events with more than one effect, and effects of no event.</summary>
    public required IReadOnlyList<string> Doubled { get; init; }

    /// <summary>Events whose effect came before that of an earlier event of the same ordering key.</summary>
    public required IReadOnlyList<string> OutOfOrder { get; init; }

    /// <summary>Effects outside the database, repetitions included.</summary>
    public required int OutsideEffects { get; init; }

    /// <summary>Events without an effect outside, and effects under a key that is none of theirs.</summary>
    public required IReadOnlyList<string> WrongOutside { get; init; }

    /// <summary>Messages in the broker's queue, repetitions included.</summary>
    public required int Forwarded { get; init; }

    /// <summary>Events without a message where events are forwarded, and messages that came before that of an earlier event of the same key.</summary>
    public required IReadOnlyList<string> WrongForwarded { get; init; }

    /// <summary>Orders that shoppers wanted to pay.</summary>
    public required int Orders { get; init; }

    /// <summary>Orders with no charge, or with more than one.</summary>
    public required IReadOnlyList<string> WrongCharges { get; init; }

    /// <summary>Rows in the table of moved orders.</summary>
    public required int Moves { get; init; }

    /// <summary>Paid orders that were not moved to "paid" exactly once, and any other move.</summary>
    public required IReadOnlyList<string> WrongMoves { get; init; }

    /// <summary>Nothing lost, nothing doubled, nothing out of order, one charge and one move per order.</summary>
    public void ShouldBeClean() => ToString().ShouldBe((this with
    {
        Effects = Events, Lost = [], Doubled = [], OutOfOrder = [], WrongOutside = [], WrongForwarded = [], WrongCharges = [], Moves = Orders, WrongMoves = [],
    }).ToString());

    public override string ToString() =>
        $"{Events} events, {Effects} effects (lost: [{string.Join(' ', Lost)}], doubled: [{string.Join(' ', Doubled)}], out of order: [{string.Join(' ', OutOfOrder)}]), "
        + $"{OutsideEffects} outside (wrong: [{string.Join(' ', WrongOutside)}]), {Forwarded} forwarded (wrong: [{string.Join(' ', WrongForwarded)}]), {Orders} orders (wrong charges: [{string.Join(' ', WrongCharges)}]), {Moves} moves (wrong: [{string.Join(' ', WrongMoves)}])";

    public static async Task<Audit> MakeAsync(
        HarnessDatabase database, string folder, SimulatorServer simulator, Sender sender, StreamSource stream, BrokerQueue? queue, Shopper shopper)
    {
        var streamed = await stream.ListAsync();
        string[] hooked = [.. simulator.Deliveries.Select(webhook => webhook.EventId).Distinct()];
        string[] events = [.. sender.Events, .. streamed, .. hooked];
        var places = await PlacesAsync(database);
        var effects = await database.QueryAsync("SELECT event_id FROM harness_effect ORDER BY id");
        var counts = effects.CountBy(id => id).ToDictionary();
        var outside = File.Exists(Path.Combine(folder, Handlers.EffectFile)) ? await File.ReadAllLinesAsync(Path.Combine(folder, Handlers.EffectFile)) : [];
        string[] keys =
        [
            .. sender.Events.Select(id => $"{HarnessProvider.Name}:default:{id}:mail"), .. streamed.Select(id => $"pepay:default:{id}:mail"),
            .. hooked.Select(id => $"xpay:default:{id}:mail"),
        ];
        var forwarded = queue is null ? [] : await queue.TakeAsync(events);
        var charges = await ChargesAsync(simulator);
        var moves = await database.QueryAsync("SELECT order_number, label FROM harness_move");
        string[] expected = [.. shopper.Paid.Select(order => $"{order}|Paid")];
        return new Audit
        {
            Events = events.Length,
            Effects = effects.Count,
            Lost = [.. events.Where(id => !counts.ContainsKey(id))],
            Doubled = [.. counts.Where(pair => pair.Value > 1 || !events.Contains(pair.Key)).Select(pair => pair.Key)],
            OutOfOrder = Late(effects, places),
            OutsideEffects = outside.Length,
            WrongOutside = [.. keys.Except(outside), .. outside.Except(keys)],
            Forwarded = forwarded.Count,
            WrongForwarded = queue is null ? [] : [.. events.Except(forwarded), .. Late(forwarded.Distinct(), places)],
            Orders = shopper.Orders.Count,
            WrongCharges = [.. shopper.Orders.Where(order => charges.GetValueOrDefault(order) != 1)],
            Moves = moves.Count,
            WrongMoves = [.. expected.Except(moves), .. moves.CountBy(move => move).Where(pair => pair.Value > 1 || !expected.Contains(pair.Key)).Select(pair => pair.Key)],
        };
    }

    // The ordering key of every accepted event, and its number in the inbox; the first of those that a missing index let in twice.
    private static async Task<Dictionary<string, (string Key, long Number)>> PlacesAsync(HarnessDatabase database) =>
        (await database.QueryAsync("SELECT event_id, ordering_key, seq FROM inbox_event ORDER BY seq")).Select(row => row.Split('|')).DistinctBy(parts => parts[0])
            .ToDictionary(parts => parts[0], parts => (parts[1], long.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture)), StringComparer.Ordinal);

    private static List<string> Late(IEnumerable<string> ids, Dictionary<string, (string Key, long Number)> places)
    {
        var latest = new Dictionary<string, long>(StringComparer.Ordinal);
        var late = new List<string>();
        foreach (var id in ids.Where(places.ContainsKey))
        {
            var (key, number) = places[id];
            if (latest.GetValueOrDefault(key) > number)
                late.Add(id);
            latest[key] = Math.Max(latest.GetValueOrDefault(key), number);
        }

        return late;
    }

    private static async Task<Dictionary<string, int>> ChargesAsync(SimulatorServer simulator)
    {
        using var http = ApiHttpClient.Create();
        var credentials = ApiCredentials.None.With("basicAuth", $"{simulator.Options.XPayPublicKey}:{simulator.Options.XPayPrivateKey}");
        var client = new XPayClient(new ApiTransport(http, new Uri(simulator.XPayUrl), XPayDescriptor.Instance, credentials));
        var charges = new Dictionary<string, int>(StringComparer.Ordinal);
        await foreach (var intent in client.Payments.ListIntentsAllAsync())
        {
            if (intent.ReceiptId.Value is { } order)
                charges[order] = charges.GetValueOrDefault(order) + 1;
        }

        return charges;
    }
}
