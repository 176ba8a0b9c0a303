using System.Globalization;
using Pepay.Runtime.Inbox;

namespace Pepay.Runtime.PostgreSql.Inbox;

/// <summary>What events <c>e</c> must fulfil, with the parameters for it.</summary>
internal sealed class Conditions
{
    private readonly List<string> conditions = ["true"];

    public List<object?> Parameters { get; } = [];

    /// <summary>Adds a condition in which <c>{0}</c> stands for the value's parameter.</summary>
    public void Add(string condition, object value)
    {
        Parameters.Add(value);
        Add(string.Format(CultureInfo.InvariantCulture, condition, $"${Parameters.Count}"));
    }

    public void Add(string condition) => conditions.Add(condition);

    /// <summary>Adds what a query asks for, besides its page.</summary>
    public void Add(InboxQuery query)
    {
        AddGiven("e.provider = {0}", query.Provider);
        AddGiven("e.account = {0}", query.Account);
        AddGiven("e.event_id = {0}", query.EventId);
        AddGiven("e.type = {0}", query.Type);
        AddGiven("e.ordering_key = {0}", query.OrderingKey);
        AddGiven("e.source = {0}", (short?)query.Source);
        AddGiven("e.received_at >= {0}", query.ReceivedFrom);
        AddGiven("e.received_at < {0}", query.ReceivedBefore);

        // strpos has no wildcards that would have to be escaped.
        AddGiven(
            "(strpos(lower(e.event_id), {0}) > 0 OR strpos(lower(e.type), {0}) > 0 OR strpos(lower(coalesce(e.ordering_key, '')), {0}) > 0)",
            string.IsNullOrWhiteSpace(query.Text) ? null : query.Text.Trim().ToLowerInvariant());
        if (query.State is { } state)
            Add(Of(state));
    }

    public override string ToString() => string.Join(" AND ", conditions);

    private void AddGiven(string condition, object? value)
    {
        if (value is not null)
            Add(condition, value);
    }

    // Those that are few are found through their own tables; the state itself decides.
    private static string Of(InboxState state)
    {
        var few = state switch
        {
            InboxState.New => "e.seq IN (SELECT seq FROM inbox_new) AND ",
            InboxState.Open => "e.seq IN (SELECT seq FROM inbox_delivery) AND ",
            InboxState.Parked => "e.seq IN (SELECT seq FROM inbox_parked) AND ",
            InboxState.Dead => "e.seq IN (SELECT seq FROM inbox_mark WHERE dead UNION ALL SELECT seq FROM inbox_event WHERE problem IS NOT NULL AND dismissed_at IS NULL) AND ",
            _ => "",
        };
        return $"{few}{InboxTables.State} = {(int)state}";
    }
}
