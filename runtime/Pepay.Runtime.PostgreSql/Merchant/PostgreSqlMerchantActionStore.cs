using System.Data.Common;
using Pepay.Runtime.Merchant;
using Pepay.Runtime.Payments;

namespace Pepay.Runtime.PostgreSql.Merchant;

/// <summary>What people of the shop did, in PostgreSQL beside payments and inbox.</summary>
/// <param name="database">The database.</param>
public sealed class PostgreSqlMerchantActionStore(PostgreSqlDatabase database) : IMerchantActionStore
{
    internal const string CreateTable = """
        CREATE TABLE pepay_merchant_action (
            sequence        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            id              text        NOT NULL UNIQUE,
            kind            text        NOT NULL,
            actor           text        NOT NULL,
            subject         text        NULL,
            amount          numeric     NULL,
            currency        text        NULL,
            refunded_before numeric     NOT NULL,
            at              timestamptz NOT NULL,
            outcome         text        NOT NULL,
            result          text        NULL,
            finished_at     timestamptz NULL
        );
        CREATE UNIQUE INDEX pepay_merchant_action_open_refund ON pepay_merchant_action (subject) WHERE kind = 'Refund' AND outcome IN ('Begun', 'Unknown');
        CREATE INDEX pepay_merchant_action_by_subject ON pepay_merchant_action (subject, sequence);
        """;

    private const string Columns = "id, kind, actor, subject, amount, currency, refunded_before, at, outcome, result, finished_at";

    private const string Insert = $"""
        /* action.begin */
        INSERT INTO pepay_merchant_action ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT DO NOTHING
        """;

    private const string Finish = """
        /* action.finish */
        UPDATE pepay_merchant_action SET outcome = $2, result = $3, finished_at = $4
        WHERE id = $1 AND outcome IN ('Begun', 'Unknown')
        """;

    private const string Find = $"/* action.find */ SELECT {Columns} FROM pepay_merchant_action WHERE id = $1";

    /// <inheritdoc/>
    public Task InitializeAsync(CancellationToken cancellationToken) => database.InitializeAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<bool> TryBeginAsync(MerchantAction action, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(action);
        return ChangeAsync(
            Insert, cancellationToken,
            action.Id, action.Kind.ToString(), action.Actor, action.Subject, action.Amount?.Amount, action.Amount?.Currency, action.RefundedBefore,
            action.At, action.Outcome.ToString(), action.Result, action.FinishedAt);
    }

    /// <inheritdoc/>
    public Task<bool> FinishAsync(string id, MerchantActionOutcome outcome, string result, DateTimeOffset at, CancellationToken cancellationToken) =>
        ChangeAsync(Finish, cancellationToken, id, outcome.ToString(), result, at);

    /// <inheritdoc/>
    public async Task<MerchantAction?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await ReadAsync(Find, cancellationToken, id).ConfigureAwait(false)).FirstOrDefault();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<MerchantAction>> ListAsync(int limit, string? subject, string? before, CancellationToken cancellationToken) =>
        await ReadAsync(List(subject is not null), cancellationToken, subject is null ? [limit, before] : [limit, before, subject]).ConfigureAwait(false);

    private static string List(bool ofOneSubject) => $"""
        /* action.list */
        SELECT {Columns} FROM pepay_merchant_action
        WHERE {(ofOneSubject ? "subject = $3 AND " : "")}sequence < COALESCE((SELECT sequence FROM pepay_merchant_action WHERE id = $2), {long.MaxValue})
        ORDER BY sequence DESC LIMIT $1
        """;

    private Task<bool> ChangeAsync(string sql, CancellationToken cancellationToken, params object?[] parameters) =>
        database.RunAsync(async connection =>
        {
            await using var command = connection.Command(sql, parameters);
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1;
        }, cancellationToken);

    private Task<List<MerchantAction>> ReadAsync(string sql, CancellationToken cancellationToken, params object?[] parameters) =>
        database.RunAsync(async connection =>
        {
            await using var command = connection.Command(sql, parameters);
            await using var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            var actions = new List<MerchantAction>();
            while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
                actions.Add(Read(row));
            return actions;
        }, cancellationToken);

    private static MerchantAction Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        Kind = Enum.Parse<MerchantActionKind>(row.GetString(1)),
        Actor = row.GetString(2),
        Subject = row.Text(3),
        Amount = row.IsDBNull(4) ? null : new Money(row.GetDecimal(4), row.GetString(5)),
        RefundedBefore = row.GetDecimal(6),
        At = row.Time(7),
        Outcome = Enum.Parse<MerchantActionOutcome>(row.GetString(8)),
        Result = row.Text(9),
        FinishedAt = row.TimeOrNull(10),
    };
}
