using Microsoft.Extensions.Logging;

namespace Pepay.Runtime.Payments;

/// <summary>Every line about a payment can be found by its order and by the provider's id of it.</summary>
internal static class PaymentLogScope
{
    /// <param name="logger">Whose lines.</param>
    /// <param name="payment">The attempt.</param>
    /// <param name="adoptedId">The provider's id when the attempt does not have it yet.</param>
    public static IDisposable? Begin(ILogger logger, Payment payment, string? adoptedId = null) => logger.BeginScope(new Dictionary<string, object?>
    {
        ["Provider"] = payment.Provider,
        ["Account"] = payment.Account,
        ["OrderNumber"] = payment.OrderNumber,
        ["AttemptId"] = payment.AttemptId,
        ["PaymentId"] = payment.PaymentId ?? adoptedId,
    });
}
