using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Sync;
using Pepay.Runtime.Tests.Checkout;
using Pepay.Runtime.Tests.Payments;

namespace Pepay.Runtime.Tests.Sync;

/// <summary>A reconciler between a provider in memory and a shop that notes what it is told.</summary>
public abstract class ReconcilerTestBase : PaymentTestBase
{
    internal FakeProvider Provider { get; } = new();

    internal RecordingHandler Shop { get; } = new();

    internal Task<Payment> StartAsync() => StartAsync(Provider);

    internal PaymentReconciler Reconciler(IPaymentStore? over = null, IPaymentProvider? with = null, PaymentChangeSignal? signal = null)
    {
        var services = new ServiceCollection().AddSingleton<IPaymentChangeHandler>(Shop).BuildServiceProvider();
        return new PaymentReconciler(
            over ?? Store, new PaymentProviders([with ?? Provider]), services.GetRequiredService<IServiceScopeFactory>(),
            signal ?? new PaymentChangeSignal(Time), Time, NullLogger<PaymentReconciler>.Instance);
    }

    internal sealed class RecordingHandler : IPaymentChangeHandler
    {
        public List<PaymentChange> Changes { get; } = [];

        public Exception? Failure { get; set; }

        public Task ApplyAsync(PaymentChange change, DbTransaction? transaction, CancellationToken cancellationToken)
        {
            transaction.ShouldNotBeNull();
            lock (Changes)
                Changes.Add(change);
            return Failure is null ? Task.CompletedTask : Task.FromException(Failure);
        }
    }
}
