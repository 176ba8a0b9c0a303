using Pepay.Runtime.Inbox;
using Pepay.Runtime.Providers;

namespace Nop.Plugin.Payments.Pepay.Data;

/// <summary>Rows of the inbox to and from the runtime's types.</summary>
internal static class InboxRows
{
    public static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);

    public static PepayEvent ToRow(IncomingEvent incoming) => new()
    {
        UniqueKey = ShopDatabase.Hash(incoming.Provider, incoming.Account, incoming.EventId),
        Provider = incoming.Provider,
        Account = incoming.Account,
        EventId = incoming.EventId,
        Type = incoming.Type,
        EnvironmentId = (int?)incoming.Environment,
        OrderingKey = incoming.OrderingKey,
        OrderingHash = incoming.OrderingKey is { } key ? ShopDatabase.Hash(incoming.Provider, incoming.Account, key) : null,
        CreatedAt = incoming.CreatedAt?.UtcTicks,
        ReceivedAt = incoming.ReceivedAt.UtcTicks,
        SourceId = (int)incoming.Source,
        SecretId = incoming.SecretId,
        NeedsProof = incoming.NeedsProof,
        Headers = string.Join('\n', incoming.Headers.Select(static header => $"{header.Key}: {header.Value.ReplaceLineEndings(" ")}")),
        Body = incoming.Body.ToArray(),
        Problem = incoming.Problem,
        StateId = (int)(incoming.Problem is null ? InboxState.New : InboxState.Dead),
    };

    public static IncomingEvent ToIncoming(PepayEvent row) => new()
    {
        Provider = row.Provider,
        Account = row.Account,
        EventId = row.EventId,
        Type = row.Type,
        Environment = (PaymentEnvironment?)row.EnvironmentId,
        OrderingKey = row.OrderingKey,
        CreatedAt = row.CreatedAt is { } created ? Time(created) : null,
        ReceivedAt = Time(row.ReceivedAt),
        Source = (EventSource)row.SourceId,
        SecretId = row.SecretId,
        NeedsProof = row.NeedsProof,
        Headers = ReadHeaders(row.Headers),
        Body = row.Body ?? [],
        Problem = row.Problem,
    };

    public static InboxEvent ToListed(PepayEvent row) => new()
    {
        Id = row.Id,
        Provider = row.Provider,
        Account = row.Account,
        EventId = row.EventId,
        Type = row.Type,
        State = (InboxState)row.StateId,
        Environment = (PaymentEnvironment?)row.EnvironmentId,
        OrderingKey = row.OrderingKey,
        CreatedAt = row.CreatedAt is { } created ? Time(created) : null,
        ReceivedAt = Time(row.ReceivedAt),
        Source = (EventSource)row.SourceId,
        SecretId = row.SecretId,
        NeedsProof = row.NeedsProof,
        Problem = row.Problem,
        DismissedBy = row.DismissedBy,
        DismissedAt = row.DismissedAt is { } dismissed ? Time(dismissed) : null,
    };

    public static InboxDelivery ToDelivery(PepayDelivery row) => new()
    {
        Handler = row.Handler,
        State = (DeliveryState)row.StateId,
        Attempts = row.Attempts,
        NextAttemptAt = row.FinishedAt is null ? Time(row.DueAt) : null,
        FinishedAt = row.FinishedAt is { } finished ? Time(finished) : null,
        LastError = row.LastError,
    };

    public static Dictionary<string, string> ReadHeaders(string? text) => (text ?? "")
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(static line => line.Split(": ", 2))
        .ToDictionary(static parts => parts[0], static parts => parts.Length > 1 ? parts[1] : "", StringComparer.OrdinalIgnoreCase);
}

/// <summary>What an <see cref="InboxQuery"/> means in the shop's data layer.</summary>
internal static class InboxFilter
{
    public static IQueryable<PepayEvent> Apply(IQueryable<PepayEvent> rows, InboxQuery query)
    {
        if (query.Provider is { } provider)
            rows = rows.Where(row => row.Provider == provider);
        if (query.Account is { } account)
            rows = rows.Where(row => row.Account == account);
        if (query.EventId is { } eventId)
            rows = rows.Where(row => row.EventId == eventId);
        if (query.Type is { } type)
            rows = rows.Where(row => row.Type == type);
        if ((int?)query.State is { } state)
            rows = rows.Where(row => row.StateId == state);
        if (query.OrderingKey is { } key)
            rows = rows.Where(row => row.OrderingKey == key);
        if ((int?)query.Source is { } source)
            rows = rows.Where(row => row.SourceId == source);
        if (query.Text?.Trim().ToLowerInvariant() is { Length: > 0 } text)
        {
            rows = rows.Where(row => row.EventId.ToLower().Contains(text) || row.Type.ToLower().Contains(text)
                || (row.OrderingKey != null && row.OrderingKey.ToLower().Contains(text)));
        }

        if (query.ReceivedFrom?.UtcTicks is { } from)
            rows = rows.Where(row => row.ReceivedAt >= from);
        if (query.ReceivedBefore?.UtcTicks is { } until)
            rows = rows.Where(row => row.ReceivedAt < until);
        if (query.Before is { } before)
            rows = rows.Where(row => row.Id < before);
        return rows.OrderByDescending(row => row.Id);
    }
}
