using System.Data.Common;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Providers;

namespace Pepay.Runtime.PostgreSql.Payments;

/// <summary>A payment as a row, in the order of the columns of <see cref="PaymentSql"/>.</summary>
internal static class PaymentRow
{
    public static object?[] Inserted(Payment payment) =>
    [
        payment.AttemptId, payment.OrderNumber, payment.Provider, payment.Account, payment.Environment.ToString(), payment.Amount.Amount,
        payment.Amount.Currency, payment.CustomerId, payment.IdempotencyKey, payment.IsCurrent,
        payment.PaymentId, payment.PaymentUrl?.OriginalString, payment.ExpiresAt, payment.State.Received, payment.State.Refunded,
        payment.State.Dispute.ToString(), payment.State.Closing.ToString(), payment.ProviderStatus, payment.Finding,
        payment.CreatedAt, payment.UpdatedAt, payment.NextCheckAt, payment.Settlement.ToString(),
    ];

    public static object?[] Updated(Payment payment) =>
    [
        payment.AttemptId, payment.Version, payment.IsCurrent, payment.PaymentId, payment.PaymentUrl?.OriginalString, payment.ExpiresAt,
        payment.State.Received, payment.State.Refunded, payment.State.Dispute.ToString(), payment.State.Closing.ToString(),
        payment.ProviderStatus, payment.Finding, payment.UpdatedAt, payment.NextCheckAt, payment.Settlement.ToString(),
    ];

    public static Payment Read(DbDataReader row)
    {
        var amount = row.GetDecimal(5);
        return new Payment
        {
            AttemptId = row.GetString(0),
            OrderNumber = row.GetString(1),
            Provider = row.GetString(2),
            Account = row.GetString(3),
            Environment = Enum.Parse<PaymentEnvironment>(row.GetString(4)),
            Amount = new Money(amount, row.GetString(6)),
            CustomerId = row.Text(7),
            IdempotencyKey = row.GetString(8),
            IsCurrent = row.GetBoolean(9),
            PaymentId = row.Text(10),
            PaymentUrl = row.Text(11) is { } url ? new Uri(url, UriKind.Absolute) : null,
            ExpiresAt = row.TimeOrNull(12),
            State = new PaymentState
            {
                Due = amount,
                Received = row.GetDecimal(13),
                Refunded = row.GetDecimal(14),
                Dispute = Enum.Parse<DisputeState>(row.GetString(15)),
                Closing = Enum.Parse<ClosingReason>(row.GetString(16)),
            },
            ProviderStatus = row.Text(17),
            Finding = row.Text(18),
            CreatedAt = row.Time(19),
            UpdatedAt = row.Time(20),
            NextCheckAt = row.TimeOrNull(21),
            Settlement = Enum.Parse<SettlementState>(row.GetString(22)),
            Version = row.GetInt64(23),
        };
    }

    public static PaymentHistoryEntry ReadHistory(DbDataReader row) => new(row.Time(0), row.GetString(1), row.GetString(2));
}
