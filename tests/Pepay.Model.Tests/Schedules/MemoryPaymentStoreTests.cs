using Pepay.Runtime.Payments;

namespace Pepay.Model.Tests.Schedules;

/// <summary>The schedules prove nothing if their store breaks the promises of a store.</summary>
public sealed class MemoryPaymentStoreTests : PaymentStoreContract
{
    protected override IPaymentStore Store { get; } = new MemoryPaymentStore();
}
