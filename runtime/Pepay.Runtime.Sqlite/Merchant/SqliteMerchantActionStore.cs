using System.Data.Common;
using System.Globalization;
using Pepay.Runtime.Merchant;
using Pepay.Runtime.Payments;

namespace Pepay.Runtime.Sqlite.Merchant;

/// <summary>What people of the shop did, in a SQLite file beside payments and inbox.</summary>
/// <param name="database">The file.</param>
public sealed class SqliteMerchantActionStore(SqliteDatabase database) : IMerchantActionStore
{
    internal const string CreateTable = """
        CREATE TABLE pepay_merchant_action (
            sequence        INTEGER PRIMARY KEY,
            id              TEXT    NOT NULL UNIQUE,
            kind            TEXT    NOT NULL,
            actor           TEXT    NOT NULL,
            subject         TEXT    NULL,
            amount          TEXT    NULL,
            currency        TEXT    NULL,
            refunded_before TEXT    NOT NULL,
            at              INTEGER NOT NULL,
            outcome         TEXT    NOT NULL,
            result          TEXT    NULL,
            finished_at     INTEGER NULL
        );
        CREATE UNIQUE INDEX pepay_merchant_action_open_refund ON pepay_merchant_action (subject) WHERE kind = 'Refund' AND outcome IN ('Begun', 'Unknown');
        CREATE INDEX pepay_merchant_action_by_subject ON pepay_merchant_action (subject, sequence);
        """;

    private const string Columns = "id, kind, actor, subject, amount, currency, refunded_before, at, outcome, result, finished_at";

    private const string Insert = $"""
        INSERT INTO pepay_merchant_action ({Columns})
        VALUES ($id, $kind, $actor, $subject, $amount, $currency, $refunded_before, $at, $outcome, $result, $finished_at)
        ON CONFLICT DO NOTHING;
        """;

    private const string Finish = """
        UPDATE pepay_merchant_action SET outcome = $outcome, result = $result, finished_at = $finished_at
        WHERE id = $id AND outcome IN ('Begun', 'Unknown');
        """;

    /// <inheritdoc/>
    public Task InitializeAsync(CancellationToken cancellationToken) => database.InitializeAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<bool> TryBeginAsync(MerchantAction action, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(action);
        return ChangeAsync(
            Insert, cancellationToken,
            ("$id", action.Id), ("$kind", action.Kind.ToString()), ("$actor", action.Actor), ("$subject", action.Subject),
            ("$amount", action.Amount?.Amount.ToString(CultureInfo.InvariantCulture)), ("$currency", action.Amount?.Currency),
            ("$refunded_before", action.RefundedBefore.ToString(CultureInfo.InvariantCulture)), ("$at", action.At), ("$outcome", action.Outcome.ToString()),
            ("$result", action.Result), ("$finished_at", action.FinishedAt));
    }

    /// <inheritdoc/>
    public Task<bool> FinishAsync(string id, MerchantActionOutcome outcome, string result, DateTimeOffset at, CancellationToken cancellationToken) =>
        ChangeAsync(Finish, cancellationToken, ("$id", id), ("$outcome", outcome.ToString()), ("$result", result), ("$finished_at", at));

    /// <inheritdoc/>
    public async Task<MerchantAction?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await ReadAsync($"SELECT {Columns} FROM pepay_merchant_action WHERE id = $id;", cancellationToken, ("$id", id)).ConfigureAwait(false)).FirstOrDefault();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<MerchantAction>> ListAsync(int limit, string? subject, string? before, CancellationToken cancellationToken) =>
        await ReadAsync(List(subject is not null), cancellationToken, ("$limit", limit), ("$subject", subject), ("$before", before)).ConfigureAwait(false);

    private static string List(bool ofOneSubject) => $"""
        SELECT {Columns} FROM pepay_merchant_action
        WHERE {(ofOneSubject ? "subject = $subject AND " : "")}sequence < COALESCE((SELECT sequence FROM pepay_merchant_action WHERE id = $before), {long.MaxValue})
        ORDER BY sequence DESC LIMIT $limit;
        """;

    private Task<bool> ChangeAsync(string sql, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters) =>
        database.WriteAsync(async write => await write.ExecuteAsync(sql, parameters, cancellationToken).ConfigureAwait(false) == 1, cancellationToken);

    private async Task<List<MerchantAction>> ReadAsync(string sql, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        await using var connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var command = SqliteCommands.Create(connection, null, sql, parameters);
        await using var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var actions = new List<MerchantAction>();
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
            actions.Add(Read(row));
        return actions;
    }

    private static MerchantAction Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        Kind = Enum.Parse<MerchantActionKind>(row.GetString(1)),
        Actor = row.GetString(2),
        Subject = row.Text(3),
        Amount = row.Text(4) is { } amount ? new Money(Parse(amount), row.GetString(5)) : null,
        RefundedBefore = Parse(row.GetString(6)),
        At = row.Time(7),
        Outcome = Enum.Parse<MerchantActionOutcome>(row.GetString(8)),
        Result = row.Text(9),
        FinishedAt = row.TimeOrNull(10),
    };

    private static decimal Parse(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);
}
