using System.Data.Common;
using System.Globalization;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.Sqlite.Payments;

/// <summary>A payment as a row: the columns of <see cref="PaymentSql.Columns"/>, in their order.</summary>
internal static class PaymentRow
{
    public static (string Name, object? Value)[] Parameters(Payment payment) =>
    [
        ("$attempt_id", payment.AttemptId),
        ("$order_number", payment.OrderNumber),
        ("$provider", payment.Provider),
        ("$account", payment.Account),
        ("$environment", payment.Environment.ToString()),
        ("$amount", Text(payment.Amount.Amount)),
        ("$currency", payment.Amount.Currency),
        ("$customer_id", payment.CustomerId),
        ("$idempotency_key", payment.IdempotencyKey),
        ("$is_current", payment.IsCurrent ? 1L : 0L),
        ("$payment_id", payment.PaymentId),
        ("$page_url", payment.PaymentUrl?.OriginalString),
        ("$expires_at", payment.ExpiresAt?.ToUnixTimeMilliseconds()),
        ("$received", Text(payment.State.Received)),
        ("$refunded", Text(payment.State.Refunded)),
        ("$dispute", payment.State.Dispute.ToString()),
        ("$closing", payment.State.Closing.ToString()),
        ("$provider_status", payment.ProviderStatus),
        ("$finding", payment.Finding),
        ("$created_at", payment.CreatedAt.ToUnixTimeMilliseconds()),
        ("$updated_at", payment.UpdatedAt.ToUnixTimeMilliseconds()),
        ("$next_check_at", payment.NextCheckAt?.ToUnixTimeMilliseconds()),
        ("$settlement", payment.Settlement.ToString()),
        ("$version", payment.Version),
    ];

    public static Payment Read(DbDataReader row)
    {
        var amount = Amount(row.GetString(5));
        return new Payment
        {
            AttemptId = row.GetString(0),
            OrderNumber = row.GetString(1),
            Provider = row.GetString(2),
            Account = row.GetString(3),
            Environment = Enum.Parse<PaymentEnvironment>(row.GetString(4)),
            Amount = new Money(amount, row.GetString(6)),
            CustomerId = TextOrNull(row, 7),
            IdempotencyKey = row.GetString(8),
            IsCurrent = row.GetInt64(9) != 0,
            PaymentId = TextOrNull(row, 10),
            PaymentUrl = TextOrNull(row, 11) is { } url ? new Uri(url, UriKind.Absolute) : null,
            ExpiresAt = TimeOrNull(row, 12),
            State = new PaymentState
            {
                Due = amount,
                Received = Amount(row.GetString(13)),
                Refunded = Amount(row.GetString(14)),
                Dispute = Enum.Parse<DisputeState>(row.GetString(15)),
                Closing = Enum.Parse<ClosingReason>(row.GetString(16)),
            },
            ProviderStatus = TextOrNull(row, 17),
            Finding = TextOrNull(row, 18),
            CreatedAt = Time(row, 19),
            UpdatedAt = Time(row, 20),
            NextCheckAt = TimeOrNull(row, 21),
            Settlement = Enum.Parse<SettlementState>(row.GetString(22)),
            Version = row.GetInt64(23),
        };
    }

    public static PaymentHistoryEntry ReadHistory(DbDataReader row) => new(Time(row, 0), row.GetString(1), row.GetString(2));

    private static string Text(decimal amount) => amount.ToString(CultureInfo.InvariantCulture);

    private static decimal Amount(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);

    private static string? TextOrNull(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTimeOffset Time(DbDataReader row, int column) => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    private static DateTimeOffset? TimeOrNull(DbDataReader row, int column) => row.IsDBNull(column) ? null : Time(row, column);
}
