using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Pepay.Runtime.Payments;
using Pepay.Runtime.Sync;

namespace Pepay.Model.Tests.Schedules;

/// <summary>The shop's orders. They are in the payment store's database: what it is told counts when the change is committed.</summary>
internal sealed class Shop(MemoryPaymentStore store) : IPaymentChangeHandler
{
    private PaymentChange? uncommitted;

    public List<PaymentChange> Changes { get; } = [];

    public bool Fails { get; set; }

    public async Task ApplyAsync(PaymentChange change, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        store.IsInTransaction.ShouldBeTrue("the order is moved outside the transaction that stores the change");
        if (Fails)
        {
            Fails = false;
            throw new PlannedFault();
        }

        var others = await store.ListByOrderAsync(change.After.OrderNumber, cancellationToken);
        change.Others.ShouldBe(others.Where(other => other.AttemptId != change.After.AttemptId), "what a change is told of the other attempts");
        uncommitted = change;
    }

    public void Commit(Payment before, Payment after)
    {
        if (before.State != after.State)
        {
            uncommitted.ShouldNotBeNull("a stored change of state that the shop was not told of");
            (uncommitted.Before, uncommitted.After).ShouldBe((before, after), "what the shop is told of a change");
            Changes.Add(uncommitted);
        }

        uncommitted = null;
    }
}

/// <summary>Gives the shop's handler in each scope; a container would cost more than the rest of a schedule.</summary>
internal sealed class ShopScopes(Shop shop) : IServiceScopeFactory, IServiceScope, IServiceProvider
{
    private readonly IPaymentChangeHandler[] handlers = [shop];

    public IServiceProvider ServiceProvider => this;

    public IServiceScope CreateScope() => this;

    public object? GetService(Type serviceType) => serviceType == typeof(IEnumerable<IPaymentChangeHandler>) ? handlers : null;

    public void Dispose()
    {
    }
}
